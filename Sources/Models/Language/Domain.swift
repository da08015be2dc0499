/// The domain that a model's signals live on (the book, table of chapter 5).
public enum Domain: String, Sendable, CaseIterable, CustomStringConvertible {
  /// Nodes of a graph; signals are `[nodes, channels]`.
  case graph
  /// A regular grid of pixels; signals are `[items, height, width, channels]`.
  case grid

  /// The symmetries that a model on this domain may declare.
  public var symmetries: [Symmetry] {
    switch self {
    case .graph: [.permutation]
    case .grid: [.translation]
    }
  }

  /// Where the input signal of a model on this domain lives.
  package var inputSupport: Support {
    switch self {
    case .graph: .nodes(level: 0)
    case .grid: .grid(height: nil, width: nil)
    }
  }

  /// The name used in descriptions.
  public var description: String { rawValue }
}
