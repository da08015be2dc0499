public import Autodiff
internal import Numerics

/// The two components of a gradient in tangent frames as one pattern with two weights an entry.
public struct GradientOperators<Scalar: TensorScalar>: Sendable {
  /// Where either component has entries.
  public let pattern: SparsePattern
  /// The weights, `[entries, 2]`.
  public let weights: Tensor<Scalar>

  /// The gradient of its components along the frames' axes, both vertices × vertices.
  ///
  /// - Throws: `ModelError` with code `operators` when their sizes differ.
  public init(
    x: SparseOperator<Scalar>, y: SparseOperator<Scalar>
  ) throws(ModelError) {
    guard x.shape == y.shape else {
      throw ModelError(
        .operators, "the gradient's components have sizes \(x.shape) and \(y.shape)",
        at: "operators")
    }
    var (offsets, columns): ([Int32], [Int32]) = ([0], [])
    var values: [Scalar] = []
    let (xs, ys) = (x.values.scalars, y.values.scalars)
    for row in 0..<x.rows {
      var (i, j) = (Int(x.rowOffsets[row]), Int(y.rowOffsets[row]))
      let (iEnd, jEnd) = (Int(x.rowOffsets[row + 1]), Int(y.rowOffsets[row + 1]))
      while i < iEnd || j < jEnd {
        let a = i < iEnd ? x.columnIndices[i] : Int32.max
        let b = j < jEnd ? y.columnIndices[j] : Int32.max
        columns.append(min(a, b))
        values += [a <= b ? xs[i] : 0, b <= a ? ys[j] : 0]
        if a <= b { i += 1 }
        if b <= a { j += 1 }
      }
      offsets.append(Int32(columns.count))
    }
    pattern = SparsePattern(
      SparseMatrix<Float>(
        uncheckedRows: x.rows, columns: x.columns, rowOffsets: offsets, columnIndices: columns,
        values: [Float](repeating: 0, count: columns.count)))
    weights = Tensor(shape: [columns.count, 2], values)
  }

  /// The gradient of every channel: `[vertices, c]` to `[vertices, 2, c]`.
  public func gradient(_ x: Variable<Scalar>) -> Variable<Scalar> {
    pattern.moments(x, weights: x.tape.constant(weights))
  }
}
