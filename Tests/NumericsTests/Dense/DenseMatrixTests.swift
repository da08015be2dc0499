import Numerics
import Testing

struct DenseMatrixTests {
  @Test func elementsLieRowAfterRow() {
    var matrix = DenseMatrix<Double>(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6])
    #expect(matrix[1, 0] == 4)
    matrix[0, 2] = 9
    #expect(matrix.values == [1, 2, 9, 4, 5, 6])
    #expect(matrix.row(1) == [4, 5, 6] && matrix.column(2) == [9, 6])
    #expect(matrix.transposed().values == [1, 4, 2, 5, 9, 6])
    #expect(DenseMatrix(columns: [[1, 4], [2, 5], [9, 6]]) == matrix)
    #expect(matrix.converted(to: Float.self).values == [1, 2, 9, 4, 5, 6])
  }
}
