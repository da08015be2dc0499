internal import Numerics

/// The triangles of a mesh in a tree of boxes: the closest point of the surface to any place, exactly.
///
/// A tree of axis-aligned boxes over triangles sorted by their centres, each half as many as the one
/// above. Any mesh will do: faces may be degenerate or meet in any way; those with a repeated corner
/// do not count.
///
///     let tree = try TriangleTree(mesh)
///     let closest = tree.closestPoint(to: [0, 0, 2])
///     closest.position  // on face closest.point.face
public struct TriangleTree: Sendable {
  /// The point of a surface that is closest to some place.
  public struct ClosestPoint: Sendable, Equatable {
    /// The face and the weights of its corners.
    public let point: SurfacePoint
    /// Where it lies.
    public let position: SIMD3<Double>
    /// From the place, in length units squared.
    public let squaredDistance: Double
  }

  /// The mesh.
  public let mesh: TriangleMesh
  /// Proper faces in the order of leaves.
  let order: [Int32]
  /// The box of each node; the children of node i are 2 i + 1 and 2 i + 2, and share its faces by halves.
  let boxes: [Box]
  /// Nodes from this one on are leaves.
  let firstLeaf: Int

  struct Box: Sendable {
    var lower = SIMD3<Double>(repeating: .infinity)
    var upper = SIMD3<Double>(repeating: -.infinity)

    /// The square of a point's distance, 0 inside.
    @inline(__always)
    func squaredDistance(to point: SIMD3<Double>) -> Double {
      let below = lower - point
      let above = point - upper
      let beyond = pointwiseMax(pointwiseMax(below, above), .zero)
      return (beyond * beyond).sum()
    }

    mutating func include(_ point: SIMD3<Double>) {
      lower = pointwiseMin(lower, point)
      upper = pointwiseMax(upper, point)
    }

    mutating func include(_ other: Box) {
      lower = pointwiseMin(lower, other.lower)
      upper = pointwiseMax(upper, other.upper)
    }
  }

  /// Levels below which subtrees are built side by side.
  private static let sharedLevels = 3

  /// Builds the tree.
  ///
  /// - Throws: ``MeshError/empty`` for a mesh without a face of three distinct corners, and
  ///   ``MeshError/faceSizeOutOfRange(face:)`` where squares of coordinates are infinite.
  /// - Complexity: O(m log m).
  public init(_ mesh: TriangleMesh) throws(MeshError) {
    let proper = mesh.faces.indices.filter { !TriangleMesh.hasRepeatedCorner(mesh.faces[$0]) }
    guard !proper.isEmpty else { throw .empty }
    let positions = mesh.positions
    let far = proper.first { face in
      let corners = mesh.faces[face]
      return (0..<3).contains {
        let position = positions[Int(corners[$0])]
        return !(position * position).sum().isFinite
      }
    }
    if let far { throw .faceSizeOutOfRange(face: far) }
    let centres = [SIMD3<Double>](parallel: proper.count) { index in
      let face = mesh.faces[proper[index]]
      return (positions[Int(face[0])] + positions[Int(face[1])] + positions[Int(face[2])]) / 3
    }
    let sorted = try KDTree(centres)
    let order = sorted.entries.map { Int32(proper[Int($0.w)]) }
    let firstLeaf = sorted.splits.count
    var boxes = [Box](repeating: Box(), count: 2 * firstLeaf + 1)
    boxes.withUnsafeMutableBufferPointer { boxes in
      let builder = BoxBuilder(mesh: mesh, order: order, boxes: boxes, firstLeaf: firstLeaf)
      let top = min(Self.sharedLevels, (firstLeaf + 1).trailingZeroBitCount)
      Parallel.forEach(1 << top) { index in
        var (range, node) = (0..<order.count, 0)
        for level in (0..<top).reversed() {
          let isUpper = index >> level & 1
          range = isUpper == 1 ? Self.halves(range).upper : Self.halves(range).lower
          node = 2 * node + 1 + isUpper
        }
        builder.build(range, node: node)
      }
      for node in (0..<(1 << top) - 1).reversed() { builder.join(node) }
    }
    self.mesh = mesh
    self.order = order
    self.boxes = boxes
    self.firstLeaf = firstLeaf
  }

  /// The parts of a node's faces that its children hold.
  @inline(__always)
  static func halves(_ range: Range<Int>) -> (lower: Range<Int>, upper: Range<Int>) {
    let middle = range.lowerBound + range.count / 2
    return (range.lowerBound..<middle, middle..<range.upperBound)
  }
}

/// Fills boxes from the leaves up.
///
/// Unchecked for its buffer: subtrees write nodes of their own.
private struct BoxBuilder: @unchecked Sendable {
  let mesh: TriangleMesh
  let order: [Int32]
  let boxes: UnsafeMutableBufferPointer<TriangleTree.Box>
  let firstLeaf: Int

  func build(_ range: Range<Int>, node: Int) {
    guard node < firstLeaf else {
      for place in range {
        let face = mesh.faces[Int(order[place])]
        for corner in 0..<3 { boxes[node].include(mesh.positions[Int(face[corner])]) }
      }
      return
    }
    let (lower, upper) = TriangleTree.halves(range)
    build(lower, node: 2 * node + 1)
    build(upper, node: 2 * node + 2)
    join(node)
  }

  func join(_ node: Int) {
    boxes[node] = boxes[2 * node + 1]
    boxes[node].include(boxes[2 * node + 2])
  }
}
