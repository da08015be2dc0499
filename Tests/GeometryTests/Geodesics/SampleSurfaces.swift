import Foundation
import Geometry
import TestSupport

/// Small surfaces for tests of geodesics.
enum SampleSurfaces {
  static func tetrahedron() throws -> TriangleMesh {
    try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0.3, 0.9, 0], [0.4, 0.2, 1.1]],
      faces: [[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]])
  }

  /// A patch with jittered vertices and a height over each.
  static func terrain(
    rows: Int, columns: Int, jitter: Double, seed: UInt64, height: (Double, Double) -> Double
  ) throws -> TriangleMesh {
    let grid = try MeshPrimitives.gridPatch(rows: rows, columns: columns)
    var random = SeededRandom(seed: seed)
    let step = 1 / Double(max(rows, columns))
    let positions = grid.positions.map { position in
      let x = position.x + jitter * step * Double.random(in: -1...1, using: &random)
      let y = position.y + jitter * step * Double.random(in: -1...1, using: &random)
      let noise = 0.3 * jitter * Double.random(in: -1...1, using: &random)
      let z = height(x - 0.5, y - 0.5)
      return SIMD3(x, y, z == 0 ? 0 : z + noise * step)
    }
    return try TriangleMesh(positions: positions, faces: grid.faces)
  }

  /// Surfaces that no textbook promises anything about, by name.
  static func dirty() throws -> [(name: String, mesh: TriangleMesh)] {
    let grid = try MeshPrimitives.gridPatch(rows: 4, columns: 4)
    var meshes: [(name: String, mesh: TriangleMesh)] = []
    func add(_ name: String, _ positions: [SIMD3<Double>], _ faces: [SIMD3<Int32>]) throws {
      meshes.append((name, try TriangleMesh(positions: positions, faces: faces)))
    }
    try add(
      "three faces on an edge",
      [[0, 0, 0], [1, 0, 0], [0.5, 1, 0], [0.5, -1, 0.2], [0.5, 0, 1]],
      [[0, 1, 2], [0, 1, 3], [0, 1, 4]])
    try add("doubled faces", grid.positions, grid.faces + grid.faces)
    let turned = grid.faces.map { $0[0] == 0 ? SIMD3($0[0], $0[2], $0[1]) : $0 }
    try add("a face turned over", grid.positions, turned)
    let onLines: [SIMD3<Double>] = [[0.125, 0, 0], [0.5, 0.5, 0]]
    let flat: [SIMD3<Int32>] = [[0, 1, 25], [12, 12, 13], [12, 13, 26], [0, 4, 2]]
    try add("collinear and repeated corners", grid.positions + onLines, grid.faces + flat)
    let origins: [SIMD3<Double>] = [[0, 0, 0], [0, 0, 0]]
    let point: [SIMD3<Int32>] = [[0, 25, 26]]
    try add("a face that is a point", grid.positions + origins, grid.faces + point)
    try add(
      "slivers", [[0, 0, 0], [1, 0, 0], [0.5, 1e-14, 0], [0.5, -1, 0], [0.5, 1, 0]],
      [[0, 1, 2], [0, 3, 1], [0, 2, 4], [2, 1, 4]])
    try add(
      "collinear points alone", [[0, 0, 0], [1, 0, 0], [2, 0, 0], [3, 0, 0]],
      [[0, 1, 2], [1, 2, 3]])
    let spheres = try touchingSpheres()
    try add("spheres that touch in a vertex", spheres.positions, spheres.faces)
    let corners = (0..<30).map { index -> SIMD3<Double> in
      let angle = Double(index)
      return SIMD3(sin(angle), cos(3 * angle), Double(index % 5))
    }
    let loose = (0..<10 as Range<Int32>).map { SIMD3(3 * $0, 3 * $0 + 1, 3 * $0 + 2) }
    try add("loose triangles", corners, loose)
    try add("a Moebius strip", moebiusStrip.positions, moebiusStrip.faces)
    return meshes
  }

  private static func touchingSpheres() throws -> TriangleMesh {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 1)
    let shift = Int32(sphere.vertexCount) - 1
    let second = sphere.faces.map { face -> SIMD3<Int32> in
      var moved = face &+ shift
      for corner in 0..<3 where face[corner] == 0 { moved[corner] = 0 }
      return moved
    }
    let offset = 2 * sphere.positions[0]
    let positions = sphere.positions + sphere.positions.dropFirst().map { $0 + offset }
    return try TriangleMesh(positions: positions, faces: sphere.faces + second)
  }

  private static var moebiusStrip: (positions: [SIMD3<Double>], faces: [SIMD3<Int32>]) {
    let positions = (0..<24).map { index -> SIMD3<Double> in
      let angle = 2 * Double.pi * Double(index / 2) / 12
      let side = 0.3 * (Double(index % 2) - 0.5)
      let radius = 1 + side * cos(angle / 2)
      return SIMD3(radius * cos(angle), radius * sin(angle), side * sin(angle / 2))
    }
    var faces: [SIMD3<Int32>] = []
    for index in 0..<12 as Range<Int32> {
      let (a, b) = (2 * index, 2 * index + 1)
      let (c, d) = index == 11 ? (1, 0) : (a + 2, b + 2)
      faces += [SIMD3(a, b, c), SIMD3(b, d, c)]
    }
    return (positions, faces)
  }
}
