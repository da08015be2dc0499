import Foundation
import Pipeline
import Store
import TestSupport
import Testing

/// File inputs that are `{url: …, sha256: …}`.
@Suite struct DownloadInputsTests {
  private let bench: Bench
  private let sum = Digest.of(text: "hello").hex

  init() throws {
    bench = try Bench()
    try bench.folder.write("here/greeting.txt", "hello")
  }

  private var url: String { "file://" + bench.folder.path("here/greeting.txt") }

  private func text(_ path: String = "here/greeting.txt") -> String {
    "{url: 'file://\(bench.folder.path(path))', sha256: \(sum)}"
  }

  @Test func `a file is had by a stage of its own, and its name tells the format`() throws {
    let pipeline = "stages: {a: {kind: test.read, inputs: {file: \(text())}}}"
    let plan = try bench.plan(pipeline)
    #expect(plan.stages.map(\.name) == ["download:greeting.txt", "a"])
    #expect(plan.stages.map(\.kind) == ["test.fetch", "test.read"])
    let outcome = try bench.run(pipeline)
    #expect(try bench.text(outcome, "a") == "txt:hello")
    #expect(try bench.run(pipeline).hits == 2)
    #expect(Board.count(url) == 1)
  }

  @Test func `the record says where the file was had from, and the key does not`() throws {
    let pipeline = "stages: {a: {kind: test.read, inputs: {file: \(text())}}}"
    try bench.run(pipeline)
    let fetched = try #require(try bench.plan(pipeline)["download:greeting.txt"]?.result)
    #expect(fetched.inputs.map(\.path) == [url])
    #expect(fetched.inputs.map(\.digest.hex) == [sum])

    try bench.folder.write("elsewhere/greeting.txt", "hello")
    let moved = "stages: {a: {kind: test.read, inputs: {file: \(text("elsewhere/greeting.txt"))}}}"
    #expect(try bench.run(moved).hits == 2)
  }

  @Test func `a URL stands wherever a path may, and is fetched once however often`() throws {
    try bench.folder.write("there/greeting.txt", "hello")
    let pipeline = """
      stages:
        a: {kind: test.read, inputs: {file: \(text()), files: {one: \(text()), two: here}}}
        b: {kind: test.read, inputs: {files: [\(text()), here/*.txt]}}
        c: {kind: test.read, inputs: {files: \(text("there/greeting.txt"))}}
      """
    #expect(throws: PipelineError.self, "two items of one name") { try bench.plan(pipeline) }
    let sound = pipeline.replacingOccurrences(of: ", here/*.txt", with: "")
    let plan = try bench.plan(sound)
    #expect(
      plan.stages.map(\.name)
        == ["download:greeting.txt", "a", "b", "download:greeting.txt-2", "c"])
    let outcome = try bench.run(sound)
    #expect(try bench.text(outcome, "a") == "txt:helloone=hello;two/greeting.txt=hello;")
    #expect(try bench.text(outcome, "b") == "txt:greeting.txt=hello;")
    #expect(try bench.text(outcome, "c") == "txt:greeting.txt=hello;")
  }

  @Test func `parameters of the pipeline stand in URL and checksum`() throws {
    let pipeline = """
      parameters: {file: greeting.txt, sum: \(sum)}
      stages:
        a:
          kind: test.read
          inputs: {file: {url: "file://\(bench.folder.path("here"))/${file}", sha256: "${sum}"}}
      """
    #expect(try bench.text(bench.run(pipeline), "a") == "txt:hello")
  }

  @Test func `a failing download fails what needs it, and the rest goes on`() throws {
    let pipeline = """
      stages:
        a: {kind: test.read, inputs: {file: \(text("here/none.txt"))}}
        b: {kind: test.text}
      """
    let outcome = try bench.run(pipeline, keepGoing: true)
    #expect(outcome.status("download:none.txt") == .failed)
    #expect(outcome.status("a") == .skipped)
    #expect(outcome.status("b") == .ran)
  }

  /// Two stages, the first of which takes the file from where it is not.
  private var mirrored: String {
    """
    stages:
      a: {kind: test.read, inputs: {file: \(text("here/none.txt"))}}
      b: {kind: test.read, inputs: {files: {one: \(text())}}}
      c: {kind: test.read, inputs: {files: {two: \(text("here/nor-here.txt"))}}}
    """
  }

  @Test(arguments: [1, 3])
  func `a URL that fails is followed by another for the same checksum`(jobs: Int) throws {
    let outcome = try bench.run(mirrored, jobs: jobs)
    #expect(outcome.exitCode == 0, "\(outcome.reports)")
    // The file is there, wherever it came from, so nobody has to go without it.
    #expect(try bench.text(outcome, "a") == "txt:hello")
    #expect(try bench.text(outcome, "b") == "txt:one=hello;")
    #expect(try bench.text(outcome, "c") == "txt:two=hello;")
    #expect(outcome.status("download:greeting.txt") == .ran)
    #expect(outcome.status("download:none.txt") == .hit)
    #expect(Board.count(url) == 1)
    let passed = bench.events.list.compactMap { event in
      if case .passedOn(let stage, let next, _) = event { [stage, next] } else { nil }
    }
    #expect(passed == [["download:none.txt", "download:greeting.txt"]])
    let fetched = try #require(try bench.plan(mirrored)["download:none.txt"]?.result)
    #expect(fetched.inputs.map(\.path) == [url], "from where it really came")
    #expect(try bench.run(mirrored).hits == 6)
  }

  @Test func `an item whose URL fails has its file from another item's`() throws {
    let outcome = try bench.run(
      """
      stages:
        a:
          kind: test.read
          foreach: [none.txt, nor-here.txt, greeting.txt]
          inputs: {file: {url: "file://\(bench.folder.path("here"))/${item}", sha256: \(sum)}}
      """)
    #expect(outcome.exitCode == 0, "\(outcome.reports)")
    for item in ["none.txt", "nor-here.txt", "greeting.txt"] {
      #expect(try bench.text(outcome, "a[\(item)]") == "txt:hello")
    }
  }

  @Test(arguments: [true, false])
  func `when every URL for a checksum fails, each says why`(keepGoing: Bool) throws {
    try FileManager.default.removeItem(atPath: bench.folder.path("here/greeting.txt"))
    let outcome = try bench.run(mirrored, keepGoing: keepGoing)
    #expect((outcome.failed, outcome.skipped) == (3, 3), "\(outcome.reports)")
    for name in ["none.txt", "greeting.txt", "nor-here.txt"] {
      let report = outcome.reports.first { $0.stage == "download:\(name)" }
      #expect(report?.error?.contains(name) == true, "\(String(describing: report))")
    }
    try bench.folder.write("here/nor-here.txt", "hello")
    #expect(try bench.run(mirrored).exitCode == 0)
  }

  @Test func `a download that another stage repeats word for word is tried once`() throws {
    let tag = "file://" + bench.folder.path("here/none.txt")
    let outcome = try bench.run(
      """
      stages:
        a:
          kind: test.fetch
          foreach: [1, 2, 3]
          parameters: {url: "\(tag)", sha256: \(sum)}
      """)
    #expect(outcome.failed == 3 && Board.count(tag) == 1)
  }

  @Test func `without the network a file of this machine stands in for a URL`() throws {
    let pipeline = """
      stages:
        a: {kind: test.read, inputs: {file: {url: 'https://a.example/x.txt', sha256: \(sum)}}}
        b: {kind: test.read, inputs: {file: \(text())}}
      """
    try bench.plan(pipeline).checkOffline()
    let outcome = try bench.run(pipeline, isOffline: true)
    #expect(outcome.exitCode == 0, "\(outcome.reports)")
    #expect(try bench.text(outcome, "a") == "txt:hello")
  }

  @Test func `a stage with more time is tried where one with less ran out of it`() throws {
    let tag = Board.tag()
    let outcome = try bench.run(
      """
      stages:
        a: {foreach: [x], kind: test.slow, timeout: 50ms, parameters: {tag: \(tag)}}
        b: {foreach: [x], kind: test.slow, parameters: {tag: \(tag)}}
      """)
    #expect(outcome.status("b[x]") == .ran, "\(outcome.reports)")
    #expect(outcome.status("a[x]") == .hit)
    #expect(Board.count(tag) == 2)
  }

  @Test func `without the network a plan lists what would have to be downloaded`() throws {
    let (x, y) = (Digest.of(text: "x").hex, Digest.of(text: "y").hex)
    let pipeline = """
      stages:
        a: {kind: test.read, inputs: {file: {url: 'https://a.example/x.txt', sha256: \(x)}}}
        b: {kind: test.read, inputs: {file: {url: 'http://b.example/y/', sha256: \(y)}}}
        c: {kind: test.read, inputs: {file: \(text())}}
      """
    let plan = try bench.plan(pipeline)
    #expect(plan.downloads.map(\.stage) == ["download:x.txt", "download:y"])
    #expect(plan.downloads.map(\.url) == ["https://a.example/x.txt", "http://b.example/y/"])
    let error = #expect(throws: PipelineError.self) { try plan.checkOffline() }
    guard case .invalid(let mistakes) = error else { return }
    #expect(mistakes.map(\.line) == [2, 3])
    #expect(mistakes[0].message.hasPrefix("https://a.example/x.txt is not in the store"))

    let outcome = try bench.run(pipeline, keepGoing: true, isOffline: true)
    #expect(outcome.status("download:x.txt") == .failed)
    #expect(outcome.status("c") == .ran, "a file of this machine needs no network")
    let known = try bench.plan("stages: {c: {kind: test.read, inputs: {file: \(text())}}}")
    #expect(known.downloads.isEmpty)
    try known.checkOffline()
  }

  @Test func `what has the checksum needs no network, wherever it came from`() throws {
    try bench.run("stages: {a: {kind: test.read, inputs: {file: \(text())}}}")
    let remote = """
      stages: {a: {kind: test.read, inputs: {file: {url: 'https://a.example/x.txt', sha256: \(sum)}}}}
      """
    let plan = try bench.plan(remote)
    #expect(plan.hits == 2)
    try plan.checkOffline()
    #expect(try bench.run(remote, isOffline: true).hits == 2)
  }

  @Test(arguments: [
    ("{url: 'https://a/b'}", "5:13: input 'file' of stage 'a': 'https://a/b' has no 'sha256'"),
    ("{sha256: SUM}", "5:13: input 'file' of stage 'a': the download has no 'url'"),
    ("{url: b.txt, sha256: SUM}", "5:19: input 'file' of stage 'a': 'b.txt' is no URL"),
    ("{url: 'ftp://a/b', sha256: SUM}", "5:19: input 'file' of stage 'a': 'ftp://a/b' is no URL"),
    ("{url: 'https://a/b c', sha256: SUM}", "5:19: input 'file' of stage 'a': the URL has char"),
    (
      "{url: 'https://u:p@a/b', sha256: SUM}",
      "5:19: input 'file' of stage 'a': the URL has a login"
    ),
    ("{url: 'https:///b', sha256: SUM}", "5:19: input 'file' of stage 'a': 'https:///b' names no"),
    ("{url: 'file://b/c', sha256: SUM}", "5:19: input 'file' of stage 'a': 'file://b/c' does not"),
    ("{url: [a], sha256: SUM}", "5:19: input 'file' of stage 'a': 'url' must be a text"),
    ("{url: 'https://a/b', sha256: 12}", "5:42: input 'file' of stage 'a': a sha256 has 64"),
    ("{url: 'https://a/b', sha256: what}", "5:42: input 'file' of stage 'a': 'what' is no sha256"),
    ("{url: 'https://a/b', sha: SUM}", "5:34: input 'file' of stage 'a': a download has no 'sha'"),
    ("[{url: 'https://a/b', sha256: SUM}]", "5:7: input 'file' of stage 'a' takes one value"),
  ])
  func `a mistake in it is said with its place`(written: String, expected: String) {
    let input = written.replacingOccurrences(of: "SUM", with: sum)
    let found = mistakes(
      "stages:\n  a:\n    kind: test.read\n    inputs:\n      file: \(input)\n")
    #expect(
      found.contains { $0.hasPrefix("p.yml:\(expected)") }, "\(found.joined(separator: "\n"))")
  }

  @Test func `how to get a checksum is said`() {
    let found = mistakes("stages: {a: {kind: test.read, inputs: {file: {url: 'https://a/b'}}}}")
    #expect(found.count == 1)
    #expect(found[0].contains("sha256sum FILE"))
  }

  @Test func `a download is no artifact of another type, and no name for others to use`() {
    let mesh = mistakes(
      "stages: {a: {kind: test.length, inputs: {text: {url: 'https://a/b', sha256: \(sum)}}}}")
    #expect(mesh.count == 1)
    #expect(mesh[0].contains("what is downloaded is a file, and this takes text"))
    let named = mistakes(
      """
      stages:
        a: {kind: test.read, inputs: {file: {url: 'https://a/b', sha256: \(sum)}}}
        c: {kind: test.length, inputs: {text: 'download:b.file'}}
      """)
    #expect(named.count == 1)
    #expect(named[0].contains("unknown stage 'download:b'"))
  }

  @Test func `each item of a batch may have a URL of its own`() throws {
    try bench.folder.write("here/other.txt", "other")
    let other = Digest.of(text: "other").hex
    try bench.folder.write(
      "files.csv",
      """
      name,file,sha
      one,greeting.txt,\(sum)
      two,other.txt,\(other)
      again,greeting.txt,\(sum)
      """)
    let pipeline = """
      stages:
        a:
          kind: test.read
          foreach: {manifest: files.csv}
          inputs:
            file: {url: "file://\(bench.folder.path("here"))/${item.file}", sha256: "${item.sha}"}
      """
    let plan = try bench.plan(pipeline)
    #expect(
      Set(plan.stages.map(\.name))
        == ["download:greeting.txt", "download:other.txt", "a[one]", "a[two]", "a[again]"])
    let outcome = try bench.run(pipeline)
    #expect(try bench.text(outcome, "a[one]") == "txt:hello")
    #expect(try bench.text(outcome, "a[two]") == "txt:other")
    #expect(try bench.text(outcome, "a[again]") == "txt:hello")

    try bench.folder.write(
      "files.csv", "name,file,sha\none,greeting.txt,\(sum)\ntwo,other.txt,12\n")
    let error = #expect(throws: PipelineError.self) { try bench.check(pipeline) }
    #expect(
      "\(try #require(error))".contains("item 'two': input 'file' of stage 'a': a sha256 has 64"))
  }

  @Test func `names that merely look like it stay names`() throws {
    let pipeline = """
      stages:
        a: {kind: test.read, inputs: {files: {url: here, sha: here/greeting.txt}}}
      """
    #expect(
      try bench.text(bench.run(pipeline), "a") == "txt:sha=hello;url/greeting.txt=hello;")
  }
}
