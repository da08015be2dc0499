/// How a regular grid is coarsened, and what joins its nodes.
public struct GridPyramidOptions: Sendable, Equatable {
  /// Which nodes are neighbours.
  public enum Neighbourhood: String, Sendable, CaseIterable {
    /// Those that differ by one in one axis: 2, 4 or 6.
    case faces
    /// Those that differ by at most one in every axis: 2, 8 or 26.
    case all
  }

  /// How coarse signals are carried to the finer level.
  public enum Interpolation: String, Sendable, CaseIterable {
    /// Each node takes the value of its block.
    case constant
    /// Linear along every axis between the centres of blocks, constant beyond the outermost.
    case linear
  }

  /// Whether each axis is periodic: its last node is next to its first.
  ///
  /// Empty if none is. Default: none.
  public var periodic: [Bool]
  /// Which nodes are neighbours.
  ///
  /// Default: those that share a face.
  public var neighbourhood: Neighbourhood
  /// How coarse signals are carried to the finer level.
  ///
  /// Default: constant.
  public var interpolation: Interpolation
  /// A level of at most this many nodes is not coarsened further; at least 1.
  ///
  /// Default: 1.
  public var minimumSize: Int
  /// The most levels, the finest counted; at least 1.
  ///
  /// Default: 32.
  public var maximumLevels: Int

  /// Makes options; each has its default.
  public init(
    periodic: [Bool] = [], neighbourhood: Neighbourhood = .faces,
    interpolation: Interpolation = .constant, minimumSize: Int = 1, maximumLevels: Int = 32
  ) {
    self.periodic = periodic
    self.neighbourhood = neighbourhood
    self.interpolation = interpolation
    self.minimumSize = minimumSize
    self.maximumLevels = maximumLevels
  }
}
