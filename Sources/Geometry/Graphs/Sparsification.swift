/// Which entries of a diffusion matrix are kept.
public enum Sparsification: Sendable, Hashable {
  /// All that are not zero.
  case none
  /// Those of at least this value, which is more than 0.
  case threshold(Double)
  /// The largest of each row, as many as this; of equal ones the lower column counts.
  case largest(Int)

  /// Throws for a parameter outside its range.
  func check() throws(GraphError) {
    switch self {
    case .none: return
    case .threshold(let least):
      guard least > 0, least.isFinite else {
        throw .parameterOutOfRange(
          name: "threshold", value: "\(least)", range: "a finite number above 0")
      }
    case .largest(let count):
      guard count >= 1 else {
        throw .parameterOutOfRange(
          name: "largest", value: "\(count)", range: "a number of entries of at least 1")
      }
    }
  }

  /// The entries that are kept of those given, by ascending column.
  func kept(_ entries: [SparseRows.Entry]) -> [SparseRows.Entry] {
    switch self {
    case .none:
      return entries.filter { $0.value != 0 }.sorted { $0.column < $1.column }
    case .threshold(let least):
      return entries.filter { $0.value >= least }.sorted { $0.column < $1.column }
    case .largest(let count):
      let present = entries.filter { $0.value != 0 }
      let ranked =
        present.count <= count
        ? present
        : Array(
          present.sorted { ($1.value, $0.column) < ($0.value, $1.column) }.prefix(count))
      return ranked.sorted { $0.column < $1.column }
    }
  }
}
