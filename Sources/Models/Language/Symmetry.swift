/// A group of transformations of a domain that a model respects.
public enum Symmetry: String, Sendable, CaseIterable, CustomStringConvertible {
  /// Renumbering of nodes or elements.
  case permutation
  /// Shifts of a grid, or of a sequence.
  case translation
  /// Shifts and quarter turns of a grid (Cohen & Welling 2016).
  case p4
  /// Shifts, quarter turns and reflections of a grid (Cohen & Welling 2016).
  case p4m
  /// Rotations of the sphere.
  case rotation = "so3"
  /// Deformations of a surface that keep distances on it, and renumbering of its vertices.
  case isometry
  /// Changes of the frame at every vertex of a surface, and renumbering of its vertices.
  case gauge
  /// Rotations, reflections and shifts of space, and renumbering of points.
  case euclidean
  /// Monotone changes of the speed at which a sequence passes.
  case timeWarping = "time_warping"

  /// The name used in descriptions.
  public var description: String { rawValue }

  /// The point group that acts on grid fields of the symmetry; nil for symmetries without one.
  public var pointGroup: FiniteGroup? {
    switch self {
    case .p4: .c4
    case .p4m: .d4
    default: nil
    }
  }
}
