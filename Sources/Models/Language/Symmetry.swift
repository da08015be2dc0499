/// The symmetry group that a model declares and that its blocks must respect.
public enum Symmetry: String, Sendable, CaseIterable, CustomStringConvertible {
  /// Relabelling of the nodes of a graph.
  case permutation
  /// Shifts of a grid.
  case translation

  /// The name used in descriptions.
  public var description: String { rawValue }
}
