import Artifacts
import Foundation
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct LoadPlanetoidTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private static let data = ProcessInfo.processInfo.environment["MERIDIAN_TEST_DATA"]

  @Test(.enabled(if: data != nil, "set MERIDIAN_TEST_DATA to the data folder"))
  func `Cora's pickles give what its tables give, bit for bit`() throws {
    let folder = try #require(Self.data) + "/planetoid/cora"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/raw").sorted()
    let raw = try trial.run(
      "load.planetoid", [:], ["files": files.map { .file("\(folder)/raw/\($0)", name: $0) }])
    let tables = try trial.run(
      "load.graph", [:],
      [
        "edges": [.file(folder + "/edges.csv")], "labels": [.file(folder + "/labels.csv")],
        "features": [.file(folder + "/features.mtx")],
      ])
    #expect(raw.keys.sorted() == ["features", "graph", "labels", "split"])
    for (port, reference) in raw {
      #expect(reference.digest == tables[port]?.digest, "\(port)")
    }
  }

  @Test func `a pickle that names a function is refused by name`() throws {
    let parts = ["x", "y", "tx", "ty", "allx", "ally", "graph", "test.index"]
    let files = try parts.flatMap { try trial.file("ind.d.\($0)", "cos\nsystem\n(U\u{2}lstR.") }
    let message = try trial.failure("load.planetoid", [:], ["files": files])
    #expect(message.contains("names os.system, which is not read: no code is run"), "\(message)")
    #expect(
      try trial.failure("load.planetoid", ["dataset": "e"], ["files": files])
        .contains("set `dataset` to one of: d"))
  }
}
