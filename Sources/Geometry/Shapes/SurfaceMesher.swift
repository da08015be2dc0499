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
    for _ in 0..<Self.tries {
      let rotation = Quaternion(from: &stream)
      let offset = SIMD3(stream.uniform(), stream.uniform(), stream.uniform())
      guard let fine = try lattice(rotation, offset) else { continue }
      let coarse = try collapsed(fine)
      guard coarse.vertexCount == count else { continue }
      let even = try evened(coarse)
      if looksOutward(even) { return even }
    }
    throw .meshing(vertices: count)
  }

  /// Moves vertices and flips edges until triangles are even.
  private func evened(_ coarse: TriangleMesh) throws(MeshError) -> TriangleMesh {
    var mesh = coarse
    var faced = FacedSurface(mesh.positions, on: surface)
    for _ in 0..<Self.rounds {
      mesh = try flipped(mesh, faced)
      try relax(&mesh, &faced)
    }
    return try flipped(mesh, faced)
  }

  /// Sweeps of moved vertices and flipped edges.
  private static var rounds: Int { 12 }
  /// Vertices that the lattice gives for each that is wanted, at least.
  private static var surplus: Double { 2.5 }
  /// The most lattices that are tried, each finer than the one before, and the most turns of them.
  private static var tries: Int { 4 }
  /// The most sweeps of flips.
  private static var mostSweeps: Int { 20 }

  /// A mesh of the right kind with vertices enough; nil where lattices fine enough are too fine.
  private func lattice(
    _ rotation: Quaternion, _ offset: SIMD3<Double>
  ) throws(MeshError) -> TriangleMesh? {
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
    return nil
  }

  /// Whether every face looks to the side that the surface does.
  private func looksOutward(_ mesh: TriangleMesh) -> Bool {
    let faced = FacedSurface(mesh.positions, on: surface)
    return mesh.faces.allSatisfy { faced.cosine(Int($0[0]), Int($0[1]), Int($0[2])) > 0 }
  }

  /// Collapses the shortest edges until so many vertices are left, or none may go.
  private func collapsed(_ mesh: TriangleMesh) throws(MeshError) -> TriangleMesh {
    var collapse = ShortEdgeCollapse(mesh, try Halfedges(of: mesh), surface)
    return try collapse.run(until: count)
  }

  /// Flips edges until it is Delaunay, where faces stay good.
  private func flipped(_ mesh: TriangleMesh, _ faced: FacedSurface) throws(MeshError)
    -> TriangleMesh
  {
    var flippable = FlippableMesh(try Halfedges(of: mesh))
    for _ in 0..<Self.mostSweeps {
      var flips = 0
      for halfedge in flippable.corners.indices where halfedge < flippable.twin(halfedge) {
        if wantsFlip(halfedge, flippable, faced) {
          flippable.flip(halfedge)
          flips += 1
        }
      }
      if flips == 0 { break }
    }
    return try TriangleMesh(positions: mesh.positions, faces: flippable.faces)
  }

  private func wantsFlip(
    _ halfedge: Int, _ mesh: FlippableMesh, _ faced: FacedSurface
  ) -> Bool {
    let ends = mesh.diamond(halfedge)
    let (from, to, apex, other) = (Int(ends[0]), Int(ends[1]), Int(ends[2]), Int(ends[3]))
    let places = faced.places
    guard
      Self.cotangent(places[apex], places[from], places[to])
        + Self.cotangent(places[other], places[from], places[to]) < -1e-9,
      mesh.valence(ends[0]) > 3, mesh.valence(ends[1]) > 3,
      !mesh.isEdge(fromApexOf: halfedge, to: ends[3])
    else { return false }
    let old = min(faced.cosine(apex, from, to), faced.cosine(other, to, from))
    let new = min(faced.cosine(apex, from, other), faced.cosine(other, to, apex))
    return faced.allows(new, insteadOf: old)
  }

  /// Moves each vertex along the surface to the middle of its faces, weighted by their areas, where faces stay good.
  private func relax(_ mesh: inout TriangleMesh, _ faced: inout FacedSurface) throws(MeshError) {
    let places = faced.places
    var sums = [SIMD4<Double>](repeating: .zero, count: places.count)
    for (face, area) in zip(mesh.faces, mesh.faceAreas) {
      let middle = (places[Int(face[0])] + places[Int(face[1])] + places[Int(face[2])]) / 3
      for corner in 0..<3 { sums[Int(face[corner])] += SIMD4(middle * area, area) }
    }
    let reach = (mesh.totalArea / Double(count)).squareRoot()
    let moved = places.indices.map { vertex -> SIMD3<Double> in
      let (sum, normal) = (sums[vertex], faced.normals[vertex])
      guard sum.w > 0 else { return places[vertex] }
      let way = SIMD3(sum.x, sum.y, sum.z) / sum.w - places[vertex]
      return surface.projected(
        places[vertex] + way - normal * (way * normal).sum(), reach: reach)
    }
    var relaxed = FacedSurface(moved, on: surface)
    undo(&relaxed, to: faced, mesh.faces)
    faced = relaxed
    mesh = try TriangleMesh(positions: relaxed.places, faces: mesh.faces)
  }

  /// Takes vertices back to where they were until no face is worse for their moves.
  private func undo(
    _ moved: inout FacedSurface, to old: FacedSurface, _ faces: [SIMD3<Int32>]
  ) {
    let before = faces.map { old.cosine(Int($0[0]), Int($0[1]), Int($0[2])) }
    var isUndone = true
    while isUndone {
      isUndone = false
      for (index, face) in faces.enumerated() {
        let corners = (0..<3).map { Int(face[$0]) }
        let cosine = moved.cosine(corners[0], corners[1], corners[2])
        guard !moved.allows(cosine, insteadOf: before[index]) else { continue }
        for vertex in corners where moved.places[vertex] != old.places[vertex] {
          moved.places[vertex] = old.places[vertex]
          moved.normals[vertex] = old.normals[vertex]
          isUndone = true
        }
      }
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
}
