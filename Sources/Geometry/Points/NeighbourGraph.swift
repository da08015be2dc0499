internal import Numerics

/// Graphs whose edges join points that are close to each other.
public enum NeighbourGraph {
  /// Which points are joined.
  public enum Rule: Sendable, Equatable {
    /// Each point with its k nearest others.
    case nearest(Int)
    /// All pairs whose distance is at most a radius, in length units.
    case within(radius: Double)
  }

  /// What becomes of a neighbour that does not count one among its own nearest.
  public enum Symmetry: String, Sendable, CaseIterable {
    /// Joined if either is among the other's nearest.
    case union
    /// Joined only if each is among the other's nearest.
    case mutual
    /// A directed edge from each point to its nearest.
    case directed
  }

  /// The graph of some points.
  ///
  /// - Parameters:
  ///   - points: finite.
  ///   - rule: how many neighbours (at least 1), or how far (a positive finite radius).
  ///   - symmetry: what to make of one-sided neighbours; within a radius there are none.
  ///   - isWeighted: whether edges have their length, in length units, as weight. Default: no.
  /// - Throws: ``MeshError`` for a bad point or rule; ``GraphError`` for more edges than 32-bit
  ///   indices carry.
  /// - Complexity: O(n log n + edges) for points without large clusters.
  public static func make(
    _ points: [SIMD3<Double>], _ rule: Rule, symmetry: Symmetry = .union, isWeighted: Bool = false
  ) throws -> Graph {
    let tree = try KDTree(points)
    let rows: [[KDTree.Neighbour]]
    switch rule {
    case .nearest(let count):
      guard count >= 1 else {
        throw MeshError.parameterOutOfRange(
          name: "neighbours", value: "\(count)", range: "an integer of at least 1")
      }
      rows = tree.nearestOthers(count)
    case .within(let radius):
      guard radius.isFinite, radius > 0 else {
        throw MeshError.parameterOutOfRange(
          name: "radius", value: "\(radius)", range: "a positive finite length")
      }
      rows = tree.othersWithin(radius)
    }
    var edges: [Graph.Edge] = []
    var weights: [Double] = []
    for (source, row) in rows.enumerated() {
      for neighbour in row {
        if symmetry == .mutual {
          guard
            rows[neighbour.index].contains(where: { $0.index == source })
          else { continue }
        }
        edges.append(Graph.Edge(Int32(source), Int32(neighbour.index)))
        if isWeighted { weights.append(neighbour.squaredDistance.squareRoot()) }
      }
    }
    return try Graph(
      nodeCount: points.count, edges: edges, weights: isWeighted ? weights : nil,
      isDirected: symmetry == .directed, merging: .maximum)
  }
}
