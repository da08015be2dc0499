internal import Numerics

/// For each point of a cloud the triangles around it in a Delaunay triangulation of its neighbours.
///
/// Sharp & Crane, "A Laplacian for Nonmanifold Triangle Meshes" (2020), section 5.7: neighbours are
/// projected to the plane that fits them best and triangulated there. Only the triangles at the
/// point are kept, and these need no triangulation: under inversion in the point, p ↦ p / |p|²,
/// empty circles through it become lines with all points on one side, so that the triangles are the
/// edges of a convex hull.
///
/// Where four points lie on a circle, as in a grid, each of them must choose the same diagonal for
/// the cloud to be covered three times. So |p|² gets a tiny share that belongs to the point alone:
/// the triangulation is a regular one, the same for all who look at it.
struct LocalTriangulations {
  /// Triangles, three corners each; the first is the point whose triangulation it is from.
  let faces: [SIMD3<Int32>]

  /// How far circles are moved to decide ties, in nearest distances squared.
  private static let shift = 1e-10
  /// Sines of angles below which a triangle is a line.
  private static let flatness = 1e-9
  /// Points handled as one shard.
  private static let shard = 512

  init(_ tree: KDTree, neighbours: Int) {
    let rows = tree.nearestOthers(neighbours)
    let shifts = rows.indices.map { index in
      Self.shift * Self.fraction(of: index) * (rows[index].first?.squaredDistance ?? 0)
    }
    let shards = (rows.count + Self.shard - 1) / Self.shard
    let parts = [[SIMD3<Int32>]](parallel: shards, grain: 1) { shard in
      var faces: [SIMD3<Int32>] = []
      let start = shard * Self.shard
      for centre in start..<min(start + Self.shard, rows.count) {
        Self.appendStar(
          of: centre, rows[centre].map(\.index), tree.points, shifts, to: &faces)
      }
      return faces
    }
    faces = Array(parts.joined())
  }

  /// A number in 0 ..< 1 that looks random; the golden ratio's multiples spread evenly.
  private static func fraction(of index: Int) -> Double {
    var mixed = UInt64(index) &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Double((mixed ^ mixed >> 31) >> 11) * 0x1p-53
  }

  private static func appendStar(
    of centre: Int, _ neighbours: [Int], _ points: [SIMD3<Double>], _ shifts: [Double],
    to faces: inout [SIMD3<Int32>]
  ) {
    let offsets = neighbours.map { points[$0] - points[centre] }
    // Neighbours are sorted, so the last is the farthest.
    guard let last = offsets.last, case let scale = TriangleMesh.length(last), scale > 0,
      scale.isFinite
    else { return }
    let plane = tangentPlane(offsets.map { $0 / scale })
    var inverted = [Inverted(point: .zero, index: Int32(centre))]
    for (neighbour, offset) in zip(neighbours, offsets) {
      let arm = offset / scale
      let place = SIMD2((arm * plane.x).sum(), (arm * plane.y).sum())
      let square = (place * place).sum()
      let height = square + (shifts[neighbour] - shifts[centre]) / (scale * scale)
      // What lies straight above the point has no direction in the plane.
      guard square > 0, height > 0, (1 / height).isFinite else { continue }
      inverted.append(Inverted(point: place / height, index: Int32(neighbour)))
    }
    let hull = convexHull(inverted)
    for (index, first) in hull.enumerated() {
      let second = hull[index + 1 == hull.count ? 0 : index + 1]
      let turn = cross(first.point, second.point)
      let size = (length(first.point) * length(second.point))
      guard turn > flatness * size else { continue }
      faces.append(SIMD3(Int32(centre), first.index, second.index))
    }
  }

  /// Two unit vectors that span the plane with the least squared distances to the offsets.
  private static func tangentPlane(
    _ offsets: [SIMD3<Double>]
  ) -> (x: SIMD3<Double>, y: SIMD3<Double>) {
    var rows: [SIMD3<Double>] = [.zero, .zero, .zero]
    for offset in offsets {
      for axis in 0..<3 { rows[axis] += offset[axis] * offset }
    }
    let vectors = SymmetricEigenvectors3(rows).vectors
    return (vectors[2], vectors[1])
  }

  private struct Inverted {
    let point: SIMD2<Double>
    let index: Int32
  }

  /// The corners of the convex hull, counterclockwise (Andrew 1979).
  private static func convexHull(_ points: [Inverted]) -> [Inverted] {
    let sorted = points.sorted {
      ($0.point.x, $0.point.y, $0.index) < ($1.point.x, $1.point.y, $1.index)
    }
    guard sorted.count > 2 else { return [] }
    func chain(_ points: some Sequence<Inverted>) -> [Inverted] {
      var chain: [Inverted] = []
      for point in points {
        while chain.count > 1,
          cross(
            chain[chain.count - 1].point - chain[chain.count - 2].point,
            point.point - chain[chain.count - 2].point) <= 0
        { chain.removeLast() }
        chain.append(point)
      }
      return chain.dropLast()
    }
    return chain(sorted) + chain(sorted.reversed())
  }

  private static func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    a.x * b.y - a.y * b.x
  }

  private static func length(_ a: SIMD2<Double>) -> Double { (a * a).sum().squareRoot() }
}
