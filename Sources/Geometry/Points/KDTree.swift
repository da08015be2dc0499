internal import Numerics

/// A k-d tree over points in space: exact nearest neighbours and neighbours within a radius.
///
/// Bentley, "Multidimensional Binary Search Trees Used for Associative Searching" (1975), split at
/// the median of the widest side. Answers are those of comparing all points: ordered by squared
/// distance, and at the same distance by index.
///
///     let tree = try KDTree(points)
///     let closest = tree.nearest(8, to: [0, 0, 1])
public struct KDTree: Sendable {
  /// A point of the tree, and how far it is from where one asked.
  public struct Neighbour: Sendable, Equatable {
    /// The index of the point.
    public let index: Int
    /// In length units squared.
    public let squaredDistance: Double

    /// Names a point and its squared distance.
    public init(index: Int, squaredDistance: Double) {
      self.index = index
      self.squaredDistance = squaredDistance
    }
  }

  /// The points, as given.
  public let points: [SIMD3<Double>]
  /// The points in the order of leaves, each with its index as the fourth coordinate.
  let entries: [SIMD4<Double>]
  /// Where node i is split: its children are 2 i + 1 and 2 i + 2.
  let splits: [Split]

  struct Split: Sendable {
    var axis = 0
    var value = 0.0
  }

  /// Points kept in one leaf, at most.
  static let leaf = 8
  /// Levels whose splits are made one after the other; below, subtrees are built side by side.
  private static let sequentialLevels = 3

  /// Builds the tree.
  ///
  /// - Parameter points: finite, below 2³¹; several may lie in one place.
  /// - Throws: ``MeshError/coordinateNotFinite(vertex:)``.
  /// - Complexity: O(n log n).
  public init(_ points: [SIMD3<Double>]) throws(MeshError) {
    guard points.count < Int(Int32.max) else {
      throw .tooLarge(vertexCount: points.count, faceCount: 0)
    }
    if let bad = points.firstIndex(where: {
      !($0.x.isFinite && $0.y.isFinite && $0.z.isFinite)
    }) {
      throw .coordinateNotFinite(vertex: bad)
    }
    self.points = points
    var levels = 0
    while (points.count >> levels) >= Self.leaf { levels += 1 }
    var entries = points.enumerated().map { SIMD4($1.x, $1.y, $1.z, Double($0)) }
    var splits = [Split](repeating: Split(), count: (1 << levels) - 1)
    let top = min(Self.sequentialLevels, levels)
    entries.withUnsafeMutableBufferPointer { entries in
      splits.withUnsafeMutableBufferPointer { splits in
        let builder = KDTreeBuilder(entries: entries, splits: splits, levels: levels)
        var parts = [0..<entries.count]
        for level in 0..<top {
          parts = parts.enumerated().flatMap { index, part in
            let middle = builder.split(part, node: (1 << level) - 1 + index)
            return [part.lowerBound..<middle, middle..<part.upperBound]
          }
        }
        Parallel.forEach(parts.count) { index in
          builder.build(parts[index], node: (1 << top) - 1 + index, level: top)
        }
      }
    }
    self.entries = entries
    self.splits = splits
  }

  /// The number of points.
  public var count: Int { points.count }
}
