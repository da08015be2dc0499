/// A dense matrix, row-major.
public struct DenseMatrix<Scalar: NumericScalar>: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int

  /// The number of columns.
  public let columns: Int

  /// The elements, `rows × columns`, row after row.
  @inlinable
  public var values: [Scalar] { storage }

  @usableFromInline
  var storage: [Scalar]

  /// A matrix of the given elements.
  ///
  /// - Parameters:
  ///   - rows: the number of rows, at least 0.
  ///   - columns: the number of columns, at least 0.
  ///   - values: `rows × columns` elements, row after row.
  public init(rows: Int, columns: Int, values: [Scalar]) {
    precondition(
      rows >= 0 && columns >= 0 && values.count == rows * columns,
      "DenseMatrix: \(values.count) values for \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    self.storage = values
  }

  /// A matrix whose elements are all `value`, zero if none is given.
  public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    self.init(
      rows: rows, columns: columns, values: Array(repeating: value, count: rows * columns))
  }

  /// A matrix of zeros.
  public static func zeros(rows: Int, columns: Int) -> DenseMatrix {
    DenseMatrix(rows: rows, columns: columns)
  }

  /// A matrix whose columns are the given vectors, all of the same length.
  public init(columns vectors: [[Scalar]]) {
    let rows = vectors.first?.count ?? 0
    precondition(vectors.allSatisfy { $0.count == rows }, "DenseMatrix: columns differ in length")
    let width = vectors.count
    var values = [Scalar](repeating: 0, count: rows * width)
    for (column, vector) in vectors.enumerated() {
      for row in 0..<rows { values[row * width + column] = vector[row] }
    }
    self.init(rows: rows, columns: width, values: values)
  }

  /// The element in row `row` and column `column`.
  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    get {
      precondition(column >= 0 && column < columns, "DenseMatrix: column out of range")
      return storage[row * columns + column]
    }
    set {
      precondition(column >= 0 && column < columns, "DenseMatrix: column out of range")
      storage[row * columns + column] = newValue
    }
  }

  /// The elements of row `row`.
  public func row(_ row: Int) -> [Scalar] {
    Array(values[row * columns..<(row + 1) * columns])
  }

  /// The elements of column `column`.
  public func column(_ column: Int) -> [Scalar] {
    precondition(column >= 0 && column < columns, "DenseMatrix: column out of range")
    return (0..<rows).map { values[$0 * columns + column] }
  }

  /// The matrix with rows and columns exchanged.
  public func transposed() -> DenseMatrix {
    var result = DenseMatrix(rows: columns, columns: rows)
    let (height, width) = (rows, columns)
    result.withUnsafeMutableBufferPointer { target in
      values.withUnsafeBufferPointer { source in
        for row in 0..<height {
          for column in 0..<width { target[column * height + row] = source[row * width + column] }
        }
      }
    }
    return result
  }

  /// The same matrix with elements rounded to another type.
  public func converted<Other: NumericScalar>(to type: Other.Type) -> DenseMatrix<Other> {
    DenseMatrix<Other>(rows: rows, columns: columns, values: Elements.convert(values, to: type))
  }

  /// Calls `body` with the elements, row after row, open to change.
  package mutating func withUnsafeMutableBufferPointer<Result>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) -> Result
  ) -> Result {
    storage.withUnsafeMutableBufferPointer { body($0) }
  }
}
