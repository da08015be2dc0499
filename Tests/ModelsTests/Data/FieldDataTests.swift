import Autodiff
import Models
import Numerics
import Testing

@Suite("Field data") struct FieldDataTests {
  @Test("rows are divided by the sum of their magnitudes, sparse as dense, empty rows stay")
  func rowNormalized() throws {
    let wanted: [Float] = [0.25, -0.75, 0, 0, 0.5, 0.5]
    let dense = FieldData.dense(Tensor(shape: [3, 2], [1, -3, 0, 0, 2, 2])).rowNormalized()
    let sparse = FieldData.sparse(
      try SparseMatrix(
        rows: 3, columns: 2, triplets: [(0, 0, 1), (0, 1, -3), (2, 0, 2), (2, 1, 2)])
    ).rowNormalized()
    #expect(dense.tensor.scalars == wanted)
    #expect(sparse.tensor.scalars == wanted)
  }

  @Test("the first row that is not finite is found in both forms")
  func notFinite() throws {
    let dense = FieldData.dense(Tensor(shape: [3, 2], [1, 2, 3, 4, 5, .infinity]))
    let sparse = FieldData.sparse(
      try SparseMatrix(rows: 4, columns: 2, triplets: [(0, 0, 1), (3, 1, .nan)]))
    #expect(dense.firstRowNotFinite == 2)
    #expect(sparse.firstRowNotFinite == 3)
    #expect(FieldData.sparse(SparseMatrix.identity(3)).firstRowNotFinite == nil)
  }
}
