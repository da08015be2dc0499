/// The sizes that ``BlockLanczos`` works with.
struct BlockPlan {
  /// Vectors of a block.
  let width: Int
  /// Columns of the basis.
  let capacity: Int
  /// Ritz vectors that a restart keeps.
  let kept: Int
  /// Columns before the first look at convergence.
  let firstCheck: Int

  /// Nil where the basis would be as good as the whole space.
  init?(rows: Int, count: Int, options: EigensolverOptions) {
    let wish = count <= 16 ? 8 : count <= 64 ? 16 : 32
    let space = options.subspace ?? 2 * count + 2 * wish
    width = min(wish, max(1, space - count))
    capacity = space
    kept = min(capacity - width, count + max(width, count / 4))
    firstCheck = min(capacity, 2 * count)
    guard capacity + 2 * width <= rows else { return nil }
  }
}
