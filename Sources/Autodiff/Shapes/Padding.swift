/// The zeros around a grid.
public enum Padding: Sendable, Hashable {
  /// As many as make the result ⌈size / stride⌉; an odd one goes to the end of an axis.
  case same
  /// None.
  case valid
  /// So many cells before the first and after the last along each axis.
  case explicit(before: Extent, after: Extent)
}
