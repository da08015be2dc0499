import Artifacts
import Foundation
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct LoadArrayTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func input(_ name: String, _ bytes: [UInt8]) throws -> [String: [StageTrial.Input]] {
    ["array": [.file(try trial.folder.write(name, Data(bytes)))]]
  }

  private let grid = NumberArray((0..<24).map(Float.init), shape: [2, 3, 2, 2])

  @Test func `an array comes as it is from every format`() throws {
    let npz = try NPZ.write([(name: "grid", array: grid)])
    for (name, bytes) in [
      ("grid.npy", NPY.write(grid)), ("grid.npz", npz), ("grid.idx", try IDX.write(grid)),
      ("grid.npy.gz", Gzip.compress(NPY.write(grid))),
    ] {
      let outputs = try trial.run("load.array", [:], input(name, bytes))
      #expect(try trial.read(NumberArray.self, outputs["array"]) == grid, "\(name)")
    }
  }

  @Test func `an archive of several arrays needs a name`() throws {
    let npz = try input(
      "two.npz", NPZ.write([(name: "a", array: grid), (name: "b", array: NumberArray([1.0]))]))
    #expect(
      try trial.failure("load.array", [:], npz).contains(
        "holds 2 arrays; set `array` to one of: a, b"))
    #expect(
      try trial.failure("load.array", ["array": "c"], npz).contains("array \"c\": is not in the"))
    let outputs = try trial.run("load.array", ["array": "b"], npz)
    #expect(try trial.read(NumberArray.self, outputs["array"]).doubles == [1])
  }

  @Test func `rows become a field, whole numbers labels`() throws {
    let rows = NumberArray([1.0, 2, 3, 4, 5, 6], shape: [3, 2])
    let made = try trial.run(
      "load.array", ["as": "field", "name": "speed"], input("f.npy", NPY.write(rows)))
    #expect(made.keys.sorted() == ["field"])
    let field = try trial.read(FieldArtifact.self, made["field"])
    #expect(field.name == "speed" && field.channels == 2 && field.values == [1, 2, 3, 4, 5, 6])
    let numbers = NumberArray([2, -1, 0] as [Int64])
    let labels = try trial.run(
      "load.array", ["as": "labels"], input("l.npy", NPY.write(numbers)))
    #expect(try trial.read(Labels.self, labels["labels"]).classes == [2, -1, 0])
    #expect(
      try trial.failure("load.array", ["as": "field"], input("g.npy", NPY.write(grid)))
        .contains("g.npy: holds an array of shape [2, 3, 2, 2]"))
    #expect(
      try trial.failure("load.array", ["as": "labels"], input("f.npy", NPY.write(rows)))
        .contains("give one axis of whole numbers"))
  }
}
