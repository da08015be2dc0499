internal import Foundation

/// The faces of an oriented manifold, each laid out in the plane on each of its halfedges.
///
/// In the frame of a halfedge its tail is the origin, its head lies along the first axis and the
/// face above it; what paths come from lies below.
struct UnfoldedFaces: Sendable {
  let transport: TangentTransport
  /// The length of each halfedge (3 m).
  let lengths: [Double]
  /// The vertex opposite each halfedge in its frame (3 m), never below the first axis.
  let apexes: [SIMD2<Double>]
  /// The angle of each halfedge at its tail (3 m), from the first of the fan on, not scaled.
  let fanAngles: [Double]
  /// What angles at each vertex (n) are multiplied by to become polar angles.
  let scales: [Double]
  /// The halfedges that leave vertex v, counterclockwise, stand at `fanStarts[v] ..< fanStarts[v + 1]`.
  let fanStarts: [Int32]
  let fans: [Int32]
  /// Whether shortest paths may bend at a vertex (n) since its angles leave room.
  let bends: [Bool]
  /// Whether a vertex (n) has a face without height, over which angles say little.
  let isSharp: [Bool]
  let meanLength: Double

  var halfedges: Halfedges { transport.halfedges }
  var vertexCount: Int { scales.count }

  /// How far above a flat angle the angles around a vertex must be to let paths bend there.
  private static let angleTolerance = 1e-12
  /// The height of a face, relative to its edge, below which it counts as flat.
  private static let flatness = 1e-12
  /// Lengths beyond which squares leave a Double's range.
  private static let lengths = 1e-70...1e70

  init(of mesh: TriangleMesh) throws(MeshError) {
    let sides = mesh.edgeLengths
    if let bad = sides.indices.first(where: {
      !TriangleMesh.hasRepeatedCorner(mesh.faces[$0]) && !Self.lengths.contains(sides[$0].max())
        && sides[$0].max() > 0
    }) {
      throw .faceSizeOutOfRange(face: bad)
    }
    let transport = try TangentTransport(of: mesh, edgeLengths: sides)
    let halfedges = transport.halfedges
    let lengths = sides.flatMap { [$0[0], $0[1], $0[2]] }
    let edgeLengths = halfedges.edgeHalfedge.map { lengths[Int($0)] }
    guard edgeLengths.contains(where: { $0 > 0 }) else { throw .empty }
    apexes = (0..<lengths.count).map { halfedge in
      let (base, right) = (lengths[halfedge], lengths[Halfedges.next(halfedge)])
      let left = lengths[Halfedges.previous(halfedge)]
      guard base > 0 else { return SIMD2(0, left) }
      let along = (base * base + (left - right) * (left + right)) / (2 * base)
      return SIMD2(along, 2 * IntrinsicTriangle(sides[halfedge / 3]).area / base)
    }
    var fanStarts: [Int32] = [0]
    var fans: [Int32] = []
    var fanAngles = [Double](repeating: 0, count: lengths.count)
    for vertex in 0..<mesh.vertexCount {
      var sum = 0.0
      for halfedge in halfedges.fan(around: vertex) {
        fans.append(Int32(halfedge))
        fanAngles[halfedge] = sum
        sum += transport.cornerAngles[Halfedges.next(halfedge)]
      }
      fanStarts.append(Int32(fans.count))
    }
    bends = (0..<mesh.vertexCount).map { vertex in
      let flat = halfedges.isBoundary(vertex: vertex) ? Double.pi : 2 * Double.pi
      return transport.angleSums[vertex] > flat + Self.angleTolerance
    }
    var isSharp = [Bool](repeating: false, count: mesh.vertexCount)
    for (halfedge, apex) in apexes.enumerated() where halfedges.edge[halfedge] >= 0 {
      guard !(apex.y > Self.flatness * lengths[halfedge]) else { continue }
      for corner in 0..<3 { isSharp[Int(mesh.faces[halfedge / 3][corner])] = true }
    }
    self.isSharp = isSharp
    self.fanStarts = fanStarts
    self.fans = fans
    self.fanAngles = fanAngles
    self.lengths = lengths
    self.transport = transport
    scales = (0..<mesh.vertexCount).map { transport.scale(at: $0) }
    meanLength = edgeLengths.reduce(0, +) / Double(edgeLengths.count)
  }

  /// The halfedges that leave a vertex, counterclockwise.
  @inline(__always)
  func fan(around vertex: Int) -> ArraySlice<Int32> {
    fans[Int(fanStarts[vertex])..<Int(fanStarts[vertex + 1])]
  }

  /// The mean length of the edges at a vertex, 0 without any.
  func meanLength(at vertex: Int) -> Double {
    let fan = fan(around: vertex)
    return fan.isEmpty
      ? 0 : fan.reduce(0) { $0 + lengths[Int($1)] } / Double(fan.count)
  }

  /// Throws unless a vertex is one of the surface.
  func require(source: Int) throws(MeshError) {
    guard scales.indices.contains(source) else {
      throw .sourceOutOfRange(source: source, vertexCount: vertexCount)
    }
    guard !fan(around: source).isEmpty else { throw .sourceUnreferenced(source: source) }
  }

  /// The angle at the tail of a halfedge in its face.
  @inline(__always)
  func cornerAngle(atTailOf halfedge: Int) -> Double {
    transport.cornerAngles[Halfedges.next(halfedge)]
  }
}

extension SIMD2<Double> {
  /// The product as complex numbers: a turn by the angle of one of length 1.
  @inline(__always)
  func turned(by other: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(x * other.x - y * other.y, x * other.y + y * other.x)
  }

  /// The product with the conjugate of another: the components along it and across it to the left.
  @inline(__always)
  func turnedBack(by other: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(x * other.x + y * other.y, y * other.x - x * other.y)
  }
}
