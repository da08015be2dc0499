import Foundation
import TestSupport
import Testing

/// `--store` with several folders, as a user sees it.
@Suite struct StoreChainTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    var program = MeridianProgram(folder: folder.path)
    program.environment["XDG_CACHE_HOME"] = folder.path("host-cache")
    self.program = program
    try folder.write("sphere.yml", Pipelines.sphere)
    #expect(try program.run("run", "sphere.yml", "--store", "team").code == 0)
  }

  @Test func `what the team's store has is a hit, and then stands in one's own`() throws {
    let outcome = try program.run("run", "sphere.yml", "--store", "own,team")
    #expect(outcome.code == 0 && outcome.errors == "", "\(outcome)")
    #expect(outcome.lines.contains { $0.contains("5 hits, 0 ran") }, "\(outcome)")
    try FileManager.default.removeItem(atPath: folder.path("team"))
    let alone = try program.run("run", "sphere.yml", "--store", "own")
    #expect(alone.lines.contains { $0.contains("5 hits, 0 ran") }, "\(alone)")
  }

  @Test func `the environment may name the chain, and what is new goes into the first`() throws {
    var chained = program
    chained.environment["MERIDIAN_STORE"] = "\(folder.path("own")),\(folder.path("team"))"
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path("team")).sorted()
    let outcome = try chained.run("run", "sphere.yml", "--set", "count=7", "--json")
    let statuses = try Events.statuses(outcome.output)
    #expect(statuses["basis"] == "ran" && statuses["check"] == "ran")
    #expect(statuses["laplacian"] == "hit" && statuses["distance"] == "hit")
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: folder.path("team")).sorted() == before)
  }

  @Test func `looking sees the whole chain and leaves everything where it is`() throws {
    let plan = try program.run("plan", "sphere.yml", "--store", "own,team")
    #expect(plan.lines.last == "sphere: 5 stages: 5 hits, 0 will run", "\(plan)")
    let shown = try program.run("inspect", "sphere.yml:basis", "--store", "own,team")
    #expect(shown.code == 0 && shown.output.contains("6 eigenpairs"), "\(shown)")
    let written = try program.run(
      "export", "sphere.yml:surface", "--to", "s.off", "--store", "own,team")
    #expect(written.code == 0, "\(written)")
    #expect(!folder.contains("own"))

    _ = try program.run("run", "sphere.yml", "surface", "--store", "own,team")
    let list = try Events.list(try program.run("list", "--store", "own,team", "--json").output)
    let stores = Dictionary(grouping: list) { $0["stage"] as? String ?? "" }.mapValues {
      Set($0.compactMap { $0["store"] as? String })
    }
    #expect(stores["surface"] == [folder.path("own")])
    #expect(stores["basis"] == [folder.path("team")])
    let text = try program.run("list", "--store", "own,team")
    #expect(text.lines.first?.hasSuffix("store") ?? false, "\(text)")
    #expect(!(try program.run("list", "--store", "team").lines.first?.contains("store ") ?? true))
  }

  @Test func `a store behind that is absent or damaged harms nothing and is said once`() throws {
    let absent = try program.run("run", "sphere.yml", "--store", "own,nowhere,team")
    #expect(absent.code == 0)
    #expect(absent.lines.contains { $0.contains("5 hits, 0 ran") }, "\(absent)")
    #expect(absent.errorLines.count == 1, "\(absent)")
    #expect(absent.errors.hasPrefix("meridian: warning: the store \(folder.path("nowhere"))"))

    let objects = folder.path("team/objects")
    for name in try FileManager.default.subpathsOfDirectory(atPath: objects) {
      let path = "\(objects)/\(name)"
      guard var bytes = try? Data(contentsOf: URL(fileURLWithPath: path)) else { continue }
      bytes[20] ^= 1
      try bytes.write(to: URL(fileURLWithPath: path))
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path("team/packs")) {
      let path = folder.path("team/packs/\(name)")
      try Data("no pack at all, and longer than a head".utf8).write(to: URL(fileURLWithPath: path))
    }
    let damaged = try program.run("run", "sphere.yml", "--store", "fresh,team")
    #expect(damaged.code == 0, "\(damaged)")
    #expect(damaged.lines.contains { $0.contains("5 ran") }, "\(damaged)")
  }

  @Test func `a chain whose first store cannot be written is one clear error`() throws {
    try folder.write("file", "text")
    let outcome = try program.run("run", "sphere.yml", "--store", "file,team")
    #expect(outcome.code == 1 && outcome.errorLines.count == 1, "\(outcome)")
    let none = try program.run("list", "--store", "a,b")
    #expect(none.code == 2 && none.errorLines.count == 1, "\(none)")
  }
}
