import Foundation
import Geometry
import Numerics

/// Shapes whose spectra several suites compare.
enum SpectralShapes {
  /// A smooth closed surface without any symmetry.
  static func potato(_ subdivisions: Int) throws -> TriangleMesh {
    let sphere = try MeshPrimitives.icosphere(subdivisions: subdivisions)
    return try TriangleMesh(
      positions: sphere.positions.map { p in
        let bump = 1 + 0.25 * p.x * p.y + 0.2 * p.z * p.z * p.x + 0.15 * sin(2 * p.y + p.z)
        return SIMD3(1.0, 1.35, 1.8) * p * bump
      }, faces: sphere.faces)
  }

  /// The same surface with vertex i at the place `places[i]`.
  static func permuted(_ mesh: TriangleMesh, _ places: [Int]) throws -> TriangleMesh {
    var positions = mesh.positions
    for (vertex, place) in places.enumerated() { positions[place] = mesh.positions[vertex] }
    return try TriangleMesh(
      positions: positions,
      faces: mesh.faces.map { face in
        SIMD3(
          Int32(places[Int(face.x)]), Int32(places[Int(face.y)]), Int32(places[Int(face.z)]))
      })
  }

  /// Turned around two axes and moved.
  static func moved(_ mesh: TriangleMesh) throws -> TriangleMesh {
    try TriangleMesh(
      positions: mesh.positions.map { p in
        let q = SIMD3(cos(0.7) * p.x - sin(0.7) * p.y, sin(0.7) * p.x + cos(0.7) * p.y, p.z)
        return SIMD3(q.x, cos(1.9) * q.y - sin(1.9) * q.z, sin(1.9) * q.y + cos(1.9) * q.z)
          + SIMD3(0.3, -2, 1.1)
      }, faces: mesh.faces)
  }

  /// A flat piece without symmetry, and the same piece rolled along its vertical lines: an exact isometry.
  static func isometricPair() throws -> (flat: TriangleMesh, rolled: TriangleMesh) {
    let (rows, columns) = (14, 23)
    let grid = try MeshPrimitives.gridPatch(
      rows: rows, columns: columns, size: SIMD2(Double(columns), Double(rows)))
    let faces = grid.faces.filter { face in
      let center =
        (grid.positions[Int(face.x)] + grid.positions[Int(face.y)] + grid.positions[Int(face.z)])
        / 3
      let hole = center - SIMD3(7, 5, 0)
      return 3 * center.x + 5 * center.y < 108 && hole.x * hole.x + hole.y * hole.y > 6
    }
    var profile = [SIMD2(0.0, 0.0)]
    for column in 0..<columns {
      let angle = 0.012 * Double(column * column)
      profile.append(profile[column] + SIMD2(cos(angle), sin(angle)))
    }
    let rolled = grid.positions.map { p in
      let place = profile[Int(p.x.rounded())]
      return SIMD3(place.x, p.y, place.y)
    }
    return (
      try TriangleMesh(positions: grid.positions, faces: faces),
      try TriangleMesh(positions: rolled, faces: faces)
    )
  }

  static func domain(
    _ mesh: TriangleMesh, _ count: Int, mass kind: MassMatrix.Kind = .lumped
  ) throws -> SpectralDomain {
    let laplacian = try CotangentLaplacian(of: mesh)
    let mass = laplacian.mass(kind)
    return try SpectralDomain(
      Eigenbasis.smallest(stiffness: laplacian.stiffness(), mass: mass, count: count), mass: mass)
  }

  /// Signals without any pattern, the same on every run.
  static func signals(_ rows: Int, _ columns: Int) -> DenseMatrix<Double> {
    var stream = RandomStream(seed: 11, "signals")
    return DenseMatrix(
      rows: rows, columns: columns, values: (0..<rows * columns).map { _ in stream.normal() })
  }

  static func largestDifference(
    _ a: DenseMatrix<Double>, _ b: DenseMatrix<Double>
  ) -> Double {
    zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
