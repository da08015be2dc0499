/// The zeros around an image.
public enum Padding2D: Sendable, Hashable {
  /// As many as make the result ⌈size / stride⌉; an odd one goes to the bottom or right.
  case same
  /// None.
  case valid
  /// So many cells on each side.
  case explicit(top: Int, left: Int, bottom: Int, right: Int)

  /// Cells before, cells after, and the size of the result along one axis.
  static func resolve(
    size: Int, window: Int, stride: Int, dilation: Int,
    padding: (same: Bool, before: Int, after: Int)
  ) -> (before: Int, after: Int, out: Int) {
    let reach = (window - 1) * dilation + 1
    if padding.same {
      let out = (size + stride - 1) / stride
      let total = max(0, (out - 1) * stride + reach - size)
      return (total / 2, total - total / 2, out)
    }
    let span = size + padding.before + padding.after - reach
    return (padding.before, padding.after, span < 0 ? 0 : span / stride + 1)
  }
}
