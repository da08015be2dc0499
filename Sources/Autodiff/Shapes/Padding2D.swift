/// The zeros around an image.
public enum Padding2D: Sendable, Hashable {
  /// As many as make the result ⌈size / stride⌉; an odd one goes to the bottom or right.
  case same
  /// None.
  case valid
  /// So many cells on each side.
  case explicit(top: Int, left: Int, bottom: Int, right: Int)

  /// The same for grids of any dimension.
  public var onGrids: Padding {
    switch self {
    case .same: .same
    case .valid: .valid
    case .explicit(let top, let left, let bottom, let right):
      .explicit(before: [top, left], after: [bottom, right])
    }
  }
}
