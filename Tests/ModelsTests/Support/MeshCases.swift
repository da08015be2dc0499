import Autodiff
import Foundation
import Geometry
import Models
import Numerics

/// A small bent sheet without symmetry, its patches, and what gauge changes and relabellings do to them.
enum MeshCases {
  static let rows = 4, columns = 5

  /// A sheet of rows × columns vertices, bumped.
  static func sheet(rows: Int = rows, columns: Int = columns) throws -> TriangleMesh {
    var positions: [SIMD3<Double>] = []
    for i in 0..<rows {
      for j in 0..<columns {
        let (x, y) = (Double(i), Double(j))
        positions.append(
          SIMD3(
            x + 0.11 * sin(3 * y + x), y + 0.13 * cos(2 * x + y),
            0.3 * sin(x) + 0.2 * cos(1.3 * y + 0.5 * x)))
      }
    }
    return try TriangleMesh(positions: positions, faces: faces(rows, columns))
  }

  /// Two triangles for each square of a sheet, along diagonals that alternate.
  static func faces(_ rows: Int, _ columns: Int) -> [SIMD3<Int32>] {
    (0..<rows - 1).flatMap { i in
      (0..<columns - 1).flatMap { j -> [SIMD3<Int32>] in
        let (a, b) = (Int32(i * columns + j), Int32(i * columns + j + 1))
        let (c, d) = (a + Int32(columns), b + Int32(columns))
        return (i + j) % 2 == 0 ? [[a, c, d], [a, d, b]] : [[a, c, b], [b, c, d]]
      }
    }
  }

  static func patches(radius: Double = 1.6) throws -> GeodesicPatches {
    try GeodesicPatches(sheet(), radius: radius)
  }

  /// Angles and turns after every vertex's frame has turned by an angle of its own.
  static func turned(
    _ patches: GeodesicPatches, by angles: [Double]
  ) throws -> (angles: SparseMatrix<Double>, turns: SparseMatrix<Double>) {
    func changed(
      _ matrix: SparseMatrix<Double>, _ change: (Int, Int) -> Double
    ) throws -> SparseMatrix<Double> {
      let values = GraphCases.triplets(matrix).map { $0.2 + change($0.0, $0.1) }
      return try SparseMatrix(
        rows: matrix.rows, columns: matrix.columns, rowOffsets: matrix.rowOffsets,
        columnIndices: matrix.columnIndices, values: values)
    }
    return (
      try changed(patches.angles) { row, _ in -angles[row] },
      try changed(patches.turns) { row, column in angles[column] - angles[row] }
    )
  }

  static func neighbourhoods<S: TensorScalar>(
    _ distances: SparseMatrix<Double>, _ angles: SparseMatrix<Double>,
    _ turns: SparseMatrix<Double>
  ) throws -> MeshNeighbourhoods<S> {
    func converted(_ matrix: SparseMatrix<Double>) throws -> SparseOperator<S> {
      SparseOperator(
        try SparseMatrix(
          rows: matrix.rows, columns: matrix.columns, rowOffsets: matrix.rowOffsets,
          columnIndices: matrix.columnIndices, values: matrix.values.map { S($0) }))
    }
    return try MeshNeighbourhoods(
      distances: converted(distances), angles: converted(angles), turns: converted(turns))
  }

  /// Features whose numbers stand as `[vertices, dimension, channels]` after every frame has turned by an angle of its own.
  static func turned(_ x: Tensor<Double>, orders: [Int], by angles: [Double]) -> Tensor<Double> {
    let channels = x.shape[2]
    var values = x.scalars
    for vertex in 0..<x.shape[0] {
      var first = 0
      for order in orders {
        if order > 0 {
          let angle = -Double(order) * angles[vertex]
          for c in 0..<channels {
            let (a, b) = (x[vertex, first, c], x[vertex, first + 1, c])
            let place = (vertex * x.shape[1] + first) * channels + c
            values[place] = cos(angle) * a - sin(angle) * b
            values[place + channels] = sin(angle) * a + cos(angle) * b
          }
        }
        first += order == 0 ? 1 : 2
      }
    }
    return Tensor(shape: x.shape, values)
  }

  /// One angle for each vertex.
  static func angles(seed: UInt64, count: Int = rows * columns) -> [Double] {
    var stream = RandomStream(seed: seed, "frames")
    return (0..<count).map { _ in 2 * .pi * stream.uniform() }
  }
}
