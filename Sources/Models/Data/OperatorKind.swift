/// What an operator of a domain is; blocks find the operators they need by it.
public struct OperatorKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The name of the kind.
  public let rawValue: String

  /// Makes a kind of any name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Adjacency matrix of a graph, weighted or not.
  public static let adjacency = OperatorKind(rawValue: "adjacency")
  /// Symmetric normalized adjacency with self-loops, D^−½ (A + I) D^−½ (Kipf & Welling 2017, equation 2).
  public static let normalizedAdjacency = OperatorKind(rawValue: "normalized_adjacency")
  /// Combinatorial Laplacian D − A.
  public static let laplacian = OperatorKind(rawValue: "laplacian")
  /// Diagonal matrix of the area of every vertex.
  public static let mass = OperatorKind(rawValue: "mass")
  /// Component of the gradient along the x axis of every vertex's frame.
  public static let gradientX = OperatorKind(rawValue: "gradient_x")
  /// Component of the gradient along the y axis of every vertex's frame.
  public static let gradientY = OperatorKind(rawValue: "gradient_y")
  /// Distance over the surface from a vertex to each of those near it, itself among them.
  public static let geodesicDistance = OperatorKind(rawValue: "patch_distance")
  /// Direction in a vertex's frame in which the shortest path to each of those near it leaves, in radians.
  public static let geodesicAngle = OperatorKind(rawValue: "patch_angle")
  /// What a vector turns by, in radians, that is carried from each of the vertices near a vertex to it.
  public static let transport = OperatorKind(rawValue: "patch_transport")
  /// Eigenvalues and eigenvectors of a Laplacian.
  public static let eigenbasis = OperatorKind(rawValue: "eigenbasis")
  /// A sequence of coarser levels with prolongations.
  public static let hierarchy = OperatorKind(rawValue: "hierarchy")

  /// Whether a level has operators of the kind only if they are measured on its own surface: no coarsening of those of the
  /// finest level makes them, so that none is looked for in a hierarchy.
  var isMeasured: Bool { isOwnType || Self.measured.contains(self) }

  private static let measured: Set<OperatorKind> = [
    .gradientX, .gradientY, .geodesicDistance, .geodesicAngle, .transport,
  ]

  /// Whether operators of the kind are artifacts of a type of their own, so that the kind is known before anything runs.
  var isOwnType: Bool { self == .hierarchy || self == .eigenbasis }

  /// The name of the kind.
  public var description: String { rawValue }
}
