/// How far and by what a mesh is decimated.
public struct MeshDecimationOptions: Sendable, Equatable {
  /// How many vertices are to be left.
  public enum Target: Sendable, Equatable {
    /// So many, at least 1; with 1 the greatest error alone ends the decimation.
    case vertices(Int)
    /// A part of those that have faces, 0 ... 1.
    case ratio(Double)
  }

  /// Where the vertex is put that an edge becomes.
  public enum Placement: String, Sendable, CaseIterable {
    /// Where the quadric error is least; where that is no clear place, at the best of ends and midpoint.
    case optimal
    /// At the better end, so that vertices are a part of those there were.
    case ends
  }

  /// How many vertices are to be left.
  ///
  /// Default: a quarter.
  public var target: Target
  /// The largest root mean square distance of a new vertex to the planes of the faces it stands for.
  ///
  /// In length units, not negative. Default: infinite.
  public var greatestError: Double
  /// Where new vertices are put.
  ///
  /// Default: where the error is least.
  public var placement: Placement
  /// The weight of planes that stand on boundary edges, to that of a face as large as the edge's square.
  ///
  /// Finite, not negative; 0 lets boundaries shrink. Default: 10.
  public var boundaryWeight: Double

  /// Makes options; each has its default.
  public init(
    target: Target = .ratio(0.25), greatestError: Double = .infinity,
    placement: Placement = .optimal, boundaryWeight: Double = 10
  ) {
    self.target = target
    self.greatestError = greatestError
    self.placement = placement
    self.boundaryWeight = boundaryWeight
  }

  /// The number of vertices to be left of so many.
  func vertexCount(of count: Int) throws(MeshError) -> Int {
    guard greatestError >= 0 else {
      throw .parameterOutOfRange(
        name: "greatestError", value: "\(greatestError)", range: "a length of at least 0")
    }
    guard boundaryWeight >= 0, boundaryWeight <= 1e9 else {
      throw .parameterOutOfRange(
        name: "boundaryWeight", value: "\(boundaryWeight)", range: "a number from 0 to 1e9")
    }
    switch target {
    case .vertices(let target):
      guard target >= 1 else {
        throw .parameterOutOfRange(
          name: "target", value: "\(target) vertices", range: "at least 1")
      }
      return target
    case .ratio(let ratio):
      guard (0...1).contains(ratio) else {
        throw .parameterOutOfRange(
          name: "target", value: "a ratio of \(ratio)", range: "a number from 0 to 1")
      }
      return max(1, Int((ratio * Double(count)).rounded()))
    }
  }
}
