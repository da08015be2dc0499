/// The sizes that ``BlockLanczos`` works with, in panels of ``BlockVectors/width`` columns.
struct BlockPlan {
  /// Panels of the basis.
  let capacity: Int
  /// Panels of Ritz vectors that a restart keeps.
  let kept: Int
  /// Panels before the first look at convergence.
  let firstCheck: Int

  /// Nil where the basis would be almost the whole space.
  init?(rows: Int, count: Int, subspace: Int?) {
    func panels(_ columns: Int) -> Int { (columns + BlockVectors.width - 1) / BlockVectors.width }
    let wanted = panels(count)
    capacity = max(panels(subspace ?? 2 * count + 16), wanted + 2)
    kept = min(capacity - 1, panels(count + max(8, count / 4)))
    firstCheck = min(capacity, panels(2 * count))
    guard (capacity + 2) * BlockVectors.width <= rows else { return nil }
  }
}
