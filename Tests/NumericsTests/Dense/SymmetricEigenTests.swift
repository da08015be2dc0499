import Numerics
import Testing

struct SymmetricEigenTests {
  @Test func twoByTwoHasItsClosedForm() throws {
    let matrix = DenseMatrix<Double>(rows: 2, columns: 2, values: [2, 1, 1, 2])
    let pairs = try SymmetricEigen.decompose(matrix)
    #expect(abs(pairs.values[0] - 1) < 1e-14 && abs(pairs.values[1] - 3) < 1e-14)
    #expect(abs(pairs.vectors[0, 0] + pairs.vectors[1, 0]) < 1e-14)
    #expect(abs(pairs.vectors[0, 1] - pairs.vectors[1, 1]) < 1e-14)
  }

  @Test func vectorsDiagonalizeThePencil() throws {
    let half = SparseSamples.randomDense(Double.self, rows: 23, columns: 23, seed: 2)
    let stiffness = SparseSamples.product(half, half.transposed())
    var mass = SparseSamples.product(half.transposed(), half)
    for row in 0..<23 { mass[row, row] += 1 }
    let (values, vectors) = try SymmetricEigen.decompose(stiffness, mass: mass)
    let left = SparseSamples.product(stiffness, vectors)
    var right = SparseSamples.product(mass, vectors)
    for row in 0..<23 {
      for column in 0..<23 { right[row, column] *= values[column] }
    }
    #expect(SparseSamples.largestDifference(left, right) < 1e-10)
    #expect(values == values.sorted())
  }

  @Test func badInputIsRefusedWithItsPlace() {
    let indefinite = DenseMatrix<Double>(rows: 2, columns: 2, values: [1, 0, 0, -1])
    let one = DenseMatrix<Double>(rows: 2, columns: 2, values: [1, 0, 0, 1])
    let error = #expect(throws: NumericsError.self) {
      try SymmetricEigen.decompose(one, mass: indefinite)
    }
    #expect(error?.code == .notPositiveDefinite)
    #expect(error?.message.contains("row and column 1") == true)
    #expect(throws: NumericsError.self) {
      try SymmetricEigen.decompose(DenseMatrix(rows: 2, columns: 3))
    }
    let broken = DenseMatrix<Double>(rows: 2, columns: 2, values: [1, 0, .infinity, 1])
    let place = #expect(throws: NumericsError.self) { try SymmetricEigen.decompose(broken) }
    #expect(place?.message.contains("row 1, column 0") == true)
  }
}
