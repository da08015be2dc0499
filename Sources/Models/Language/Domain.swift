/// The domain that a model's signals live on (the book, table of chapter 5).
public enum Domain: String, Sendable, CaseIterable, CustomStringConvertible {
  /// A regular grid of pixels; signals are `[items, height, width, channels]`.
  case grid
  /// The sphere, a homogeneous space of SO(3); signals are `[items, 2b, 2b, channels]` at bandwidth b.
  case sphere
  /// Nodes of graphs; signals are `[nodes, channels]`.
  case graph
  /// Sets of elements; signals are `[elements, channels]`.
  case set
  /// Sequences of steps; signals are `[steps, channels]`.
  case sequence
  /// Vertices of surfaces; signals are `[vertices, channels]`.
  case mesh
  /// Points in space with edges between them; signals are `[points, channels]`.
  case geometricGraph = "geometric_graph"

  /// The symmetries that a model on this domain may declare.
  public var symmetries: [Symmetry] {
    switch self {
    case .grid: [.translation, .p4, .p4m]
    case .sphere: [.rotation]
    case .graph, .set: [.permutation]
    case .sequence: [.timeWarping, .translation]
    case .mesh: [.isometry, .gauge, .permutation]
    case .geometricGraph: [.euclidean, .permutation]
    }
  }

  /// Whether signals are images, `[items, height, width, channels]`, and not rows of points.
  public var isSampledOnGrid: Bool { self == .grid || self == .sphere }

  /// Where the input signal of a model on this domain lives.
  package var inputSupport: Support {
    switch self {
    case .grid: .grid(height: nil, width: nil)
    case .sphere: .sphere(bandwidth: nil)
    case .graph, .set, .sequence, .mesh, .geometricGraph: .nodes(level: 0)
    }
  }

  /// The supports that fields of a model on this domain may have.
  public var supports: [Support.Kind] {
    switch self {
    case .grid: [.grid, .whole]
    case .sphere: [.sphere, .rotations, .whole]
    case .graph, .set, .sequence, .mesh, .geometricGraph: [.nodes, .whole]
    }
  }

  /// What a row of a signal stands for.
  package var pointNoun: String {
    switch self {
    case .grid, .sphere: "image"
    case .graph: "node"
    case .set: "element"
    case .sequence: "step"
    case .mesh: "vertex"
    case .geometricGraph: "point"
    }
  }

  /// What one of many items is.
  package var itemNoun: String {
    switch self {
    case .grid, .sphere: "image"
    case .graph, .geometricGraph: "graph"
    case .set: "set"
    case .sequence: "sequence"
    case .mesh: "mesh"
    }
  }

  /// The name used in descriptions.
  public var description: String { rawValue }
}
