import Foundation
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct CheckMemoryTests {
  private let bench: Bench
  private let memory: CheckMemory

  init() throws {
    bench = try Bench()
    memory = CheckMemory(store: bench.store, catalogue: catalogue)
  }

  private var path: String { bench.folder.path("p.yml") }

  /// Checks the file, keeps what was found and gives it back as it is recalled.
  private func kept(
    _ text: String, set overrides: [ParameterOverride] = []
  ) throws -> (checked: CheckedPipeline, recalled: CheckedPipeline?) {
    try bench.folder.write("p.yml", text)
    let checked = try CheckedPipeline.load(
      path: path, overrides: overrides, catalogue: catalogue)
    memory.keep(checked, overrides: overrides)
    return (checked, memory.recall(path: path, overrides: overrides))
  }

  /// What plans, runs and displays read of a pipeline.
  private func facts(_ pipeline: CheckedPipeline) -> [String] {
    [
      "\(pipeline.name) \(pipeline.path) \(pipeline.folder) \(pipeline.parameters) \(pipeline.order)"
    ]
      + pipeline.stages.map {
        "\($0.name) \($0.template) \($0.item ?? "-") \($0.variant) \($0.settings) \($0.line) "
          + "\($0.kind) \($0.parameters) \($0.seed ?? 0) \($0.outputs) \($0.inputs) \($0.saves) "
          + "\(String(describing: $0.remote)) \($0.sources)"
      }
  }

  private static let everything = """
    name: all
    parameters: {greeting: hello, width: 3}
    matrix: {width: [3, 4]}
    stages:
      item: {foreach: "data/*.txt", kind: test.read, inputs: {file: "${item}"}, retries: 2, timeout: 5s,
             resources: {memory: 1GB, threads: 1}}
      last: {kind: test.join, inputs: {parts: item}, missing: drop}
      said: {kind: test.text, parameters: {text: "${greeting} ${width}"}}
      both: {kind: test.join, inputs: {parts: {one: said, two: last}}}
    """

  private func writeData() throws {
    try FileManager.default.createDirectory(
      atPath: bench.folder.path("data"), withIntermediateDirectories: true)
    for name in ["a", "b"] { try bench.folder.write("data/\(name).txt", name) }
  }

  @Test func whatIsRecalledIsWhatWasChecked() throws {
    try writeData()
    let (checked, recalled) = try kept(Self.everything)
    #expect(checked.stages.count > 6)
    #expect(recalled.map(facts) == facts(checked))
  }

  @Test func overridesHaveMemoriesOfTheirOwn() throws {
    try writeData()
    let set = [ParameterOverride(name: "greeting", text: "goodbye")]
    _ = try kept(Self.everything)
    #expect(memory.recall(path: path, overrides: set) == nil)
    let (checked, recalled) = try kept(Self.everything, set: set)
    #expect(recalled.map(facts) == facts(checked))
    #expect(recalled?.parameters["greeting"] == "goodbye")
  }

  @Test func aChangedByteIsNoticed() throws {
    try writeData()
    _ = try kept(Self.everything)
    try bench.folder.write("p.yml", Self.everything + "\n")
    #expect(memory.recall(path: path, overrides: []) == nil)
    try bench.folder.write("p.yml", Self.everything)
    #expect(memory.recall(path: path, overrides: []) != nil)
  }

  @Test func anotherFileOfAGlobIsNoticed() throws {
    try writeData()
    _ = try kept(Self.everything)
    try bench.folder.write("data/c.txt", "c")
    #expect(memory.recall(path: path, overrides: []) == nil)
    try FileManager.default.removeItem(atPath: bench.folder.path("data/c.txt"))
    #expect(memory.recall(path: path, overrides: []) != nil)
  }

  @Test func aChangedManifestIsNoticed() throws {
    try bench.folder.write("items.csv", "name,text\na,x\nb,y\n")
    let text = """
      stages:
        s: {foreach: {manifest: items.csv}, kind: test.text, parameters: {text: "${item.text}"}}
      """
    #expect(try kept(text).recalled?.stages.count == 2)
    try bench.folder.write("items.csv", "name,text\na,x\nb,z\n")
    #expect(memory.recall(path: path, overrides: []) == nil)
  }

  @Test func aChangedFileThatIsUsedIsNoticed() throws {
    let part =
      "parameters: {text: x}\nstages:\n  s: {kind: test.text, parameters: {text: \"${text}\"}}\n"
    try bench.folder.write("part.yml", part)
    #expect(
      try kept("use: {p: {file: part.yml}}\nstages: {t: {kind: test.text}}\n").recalled?.stages
        .count == 2)
    try bench.folder.write("part.yml", part.replacingOccurrences(of: "text: x", with: "text: y"))
    #expect(memory.recall(path: path, overrides: []) == nil)
  }

  @Test func otherKindsForgetIt() throws {
    try writeData()
    _ = try kept(Self.everything)
    let fewer = Catalogue(Array(catalogue.kinds.dropLast()))
    #expect(
      CheckMemory(store: bench.store, catalogue: fewer).recall(path: path, overrides: []) == nil)
  }

  @Test func aDamagedMemoryIsNone() throws {
    try writeData()
    _ = try kept(Self.everything)
    let folder = bench.folder.path("cache/checkpoints")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let url = URL(fileURLWithPath: "\(folder)/\(name)")
      var bytes = try Data(contentsOf: url)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: url)
    }
    #expect(memory.recall(path: path, overrides: []) == nil)
  }
}
