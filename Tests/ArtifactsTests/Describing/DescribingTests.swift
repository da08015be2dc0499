import Artifacts
import Foundation
import Geometry
import Models
import Numerics
import Store
import Testing

@Suite("Describing any artifact")
struct DescribingTests {
  private let store: ScratchStore

  init() throws { store = try ScratchStore() }

  @Test("types are listed once, sorted by name, and found by it")
  func catalogue() {
    let names = ArtifactCatalogue.types.map { $0.artifactType.name }
    #expect(names == names.sorted())
    #expect(Set(names).count == names.count)
    for name in [
      "mesh", "graph", "operator", "sparse", "array", "field", "eigenbasis", "hierarchy", "labels",
      "split", "model", "metrics", "table", "file",
    ] {
      #expect(ArtifactCatalogue.type(named: name)?.artifactType.name == name)
    }
  }

  @Test("figures of an array: extremes, mean, NaN and infinities counted")
  func figures() throws {
    let reader = try store.reader(FieldArtifact(name: "d", values: [1, .nan, 5, .infinity, -3]))
    let description = try ArtifactDescription(reader)
    let values = try #require(description.arrays.first { $0.name == "values" })
    #expect(values.minimum == -3)
    #expect(values.maximum == .infinity)
    #expect(values.mean == 1)
    #expect(values.nanCount == 1)
    #expect(values.infiniteCount == 1)
    #expect(values.shape == [5, 1])
    #expect(values.rawBytes == 40)
  }

  @Test("figures of an array larger than a slice equal those of all its values")
  func slices() throws {
    let count = 3_000_001
    let numbers = (0..<count).map { Int32(truncatingIfNeeded: ($0 &* 2_654_435_761) % 1_000_003) }
    let reader = try store.reader(NumberArray(numbers))
    let summary = try #require(try ArtifactDescription(reader).arrays.first)
    #expect(summary.minimum == numbers.min().map(Double.init))
    #expect(summary.maximum == numbers.max().map(Double.init))
    let mean = numbers.reduce(0.0) { $0 + Double($1) } / Double(count)
    #expect(abs((summary.mean ?? 0) - mean) < 1e-9 * mean)
  }

  @Test("arrays without values have no extremes")
  func empty() throws {
    let reader = try store.reader(NumberArray([Double](), shape: [0, 3]))
    let summary = try #require(try ArtifactDescription(reader).arrays.first)
    #expect(summary.minimum == nil)
    #expect(summary.mean == nil)
  }

  @Test("a type nobody knows is still described, with the reason there is no summary")
  func unknown() throws {
    let reader = try store.reader(ArtifactType("mash", version: 1)) { try $0.write("x", [1.0]) }
    let description = try ArtifactDescription(reader)
    #expect(description.summary == nil)
    #expect(description.problem?.contains("unknown type mash") == true)
    #expect(description.arrays.map(\.name) == ["x"])
  }

  @Test("text and JSON carry type, summary and arrays")
  func output() throws {
    let reader = try store.reader(try TriangleMesh(tetrahedron, file: "t"))
    let description = try ArtifactDescription(reader)
    #expect(description.facts.first?.text == "mesh (version 1)")
    #expect(description.facts.contains { $0.text.contains("closed, genus 0") })
    #expect(description.facts.contains { $0.label == "faces" && $0.text.contains("int32 [4, 3]") })
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(description.json.text().utf8)) as? [String: Any])
    #expect(object["type"] as? String == "mesh")
    #expect((object["arrays"] as? [Any])?.count == 2)
  }
}
