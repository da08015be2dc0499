import Foundation
import Geometry
import Numerics

/// Meshes and measures that several suites use.
enum Surfaces {
  /// The regular tetrahedron with vertices on the cube's corners, oriented outward.
  static func tetrahedron() throws -> TriangleMesh {
    try TriangleMesh(
      positions: [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]],
      faces: [[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]])
  }

  /// The unit cube, two triangles a side, oriented outward.
  static func cube() throws -> TriangleMesh {
    try TriangleMesh(
      positions: [
        [0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1],
      ],
      faces: [
        [0, 2, 1], [0, 3, 2], [4, 5, 6], [4, 6, 7], [0, 1, 5], [0, 5, 4], [1, 2, 6], [1, 6, 5],
        [2, 3, 7], [2, 7, 6], [3, 0, 4], [3, 4, 7],
      ])
  }

  /// A closed surface of some genus: the sides of unit cubes that make a plate with holes, oriented outward.
  static func plate(holes: Int) throws -> TriangleMesh {
    func isFilled(_ x: Int, _ y: Int, _ z: Int) -> Bool {
      (0...2 * holes).contains(x) && (0..<3).contains(y) && z == 0 && !(y == 1 && x % 2 == 1)
    }
    var numbers: [SIMD3<Int>: Int32] = [:]
    var positions: [SIMD3<Double>] = []
    func vertex(_ corner: SIMD3<Int>) -> Int32 {
      if let number = numbers[corner] { return number }
      numbers[corner] = Int32(positions.count)
      positions.append(SIMD3<Double>(corner))
      return Int32(positions.count - 1)
    }
    var faces: [SIMD3<Int32>] = []
    for x in 0...2 * holes {
      for y in 0..<3 where isFilled(x, y, 0) {
        for axis in 0..<3 {
          for side in 0...1 {
            var next = SIMD3(x, y, 0)
            next[axis] += 2 * side - 1
            guard !isFilled(next[0], next[1], next[2]) else { continue }
            var corner = SIMD3(x, y, 0)
            corner[axis] += side
            var (u, v): (SIMD3<Int>, SIMD3<Int>) = (.zero, .zero)
            u[(axis + 1) % 3] = 1
            v[(axis + 2) % 3] = 1
            if side == 0 { swap(&u, &v) }
            let (a, b) = (vertex(corner), vertex(corner &+ u))
            let (c, d) = (vertex(corner &+ u &+ v), vertex(corner &+ v))
            faces += [[a, b, c], [a, c, d]]
          }
        }
      }
    }
    return try TriangleMesh(positions: positions, faces: faces)
  }

  /// Schwarz's lantern in a cylinder of radius 1 and height 1: bands of triangles with corners on it,
  /// each ring of corners turned by half a sector against the one below.
  static func lantern(bands: Int, sectors: Int) throws -> TriangleMesh {
    let positions = (0...bands).flatMap { ring in
      (0..<sectors).map { sector -> SIMD3<Double> in
        let angle =
          2 * Double.pi * (Double(sector) + 0.5 * Double(ring % 2)) / Double(sectors)
        return SIMD3(cos(angle), sin(angle), Double(ring) / Double(bands))
      }
    }
    var faces: [SIMD3<Int32>] = []
    for ring in 0..<bands {
      for sector in 0..<sectors {
        func vertex(_ up: Int, _ along: Int) -> Int32 {
          Int32((ring + up) * sectors + (sector + along) % sectors)
        }
        // Above the middle of an edge below is the corner of the same number, or of the next.
        let shift = ring % 2
        faces += [
          [vertex(0, 0), vertex(0, 1), vertex(1, shift)],
          [vertex(1, shift), vertex(0, 1), vertex(1, shift + 1)],
        ]
      }
    }
    return try TriangleMesh(positions: positions, faces: faces)
  }

  /// A mesh whose vertices are moved by up to `amount`, the same on every run.
  static func shaken(_ mesh: TriangleMesh, by amount: Double) throws -> TriangleMesh {
    try TriangleMesh(
      positions: mesh.positions.enumerated().map { index, position in
        let i = Double(index + 1)
        return position + amount
          * SIMD3(sin(12.9898 * i * i), sin(78.233 * i), sin(37.719 * i + i * i))
      }, faces: mesh.faces)
  }

  /// Triangles with corners and edges anywhere in a box, the same on every run.
  static func soup(faces count: Int, vertices: Int) throws -> TriangleMesh {
    var stream = RandomStream(seed: 7, "soup")
    let positions = (0..<vertices).map { _ in
      SIMD3(
        Double.random(in: 0..<1, using: &stream), Double.random(in: 0..<1, using: &stream),
        Double.random(in: 0..<1, using: &stream))
    }
    let faces = (0..<count).map { _ in
      SIMD3(
        Int32.random(in: 0..<Int32(vertices), using: &stream),
        Int32.random(in: 0..<Int32(vertices), using: &stream),
        Int32.random(in: 0..<Int32(vertices), using: &stream))
    }
    return try TriangleMesh(positions: positions, faces: faces)
  }

  static func largestDifference(
    _ a: SparseMatrix<Double>, _ b: SparseMatrix<Double>
  ) -> Double {
    (0..<a.rows).reduce(0) { largest, row in
      a.entries(inRow: row).reduce(max(largest, 0)) {
        max($0, abs(a.values[$1] - b[row, Int(a.columnIndices[$1])]))
      }
    }
  }

  /// What must hold of every robust Laplacian and its mass; the first thing that does not.
  static func fault(
    stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>
  ) -> String? {
    guard stiffness.values.allSatisfy(\.isFinite), mass.values.allSatisfy(\.isFinite) else {
      return "an entry is not finite"
    }
    guard stiffness.isSymmetric(tolerance: 0), mass.isSymmetric(tolerance: 0) else {
      return "not symmetric"
    }
    for row in 0..<stiffness.rows {
      var (sum, size) = (0.0, 0.0)
      for entry in stiffness.entries(inRow: row) {
        let value = stiffness.values[entry]
        sum += value
        size += abs(value)
        if Int(stiffness.columnIndices[entry]) != row, value > 0 {
          return "row \(row) has \(value) off the diagonal"
        }
      }
      if abs(sum) > 1e-13 * size { return "row \(row) sums to \(sum)" }
      let isEmpty = stiffness.entries(inRow: row).isEmpty
      if isEmpty != (mass[row, row] == 0) { return "row \(row) has mass \(mass[row, row])" }
      if mass[row, row] < 0 { return "row \(row) has negative mass" }
    }
    return nil
  }
}
