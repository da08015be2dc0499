import Artifacts
import Foundation
import Store
import Testing

@Suite("Comparing two collections")
struct CollectionComparisonTests {
  private let store: ScratchStore

  init() throws { store = try ScratchStore() }

  private func side(
    _ items: KeyValuePairs<String, NumberArray?>
  ) throws -> CollectionComparison.Side {
    CollectionComparison.Side(
      files: store.files,
      items: try items.map { name, array in
        (name: name, artifact: try array.map { try store.reader($0).reference })
      })
  }

  @Test("every item is the same, changed, without a value, or in one collection alone")
  func statuses() throws {
    let comparison = try CollectionComparison(
      side(["a": NumberArray([1.0]), "b": NumberArray([1.0]), "c": nil, "d": NumberArray([1.0])]),
      side(["c": NumberArray([1.0]), "b": NumberArray([2.0]), "a": NumberArray([1.0]), "e": nil]))
    #expect(!comparison.isEqual)
    #expect(comparison.items.map(\.name) == ["a", "b", "c", "d", "e"])
    #expect(
      comparison.items.map(\.status) == [.same, .changed, .missing, .onlyInFirst, .onlyInSecond])
    #expect(CollectionComparison.Status.allCases.allSatisfy { comparison.count($0) == 1 })
    #expect(comparison.items[2].old == nil && comparison.items[2].new != nil)
  }

  @Test("collections are equal whatever the order, and not where neither has a value")
  func equal() throws {
    let (one, two) = (NumberArray([1.0]), NumberArray([2.0]))
    #expect(
      try CollectionComparison(side(["a": one, "b": two]), side(["b": two, "a": one])).isEqual)
    #expect(
      try !CollectionComparison(side(["a": one, "b": nil]), side(["a": one, "b": nil])).isEqual)
    #expect(try !CollectionComparison(side(["a": one]), side(["a": one, "b": two])).isEqual)
  }

  @Test("what changed most comes first, before it what has no counterpart, and equals go by name")
  func order() throws {
    let base = NumberArray([1.0, 2])
    let comparison = try CollectionComparison(
      side(["y": base, "x": base, "far": base, "near": base, "longer": base, "nan": base]),
      side([
        "y": NumberArray([1.0, 2.5]), "x": NumberArray([1.0, 2.5]), "far": NumberArray([8.0, 2]),
        "near": NumberArray([1.0, 2.000001]), "longer": NumberArray([1.0, 2, 3]),
        "nan": NumberArray([Double.nan, 2]),
      ]))
    #expect(comparison.changed.map(\.name) == ["longer", "nan", "far", "x", "y", "near"])
    let array = try #require(comparison.arrays.first)
    #expect(array.items == 6 && array.reshaped == 1 && array.item == "far")
    #expect(array.largestRelative?.value == 7.0 / 8)
  }

  @Test("an artifact that cannot be read is told with its item")
  func damage() throws {
    let gone = ArtifactReference(
      digest: Digest.of(text: "gone"), type: NumberArray.artifactType, location: .object,
      rawBytes: 8, storedBytes: 8)
    let left = CollectionComparison.Side(files: store.files, items: [(name: "p", artifact: gone)])
    let error = #expect(throws: StoreError.self) {
      try CollectionComparison(left, side(["p": NumberArray([1.0])]))
    }
    #expect(error?.code == .missing && error?.message.hasPrefix("item 'p': ") == true)
    #expect(error?.digest == gone.digest)
  }
}
