package import Autodiff

extension BlockPass {
  /// The items of a field `[points, channels]` whose points stand one item after the other; all one item where the pass
  /// is over one.
  package func items(of x: Variable<Scalar>) throws -> RaggedRows {
    guard let offsets = itemOffsets else { return RaggedRows(items: 1, length: x.shape[0]) }
    return try RaggedRows(offsets: offsets)
  }
}
