/// The first mesh of an implicit surface: marching tetrahedra over a cubic lattice, turned and moved at will.
///
/// Each cube is cut into the six tetrahedra along its diagonal (Kuhn 1960), which fit from cube to cube, so that
/// the surface is closed and a manifold whatever the function (Doi & Koide 1991). Another turn or offset of the
/// lattice meshes the same surface differently.
struct LatticeSurface {
  private let origin: SIMD3<Double>
  private let axes: [SIMD3<Double>]
  private let counts: SIMD3<Int>
  private let spacing: Double

  /// A lattice around a surface.
  ///
  /// - Parameters:
  ///   - box: corners of a box around the surface.
  ///   - spacing: between neighbours, in length units.
  ///   - rotation: of the lattice's axes.
  ///   - offset: of the lattice in spacings, 0 ..< 1 each.
  init(
    around box: (lower: SIMD3<Double>, upper: SIMD3<Double>), spacing: Double,
    rotation: Quaternion, offset: SIMD3<Double>
  ) {
    axes = [[1, 0, 0], [0, 1, 0], [0, 0, 1]].map { rotation.rotated($0) * spacing }
    let half = (box.upper - box.lower) / 2
    var (counts, first) = (SIMD3<Int>.zero, (box.lower + box.upper) / 2)
    for axis in 0..<3 {
      let direction = axes[axis] / spacing
      let reach =
        (abs(direction.x) * half.x + abs(direction.y) * half.y
          + abs(direction.z) * half.z) / spacing
      // One spacing for the offset, and one more so that the outermost points lie outside.
      let steps = Int(reach.rounded(.up)) + 2
      counts[axis] = 2 * steps + 1
      first -= axes[axis] * (Double(steps) - offset[axis])
    }
    self.counts = counts
    self.spacing = spacing
    origin = first
  }

  /// The number of lattice points.
  var pointCount: Int { counts.x * counts.y * counts.z }

  /// The surface's mesh, its vertices on the surface, oriented outward.
  func mesh<Surface: ImplicitSurface>(
    of surface: Surface
  ) -> (positions: [SIMD3<Double>], faces: [SIMD3<Int32>]) {
    let values = values(of: surface)
    var sheet = Sheet(vertexOfEdge: [Int32](repeating: -1, count: 8 * pointCount))
    for z in 0..<counts.z - 1 {
      for y in 0..<counts.y - 1 {
        for x in 0..<counts.x - 1 {
          let base = (z * counts.y + y) * counts.x + x
          let isInside = values[base] < 0
          guard (1..<8).contains(where: { (values[base + step($0)] < 0) != isInside }) else {
            continue
          }
          for tetrahedron in Self.tetrahedra { cut(tetrahedron, at: base, values, &sheet) }
        }
      }
    }
    let positions = sheet.positions.map { point in
      surface.projected(
        origin + axes[0] * point.x + axes[1] * point.y + axes[2] * point.z, reach: spacing)
    }
    return (positions, sheet.faces)
  }

  /// The function at all points; where the surface is out of reach, a value of the right sign.
  private func values<Surface: ImplicitSurface>(of surface: Surface) -> [Double] {
    var values = [Double](repeating: 0, count: pointCount)
    let side = Self.blockSide
    // From a block's middle to its farthest point and a diagonal on, so that no edge that is cut ends in it.
    let reach = (Double(side - 1) / 2 + 1) * 3.0.squareRoot() * spacing * surface.steepest
    for z in stride(from: 0, to: counts.z, by: side) {
      for y in stride(from: 0, to: counts.y, by: side) {
        for x in stride(from: 0, to: counts.x, by: side) {
          let middle = SIMD3(Double(x), Double(y), Double(z)) + Double(side - 1) / 2
          let value = surface.value(
            at: origin + axes[0] * middle.x + axes[1] * middle.y + axes[2] * middle.z)
          let isFar = abs(value) > reach
          for layer in z..<min(z + side, counts.z) {
            for row in y..<min(y + side, counts.y) {
              let start = (layer * counts.y + row) * counts.x
              for index in start + x..<start + min(x + side, counts.x) {
                values[index] = isFar ? value : surface.value(at: place(index))
              }
            }
          }
        }
      }
    }
    return values
  }

  /// The points along a side of a block that is looked at as one.
  private static let blockSide = 4

  /// Vertices, in spacings along the lattice, and faces so far.
  private struct Sheet {
    var positions: [SIMD3<Double>] = []
    var faces: [SIMD3<Int32>] = []
    /// The vertex on each edge: eight slots a point, by the corner of its cube at the other end.
    var vertexOfEdge: [Int32]
  }

  /// Corners of a cube: bit a is the step along axis a.
  ///
  /// Each goes from corner 0 to corner 7, an axis at a time.
  private static let tetrahedra: [SIMD4<Int>] = [
    [0, 1, 3, 7], [0, 1, 5, 7], [0, 2, 3, 7], [0, 2, 6, 7], [0, 4, 5, 7], [0, 4, 6, 7],
  ]

  /// How near to an end of an edge a vertex may begin, so that no two vertices coincide.
  private static let margin = 0.1

  private func step(_ corner: Int) -> Int {
    (corner & 1) + (corner >> 1 & 1) * counts.x + (corner >> 2) * counts.x * counts.y
  }

  private func coordinates(_ index: Int) -> SIMD3<Double> {
    SIMD3(
      Double(index % counts.x), Double(index / counts.x % counts.y),
      Double(index / (counts.x * counts.y)))
  }

  private func place(_ index: Int) -> SIMD3<Double> {
    let point = coordinates(index)
    return origin + axes[0] * point.x + axes[1] * point.y + axes[2] * point.z
  }

  private func cut(
    _ tetrahedron: SIMD4<Int>, at base: Int, _ values: [Double], _ sheet: inout Sheet
  ) {
    var inside: [Int] = []
    var outside: [Int] = []
    for slot in 0..<4 {
      let corner = tetrahedron[slot]
      if values[base + step(corner)] < 0 { inside.append(corner) } else { outside.append(corner) }
    }
    guard !inside.isEmpty, !outside.isEmpty else { return }
    let outward = mean(outside, base) - mean(inside, base)
    func vertex(_ a: Int, _ b: Int) -> Int32 { self.vertex(a, b, base, values, &sheet) }
    func add(_ a: Int32, _ b: Int32, _ c: Int32) {
      let first = sheet.positions[Int(a)]
      let normal = TriangleMesh.cross(
        sheet.positions[Int(b)] - first, sheet.positions[Int(c)] - first)
      sheet.faces.append((normal * outward).sum() > 0 ? [a, b, c] : [a, c, b])
    }
    if inside.count == 2 {
      let (first, second) = (vertex(inside[0], outside[0]), vertex(inside[0], outside[1]))
      let (third, fourth) = (vertex(inside[1], outside[1]), vertex(inside[1], outside[0]))
      add(first, second, third)
      add(first, third, fourth)
    } else {
      let (lone, others) = inside.count == 1 ? (inside[0], outside) : (outside[0], inside)
      add(vertex(lone, others[0]), vertex(lone, others[1]), vertex(lone, others[2]))
    }
  }

  private func mean(_ corners: [Int], _ base: Int) -> SIMD3<Double> {
    corners.reduce(SIMD3<Double>.zero) { $0 + coordinates(base + step($1)) } / Double(corners.count)
  }

  private func vertex(
    _ a: Int, _ b: Int, _ base: Int, _ values: [Double], _ sheet: inout Sheet
  ) -> Int32 {
    let (low, high) = (min(a, b), max(a, b))
    let start = base + step(low)
    let slot = 8 * start + (high - low)
    if sheet.vertexOfEdge[slot] >= 0 { return sheet.vertexOfEdge[slot] }
    let end = base + step(high)
    let share = values[start] / (values[start] - values[end])
    let kept = min(max(share, Self.margin), 1 - Self.margin)
    let (from, to) = (coordinates(start), coordinates(end))
    let index = Int32(sheet.positions.count)
    sheet.positions.append(from + (to - from) * kept)
    sheet.vertexOfEdge[slot] = index
    return index
  }
}
