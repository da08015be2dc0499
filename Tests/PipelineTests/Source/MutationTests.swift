import Foundation
import Pipeline
import Store
import TestSupport
import Testing

/// Pipeline files, tables, values and frames of the worker protocol, spoilt at random: diagnostics, typed errors or
/// values, never a trap.
@Suite struct MutationTests {
  /// A file with something of everything in it.
  private static let pipeline = """
    name: "mutants"
    parameters: {word: w, times: 2, rate: 0.5, list: [1, 2.5, x], other: null}
    matrix: {times: [1, 2]}
    use:
      p: {file: part.yml, parameters: {word: "${word}"}}
    stages:
      base: &base {kind: test.text, parameters: {text: "${word}-$${x}", count: "${times}", rate: 1e-3}}
      merged: {<<: *base, retries: 2, timeout: 1.5h, resources: {memory: 2GiB, threads: 2}}
      items:
        foreach: [{name: a, n: 1}, {name: b, n: 2}]
        kind: test.text
        parameters: {text: "${item.name}", count: "${item.n}", mode: upper, flags: [true, false]}
      table: {foreach: {manifest: items.csv}, kind: test.text, parameters: {text: "${item.name}"}}
      next: {foreach: items, kind: test.length, inputs: {text: items}}
      files: {kind: test.read, inputs: {file: data.txt, files: "*.txt"}}
      gather: {missing: drop, kind: test.join, inputs: {parts: {x: items, y: base, z: p.text}}}
      saved: {kind: test.export, inputs: {text: base}, save: {file: "out/${times}.txt"}}
      seeded: {kind: test.seeded, parameters: {seed: 7, pure: true}}
      model:
        kind: test.picky
        parameters:
          model:
            blocks: [{width: 3}, {width: 0x10}]
            note: |
              several
              lines
    """

  private static let tokens = [
    "${", "}", "$${", "${item}", "${times}", "*base", "&base ", "<<: ", "[", "]", "{", "}", "? ",
    "|\n", ">-\n",
    "!!binary ", "!!int ", "- ", ": ", "\n", "\t", "\u{0}", "\u{FEFF}", "1e400", "-1e400", ".nan",
    ".inf", "0x",
    "0xFFFFFFFFFFFFFFFF", "9223372036854775808", "-9223372036854775808", "1e17s", "1e17d", "1e30GB",
    "-1", "0",
    "null", "~", "foreach: ", "matrix: ", "use: ", "kind: test.fetch", "https://example.org/x",
    "../..", "/",
    "items", "\u{1F600}", "\"", "'", "# ", "%YAML 9.9\n", "---\n", "...\n",
  ]

  @Test func `a spoilt pipeline file is refused with its place or can be planned`() throws {
    let bench = try Bench()
    try bench.folder.write(
      "part.yml",
      "parameters: {word: v}\nstages: {text: {kind: test.text, parameters: {text: '${word}'}}}")
    try bench.folder.write("items.csv", "name,n\nq,1\nr,2\n")
    try bench.folder.write("data.txt", "data")
    func check(_ text: String) throws(PipelineError) -> CheckedPipeline {
      try CheckedPipeline.check(
        text: text, path: "p.yml", folder: bench.folder.path, catalogue: catalogue)
    }
    let whole = try check(Self.pipeline)
    #expect(whole.stages.count == 18)
    var mutator = Mutator("pipeline files", tokens: Self.tokens)
    let planner = Planner(store: bench.store)
    for round in 0..<Mutator.rounds(1_500) {
      let text = String(decoding: mutator.mutate(Array(Self.pipeline.utf8)), as: UTF8.self)
      do {
        let pipeline = try check(text)
        if round % 16 == 0 { _ = try planner.plan(pipeline) }
      } catch PipelineError.invalid(let diagnostics) {
        #expect(!diagnostics.isEmpty && diagnostics.allSatisfy { !$0.message.isEmpty }, "\(round)")
      } catch let error as PipelineError {
        guard case .unreadableInput = error else {
          Issue.record("\(round): \(error)\n\(text)")
          continue
        }
      }
    }
  }

  @Test func `a spoilt table is refused with its place or gives items`() throws {
    let bench = try Bench()
    let tables = [
      ("t.csv", "name,n,note\na,1,\"x, y\"\nb,2,\"say \"\"hi\"\"\"\n\"c\",3,\n"),
      (
        "t.json",
        #"[{"name": "a", "n": 1, "note": "x\u00e9\ud83d\ude00"}, {"name": "b", "n": 2.5e3}]"#
      ),
    ]
    var mutator = Mutator(
      "tables", tokens: ["\"", ",", "\n", "\r", "\\u", "\\ud83d", "1e999", "[[[[", "{"])
    for round in 0..<Mutator.rounds(1_000) {
      let (name, text) = tables[round % 2]
      try bench.folder.write(name, Data(mutator.mutate(Array(text.utf8))))
      let found = mistakes(
        "stages:\n  a: {foreach: {manifest: \(name)}, kind: test.text, parameters: {text: '${item.name}'}}",
        in: bench.folder.path)
      #expect(found.allSatisfy { $0.hasPrefix("p.yml:2:") }, "\(round): \(found)")
    }
  }

  @Test func `a spoilt JSON value is none or can be written and read again`() {
    let text =
      #"{"a": [1, -2.5e-3, true, null, "x\n\u00e9\ud83d\ude00"], "b": {"c": 9223372036854775807}}"#
    var mutator = Mutator(
      "JSON", tokens: ["\\ud800", "\\u", "1e400", "[", "{", "\"", "-", "-0", "00", "\u{0}"])
    for round in 0..<Mutator.rounds(4_000) {
      let bad = String(decoding: mutator.mutate(Array(text.utf8)), as: UTF8.self)
      guard let value = ParameterValue(json: bad) else { continue }
      let canonical = value.canonicalJSON
      #expect(ParameterValue(json: canonical)?.canonicalJSON == canonical, "\(round): \(bad)")
    }
    let deep = String(repeating: "[", count: 100_000)
    #expect(ParameterValue(json: deep) == nil)
  }

  @Test(arguments: [
    ("a list in a list in a list …", "x: " + String(repeating: "[", count: 200_000)),
    ("mappings", "x: " + String(repeating: "{a: ", count: 100_000)),
    (
      "closed",
      "x: " + String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000)
    ),
    (
      "indented",
      (0..<3_000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
    ),
  ])
  func `nesting without end is refused`(what: String, text: String) {
    #expect(!mistakes(text).isEmpty, "\(what)")
  }

  // MARK: The worker protocol

  private static let artifact =
    #"{"digest":"\#(Digest.of(text: "a").hex)","type":{"name":"text","version":1},"location":{"pack":{"name":"p.pack","offset":80,"length":300}},"rawBytes":100,"storedBytes":300}"#

  private static let answers = [
    #"{"progress":{"number":1,"_1":{"fraction":0.5,"epoch":3,"loss":0.25,"message":"m"}}}"#,
    #"{"finished":{"number":1,"_1":{"outputs":{"text":\#(artifact)},"cost":{"seconds":0.5,"cpuSeconds":0.25,"peakBytes":1048576},"fingerprint":"f"},"log":[0,10]}}"#,
    #"{"failed":{"number":2,"_1":{"message":"no","wasCancelled":false,"damaged":"\#(Digest.of(text: "b").hex)"},"log":[10,20]}}"#,
  ]

  private static let orders = [
    #"{"run":{"_0":{"number":1,"kind":"test.text","kindVersion":1,"parameters":"{}","seed":7,"inputs":[{"port":"after","isMany":true,"items":[{"name":"x","artifact":\#(artifact)},{"name":"y","path":"/p","written":"p"}]}],"key":"\#(Digest.of(text: "k").hex)","threads":2,"checksNumerics":false}}}"#,
    #"{"cancel":{"number":1}}"#,
  ]

  private static func frame(_ text: some Sequence<UInt8>) -> [UInt8] {
    let body = Array(text)
    return (0..<4).map { UInt8(body.count >> (8 * $0) & 0xff) } + body
  }

  /// Takes frames in pieces of any length, as a pipe hands them over.
  private func take<Message: WorkerMessage>(
    _ bytes: [UInt8], _ decoder: inout FrameDecoder<Message>, _ random: inout SeededRandom
  ) -> [Message]? {
    var messages: [Message] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...200, using: &random))
      rest = rest.dropFirst(piece.count)
      guard let more = try? decoder.take(Array(piece)) else { return nil }
      messages += more
    }
    return messages
  }

  @Test func `frames come whole however they are cut`() {
    var mutator = Mutator("cuts")
    for _ in 0..<50 {
      var decoder = FrameDecoder<WorkerAnswer>()
      let answers = Self.answers.flatMap { Self.frame($0.utf8) }
      #expect(take(answers, &decoder, &mutator.random)?.count == 3)
    }
    var decoder = FrameDecoder<WorkerOrder>()
    let orders = Self.orders.flatMap { Self.frame($0.utf8) }
    #expect(take(orders, &decoder, &mutator.random)?.count == 2)
  }

  @Test func `spoilt frames are refused, or are messages whose numbers can be believed`() {
    let answers = Self.answers.flatMap { Self.frame($0.utf8) }
    var mutator = Mutator(
      "frames",
      tokens: [
        "-1", "9223372036854775807", "1e308", "[", "null", "{\"a\":", "\"\"",
        "-9223372036854775808",
      ])
    var refused = 0
    for round in 0..<Mutator.rounds(3_000) {
      var (decoder, other) = (FrameDecoder<WorkerAnswer>(), FrameDecoder<WorkerOrder>())
      // Half of them with a length that fits, so that the text is looked at.
      let bad = round % 2 == 0 ? mutator.mutate(answers) : withSpoiltText(Self.answers, &mutator)
      guard let messages = take(bad, &decoder, &mutator.random) else {
        refused += 1
        continue
      }
      for message in messages {
        switch message {
        case .finished(_, let outcome, let log):
          #expect(log.lowerBound >= 0, "\(round)")
          for output in outcome.outputs.values { #expect(output.rawBytes >= 0, "\(round)") }
        case .failed(_, _, let log): #expect(log.lowerBound >= 0, "\(round)")
        case .progress: continue
        }
      }
      _ = take(withSpoiltText(Self.orders, &mutator), &other, &mutator.random)
    }
    #expect(refused > Mutator.rounds(1_000))
  }

  /// Frames of the texts with one of them spoilt, and lengths that fit.
  private func withSpoiltText(_ texts: [String], _ mutator: inout Mutator) -> [UInt8] {
    var texts = texts.map { Array($0.utf8) }
    let chosen = Int.random(in: 0..<texts.count, using: &mutator.random)
    texts[chosen] = mutator.mutate(texts[chosen])
    return texts.flatMap(Self.frame)
  }

  /// A worker that prints what is in a file and waits.
  private func worker(_ bytes: [UInt8], in bench: Bench) throws -> RunOptions.Workers {
    let path = try bench.folder.write("answers", Data(bytes))
    return .processes(
      executable: "/bin/sh", arguments: ["-c", "cat '\(path)'; exec cat > /dev/null"])
  }

  @Test func `answers that no honest worker gives fail their stage and nothing else`() throws {
    let digest = Digest.of(text: "a").hex
    func finished(_ log: String, raw: String = "1", place: String = #"{"object":{}}"#) -> String {
      #"{"finished":{"number":1,"_1":{"outputs":{"text":{"digest":"\#(digest)","type":{"name":"text","version":1},"location":\#(place),"rawBytes":\#(raw),"storedBytes":1}},"cost":{"seconds":1,"cpuSeconds":1,"peakBytes":1},"fingerprint":"f"},"log":\#(log)}}"#
    }
    let huge = "9223372036854775807"
    let bad = [
      finished("[-5,3]"), finished("[3,1]"), finished("[0,1]", raw: "-1"),
      finished("[0,1]", raw: huge),
      finished("[0,1]", place: #"{"pack":{"name":"p.pack","offset":\#(huge),"length":\#(huge)}}"#),
      finished("[0,1]", place: #"{"pack":{"name":"../p.pack","offset":1,"length":-9}}"#),
      #"{"failed":{"number":1,"_1":{"message":"m","wasCancelled":false},"log":[-9,-3]}}"#,
      #"{"failed":{"number":1,"_1":{"message":"m","wasCancelled":false},"log":[\#(huge),\#(huge)]}}"#,
    ]
    for text in bad {
      let bench = try Bench()
      let outcome = try bench.run(
        "stages: {a: {kind: test.text}}", workers: worker(Self.frame(text.utf8), in: bench))
      #expect((outcome.failed, outcome.exitCode) == (1, 1), "\(text)")
      #expect(try bench.store.artifacts().isEmpty, "\(text)")
      #expect(try bench.run("stages: {a: {kind: test.text}}").ran == 1, "\(text)")
    }
  }
}
