internal import Numerics

/// Even triangles on an implicit surface, as many vertices as asked for.
///
/// Marching tetrahedra on a lattice turned and moved at random, its shortest edges collapsed until so many vertices
/// are left (Hoppe, DeRose, Duchamp, McDonald & Stuetzle 1993), then vertices moved along the surface to the middle
/// of their faces and edges flipped until opposite angles sum to less than π (Botsch & Kobbelt 2004, section 4).
struct SurfaceMesher<Surface: ImplicitSurface> {
  let surface: Surface
  /// The number of vertices.
  let count: Int

  /// Meshes the surface.
  ///
  /// - Parameter stream: turns and moves the lattice: another one gives another mesh of the same surface.
  /// - Throws: ``MeshError/meshing(vertices:)`` when so few vertices cannot carry the surface.
  func mesh(_ stream: inout RandomStream) throws(MeshError) -> TriangleMesh {
    let rotation = Quaternion(from: &stream)
    let offset = SIMD3(stream.uniform(), stream.uniform(), stream.uniform())
    let fine = try lattice(rotation, offset)
    var mesh = try collapsed(fine)
    guard mesh.vertexCount == count else { throw .meshing(vertices: count) }
    for _ in 0..<Self.rounds {
      mesh = try relaxed(flipped(mesh))
    }
    mesh = try flipped(mesh)
    guard isUpright(mesh) else { throw .meshing(vertices: count) }
    return mesh
  }

  /// Sweeps of moved vertices and flipped edges.
  private static var rounds: Int { 12 }
  /// Vertices that the lattice gives for each that is wanted, at least.
  private static var surplus: Double { 2.5 }
  /// The most lattices that are tried, each finer than the one before.
  private static var tries: Int { 4 }
  /// The least cosine between the normals of faces that share a flipped edge.
  private static var leastCosine: Double { 0.3 }

  /// A mesh of the right kind with vertices enough.
  private func lattice(
    _ rotation: Quaternion, _ offset: SIMD3<Double>
  ) throws(MeshError) -> TriangleMesh {
    var spacing = surface.thinnest
    for _ in 0..<Self.tries {
      let lattice = LatticeSurface(
        around: surface.box, spacing: spacing, rotation: rotation, offset: offset)
      let (positions, faces) = lattice.mesh(of: surface)
      let enough = Self.surplus * Double(count)
      if Double(positions.count) >= enough {
        let mesh = try TriangleMesh(positions: positions, faces: faces)
        if mesh.eulerCharacteristic == 2 - 2 * surface.genus,
          mesh.vertexComponents.allSatisfy({ $0 == 0 })
        {
          return mesh
        }
        spacing *= 0.75
      } else {
        spacing *= (Double(max(1, positions.count)) / enough).squareRoot() * 0.97
      }
    }
    throw .meshing(vertices: count)
  }

  /// Collapses the shortest edges until so many vertices are left, or none may go.
  private func collapsed(_ mesh: TriangleMesh) throws(MeshError) -> TriangleMesh {
    var collapse = ShortEdgeCollapse(mesh, try Halfedges(of: mesh), surface)
    return try collapse.run(until: count)
  }

  /// Flips edges until it is Delaunay, where faces stay on the surface's side.
  private func flipped(_ mesh: TriangleMesh) throws(MeshError) -> TriangleMesh {
    var flippable = FlippableMesh(try Halfedges(of: mesh))
    let places = mesh.positions
    for _ in 0..<20 {
      var flips = 0
      for halfedge in flippable.corners.indices where halfedge < flippable.twin(halfedge) {
        if wantsFlip(halfedge, flippable, places) {
          flippable.flip(halfedge)
          flips += 1
        }
      }
      if flips == 0 { break }
    }
    return try TriangleMesh(positions: places, faces: flippable.faces)
  }

  private func wantsFlip(
    _ halfedge: Int, _ mesh: FlippableMesh, _ places: [SIMD3<Double>]
  ) -> Bool {
    let ends = mesh.diamond(halfedge)
    let (from, to) = (places[Int(ends[0])], places[Int(ends[1])])
    let (apex, other) = (places[Int(ends[2])], places[Int(ends[3])])
    guard Self.cotangent(apex, from, to) + Self.cotangent(other, from, to) < -1e-9,
      mesh.valence(ends[0]) > 3, mesh.valence(ends[1]) > 3,
      !mesh.isEdge(fromApexOf: halfedge, to: ends[3])
    else { return false }
    let old = (Self.normal(apex, from, to), Self.normal(other, to, from))
    let new = (Self.normal(apex, from, other), Self.normal(other, to, apex))
    let sum = old.0 + old.1
    guard (new.0 * sum).sum() > 0, (new.1 * sum).sum() > 0 else { return false }
    let sharpest = min((old.0 * old.1).sum(), Self.leastCosine)
    return (new.0 * new.1).sum() >= sharpest
  }

  /// Moves each vertex along the surface towards the middle of its faces, weighted by their areas.
  private func relaxed(_ mesh: TriangleMesh) throws(MeshError) -> TriangleMesh {
    let places = mesh.positions
    var sums = [SIMD4<Double>](repeating: .zero, count: places.count)
    for (face, area) in zip(mesh.faces, mesh.faceAreas) {
      let corners = (0..<3).map { places[Int(face[$0])] }
      let moment = SIMD4((corners[0] + corners[1] + corners[2]) / 3 * area, area)
      for corner in 0..<3 { sums[Int(face[corner])] += moment }
    }
    let reach = (mesh.totalArea / Double(count)).squareRoot()
    let moved = places.indices.map { vertex -> SIMD3<Double> in
      let sum = sums[vertex]
      guard sum.w > 0 else { return places[vertex] }
      let normal = surface.normal(at: places[vertex])
      let way = SIMD3(sum.x, sum.y, sum.z) / sum.w - places[vertex]
      let along = way - normal * (way * normal).sum()
      return surface.projected(places[vertex] + along, reach: reach)
    }
    return try TriangleMesh(positions: moved, faces: mesh.faces)
  }

  /// Whether every face looks outward as the surface does at its middle.
  private func isUpright(_ mesh: TriangleMesh) -> Bool {
    zip(mesh.faces, mesh.faceNormals).allSatisfy { face, normal in
      let corners = (0..<3).map { mesh.positions[Int(face[$0])] }
      let middle = (corners[0] + corners[1] + corners[2]) / 3
      return (surface.normal(at: middle) * normal).sum() > 0
    }
  }

  /// The cotangent of the angle at `apex` towards two points.
  private static func cotangent(
    _ apex: SIMD3<Double>, _ a: SIMD3<Double>, _ b: SIMD3<Double>
  ) -> Double {
    let (first, second) = (a - apex, b - apex)
    let area = TriangleMesh.length(TriangleMesh.cross(first, second))
    return (first * second).sum() / max(area, .leastNormalMagnitude)
  }

  private static func normal(
    _ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>
  ) -> SIMD3<Double> {
    let vector = TriangleMesh.cross(b - a, c - a)
    let length = TriangleMesh.length(vector)
    return length > 0 ? vector / length : .zero
  }
}
