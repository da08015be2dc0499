/// Where a field lives inside a model.
public enum Support: Hashable, Sendable, CustomStringConvertible {
  /// On the points of level `level` of a hierarchy (0 is the domain itself): nodes of graphs, vertices of meshes, elements of
  /// sets, steps of sequences; `[points, channels]`.
  case nodes(level: Int)
  /// On a grid of pixels: `[items, height, width, channels]`; nil while the size is not known.
  case grid(height: Int?, width: Int?)
  /// On the sphere, sampled at 2b × 2b points (colatitude, longitude): `[items, 2b, 2b, channels]`; nil while b is not known.
  case sphere(bandwidth: Int?)
  /// On the rotations of the sphere, sampled at (2b)³ Euler angles (α, β, γ): `[items, 2b (β), 2b (α), 2b (γ), channels]`.
  case rotations(bandwidth: Int?)
  /// On no point: one vector of channels an item, `[items, channels]`.
  case whole

  /// A support without its sizes: what a block says it works on.
  public enum Kind: String, Sendable, CaseIterable, CustomStringConvertible {
    /// Points of a graph, mesh, set or sequence.
    case nodes
    /// Pixels of a grid.
    case grid
    /// Points of the sphere.
    case sphere
    /// Rotations of the sphere.
    case rotations
    /// One vector an item.
    case whole

    /// In words, for messages.
    public var description: String {
      switch self {
      case .nodes: "the nodes of a graph"
      case .grid: "a grid"
      case .sphere: "the sphere"
      case .rotations: "the rotations of the sphere"
      case .whole: "one vector an item"
      }
    }

    /// In words, with what the points of a domain are called.
    func phrase(in domain: Domain) -> String {
      guard self == .nodes else { return description }
      return switch domain {
      case .set: "the elements of a set"
      case .sequence: "the steps of a sequence"
      case .mesh: "the vertices of a mesh"
      case .geometricGraph: "the points of a geometric graph"
      default: description
      }
    }
  }

  /// The support without its sizes.
  public var kind: Kind {
    switch self {
    case .nodes: .nodes
    case .grid: .grid
    case .sphere: .sphere
    case .rotations: .rotations
    case .whole: .whole
    }
  }

  /// Points of one item, where a model fixes them; nil while not known, and where items have numbers of their own.
  public var pointCount: Int? {
    switch self {
    case .nodes: nil
    case .grid(let height, let width): height.flatMap { h in width.map { h * $0 } }
    case .sphere(let bandwidth): bandwidth.map { 4 * $0 * $0 }
    case .rotations(let bandwidth): bandwidth.map { 8 * $0 * $0 * $0 }
    case .whole: 1
    }
  }

  /// In words, such as `nodes (level 1)`, `grid 8×8`, `sphere of bandwidth 30`, `whole`.
  public var description: String {
    func text(_ size: Int?) -> String { size.map(String.init) ?? "?" }
    return switch self {
    case .nodes(let level): level == 0 ? "nodes" : "nodes (level \(level))"
    case .grid(let height, let width): "grid \(text(height))×\(text(width))"
    case .sphere(let bandwidth): "sphere of bandwidth \(text(bandwidth))"
    case .rotations(let bandwidth): "rotations of bandwidth \(text(bandwidth))"
    case .whole: "whole"
    }
  }
}
