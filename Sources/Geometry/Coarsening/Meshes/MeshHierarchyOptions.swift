/// How a mesh is coarsened level by level.
public struct MeshHierarchyOptions: Sendable, Equatable {
  /// What makes a level of the one before.
  public enum Method: String, Sendable, CaseIterable {
    /// Edge collapses by quadric error: ``MeshDecimation``.
    case decimation
    /// Regions around samples that are each the farthest from those before.
    case farthestPoints = "farthest-points"
    /// Regions around random samples a radius apart.
    case poissonDisk = "poisson-disk"
  }

  /// What the operator of a level is.
  public enum LevelOperator: String, Sendable, CaseIterable {
    /// A one for each edge on the finest level.
    case adjacency
    /// The cotangent stiffness matrix on the finest level.
    case stiffness
  }

  /// How the operator of a coarser level is made.
  public enum CoarseOperator: String, Sendable, CaseIterable {
    /// From the level's own mesh, as on the finest level; after decimation only.
    case assembled
    /// Pᵀ A P; of adjacencies without the diagonal.
    case galerkin
  }

  /// What makes a level of the one before.
  ///
  /// Default: decimation.
  public var method: Method
  /// How often to coarsen at most, at least 0.
  ///
  /// Default: 4.
  public var levels: Int
  /// The part of its vertices that a level leaves to the next, above 0 and below 1.
  ///
  /// With Poisson disks about that part. Default: a quarter.
  public var ratio: Double
  /// A level of at most this many vertices is not coarsened further; at least 1.
  ///
  /// Default: 32.
  public var minimumSize: Int
  /// What the operators are.
  ///
  /// Default: adjacencies.
  public var levelOperator: LevelOperator
  /// How coarse operators are made; `nil`: assembled after decimation, Galerkin products of regions.
  public var coarseOperator: CoarseOperator?
  /// The least distance of samples on the first coarser level, in length units.
  ///
  /// For Poisson disks only; on each further level it grows by 1 / √ratio. `nil`: what gives the ratio on a flat mesh.
  public var radius: Double?
  /// Seeds the order in which Poisson disks are thrown.
  ///
  /// Default: 0.
  public var seed: UInt64

  /// Makes options; each has its default.
  public init(
    method: Method = .decimation, levels: Int = 4, ratio: Double = 0.25, minimumSize: Int = 32,
    levelOperator: LevelOperator = .adjacency, coarseOperator: CoarseOperator? = nil,
    radius: Double? = nil, seed: UInt64 = 0
  ) {
    self.method = method
    self.levels = levels
    self.ratio = ratio
    self.minimumSize = minimumSize
    self.levelOperator = levelOperator
    self.coarseOperator = coarseOperator
    self.radius = radius
    self.seed = seed
  }

  func check() throws(MeshError) {
    guard levels >= 0 else {
      throw .parameterOutOfRange(
        name: "levels", value: "\(levels)", range: "an integer of at least 0")
    }
    guard ratio > 0, ratio < 1 else {
      throw .parameterOutOfRange(
        name: "ratio", value: "\(ratio)", range: "a number above 0 and below 1")
    }
    guard minimumSize >= 1 else {
      throw .parameterOutOfRange(
        name: "minimumSize", value: "\(minimumSize)", range: "an integer of at least 1")
    }
    if let radius, !(radius > 0 && radius.isFinite) {
      throw .parameterOutOfRange(
        name: "radius", value: "\(radius)", range: "a positive finite length")
    }
    guard coarseOperator != .assembled || method == .decimation else {
      throw .parameterOutOfRange(
        name: "coarseOperator", value: "assembled",
        range: "galerkin for regions: their levels are no meshes to assemble operators of")
    }
  }
}
