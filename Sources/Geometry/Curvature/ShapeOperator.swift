internal import Numerics

/// The shape operator at each vertex, by finite differences of normals over faces.
///
/// Rusinkiewicz, "Estimating Curvatures and Their Derivatives on Triangle Meshes" (2004), section 3.
struct ShapeOperator {
  /// The larger and the smaller eigenvalue at each vertex, in 1 / length.
  let principal: [SIMD2<Double>]
  /// The unit direction of the larger in space.
  let directions: [SIMD3<Double>]

  init(_ mesh: TriangleMesh, _ laplacian: CotangentLaplacian, _ frames: VertexFrames) {
    let weights = MassMatrix.cornerAreas(
      .voronoi, halfCotangents: laplacian.geometry.halfCotangents, areas: laplacian.geometry.areas)
    let faces = [FaceTensor?](parallel: mesh.faceCount) { FaceTensor(mesh, $0, frames.normals) }
    let corners = laplacian.corners
    let tensors = [SIMD3<Double>](parallel: mesh.vertexCount) { vertex in
      var (sum, total) = (SIMD3<Double>.zero, 0.0)
      let normal = frames.normals[vertex]
      guard normal != .zero else { return .zero }
      let x = frames.xAxes[vertex]
      for slot in Int(corners.starts[vertex])..<Int(corners.starts[vertex + 1]) {
        let corner = Int(corners.corners[slot])
        guard let tensor = faces[corner / 3] else { continue }
        sum += weights[corner] * tensor.turned(to: normal, x, TriangleMesh.cross(normal, x))
        total += weights[corner]
      }
      return total > 0 ? sum / total : .zero
    }
    principal = tensors.map { tensor in
      let middle = (tensor[0] + tensor[2]) / 2
      let spread = Self.spread(tensor)
      return SIMD2(middle + spread, middle - spread)
    }
    directions = tensors.indices.map { vertex in
      let (x, normal) = (frames.xAxes[vertex], frames.normals[vertex])
      let vector = Self.largestDirection(tensors[vertex])
      return vector.x * x + vector.y * TriangleMesh.cross(normal, x)
    }
  }

  /// Half the difference of the eigenvalues of the matrix (a b; b c).
  private static func spread(_ t: SIMD3<Double>) -> Double {
    let half = (t[0] - t[2]) / 2
    return (half * half + t[1] * t[1]).squareRoot()
  }

  /// The unit eigenvector of the larger eigenvalue; (1, 0) where both are the same.
  private static func largestDirection(_ t: SIMD3<Double>) -> SIMD2<Double> {
    let half = (t[0] - t[2]) / 2
    let spread = spread(t)
    // Of the two columns of (A − λ₂ I) the one that does not cancel.
    let vector = half >= 0 ? SIMD2(half + spread, t[1]) : SIMD2(t[1], spread - half)
    let length = (vector * vector).sum().squareRoot()
    return length > 0 ? vector / length : SIMD2(1, 0)
  }
}

/// How normals change over one face: a symmetric matrix (a b; b c) in axes of the face.
private struct FaceTensor {
  let x: SIMD3<Double>
  let y: SIMD3<Double>
  let normal: SIMD3<Double>
  let entries: SIMD3<Double>

  /// The least-squares fit to the three edges; `nil` for faces without an area.
  init?(_ mesh: TriangleMesh, _ face: Int, _ normals: [SIMD3<Double>]) {
    let corners = mesh.faces[face]
    let (a, b) = (mesh.positions[Int(corners[0])], mesh.positions[Int(corners[1])])
    let c = mesh.positions[Int(corners[2])]
    let edges: [SIMD3<Double>] = [c - b, a - c, b - a]
    let area = TriangleMesh.cross(edges[1], edges[2])
    let longest = edges.reduce(0.0) { max($0, ($1 * $1).sum()) }
    let size: Double = TriangleMesh.length(area)
    guard size > 1e-9 * longest, size.isFinite else { return nil }
    normal = area / size
    x = VertexFrames.across(normal, edges[0])
    y = TriangleMesh.cross(normal, x)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    var right = SIMD3<Double>.zero
    for side in 0..<3 {
      let change =
        normals[Int(corners[(side + 2) % 3])] - normals[Int(corners[(side + 1) % 3])]
      let (u, v) = ((edges[side] * x).sum(), (edges[side] * y).sum())
      let (du, dv) = ((change * x).sum(), (change * y).sum())
      xx += u * u
      xy += u * v
      yy += v * v
      right += SIMD3(u * du, v * du + u * dv, v * dv)
    }
    // Normal equations (xx xy 0; xy xx+yy xy; 0 xy yy), which have a band and no pivot below 0.
    let first: Double = xx + yy - xy * xy / xx
    let last: Double = yy - xy * xy / first
    guard xx > 0, first > 0, last > 0 else { return nil }
    let middle: Double = right[1] - right[0] * xy / xx
    let acrossY: Double = (right[2] - middle * xy / first) / last
    let mixed: Double = (middle - xy * acrossY) / first
    entries = SIMD3((right[0] - xy * mixed) / xx, mixed, acrossY)
  }

  /// The tensor in the axes of a tangent plane, after the shortest turn of the face into it.
  func turned(
    to vertexNormal: SIMD3<Double>, _ axisX: SIMD3<Double>, _ axisY: SIMD3<Double>
  ) -> SIMD3<Double> {
    let cosine = (normal * vertexNormal).sum()
    let (first, second) = (turn(x, cosine, vertexNormal), turn(y, cosine, vertexNormal))
    let (u, v) = (
      SIMD2((axisX * first).sum(), (axisX * second).sum()),
      SIMD2((axisY * first).sum(), (axisY * second).sum())
    )
    return SIMD3(form(u, u), form(u, v), form(v, v))
  }

  private func form(_ u: SIMD2<Double>, _ v: SIMD2<Double>) -> Double {
    u.x * (entries[0] * v.x + entries[1] * v.y) + u.y * (entries[1] * v.x + entries[2] * v.y)
  }

  /// A vector across the face's normal, after the shortest turn of that onto another.
  private func turn(
    _ vector: SIMD3<Double>, _ cosine: Double, _ target: SIMD3<Double>
  ) -> SIMD3<Double> {
    guard cosine > -1 + 1e-12 else { return -vector }
    return vector - (normal + target) * ((vector * target).sum() / (1 + cosine))
  }
}
