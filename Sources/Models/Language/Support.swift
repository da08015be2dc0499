/// Where a field lives inside a model.
public enum Support: Hashable, Sendable, CustomStringConvertible {
  /// On the nodes of level `level` of a graph's hierarchy (0 is the graph itself): `[nodes, channels]`.
  case nodes(level: Int)
  /// On a grid of pixels: `[items, height, width, channels]`; nil while the size is not known.
  case grid(height: Int?, width: Int?)
  /// On no point: one vector of channels an item, `[items, channels]`.
  case whole

  /// A support without its sizes: what a block says it works on.
  public enum Kind: String, Sendable, CaseIterable, CustomStringConvertible {
    /// Nodes of a graph.
    case nodes
    /// Pixels of a grid.
    case grid
    /// One vector an item.
    case whole

    /// In words, for messages.
    public var description: String {
      switch self {
      case .nodes: "the nodes of a graph"
      case .grid: "a grid"
      case .whole: "one vector an item"
      }
    }
  }

  /// The support without its sizes.
  public var kind: Kind {
    switch self {
    case .nodes: .nodes
    case .grid: .grid
    case .whole: .whole
    }
  }

  /// In words, such as `nodes (level 1)`, `grid 8×8`, `whole`.
  public var description: String {
    switch self {
    case .nodes(let level): level == 0 ? "nodes" : "nodes (level \(level))"
    case .grid(let height, let width):
      "grid \(height.map(String.init) ?? "?")×\(width.map(String.init) ?? "?")"
    case .whole: "whole"
    }
  }
}
