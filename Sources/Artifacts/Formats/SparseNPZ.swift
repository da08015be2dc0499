public import Numerics

/// SciPy's `.npz` layout of a CSR matrix: `data`, `indices`, `indptr`, `shape`, `format`.
public enum SparseNPZ {
  /// Writes a matrix that `scipy.sparse.load_npz` reads.
  ///
  /// - Throws: `FormatError` when the archive would reach 4 GiB.
  public static func write(_ matrix: SparseMatrix<Double>, file: String = "matrix.npz")
    throws(FormatError) -> [UInt8]
  {
    let shape = NumberArray([Int64(matrix.rows), Int64(matrix.columns)])
    let entries = [
      Zip.Entry(name: "indices.npy", bytes: NPY.write(NumberArray(matrix.columnIndices))),
      Zip.Entry(name: "indptr.npy", bytes: NPY.write(NumberArray(matrix.rowOffsets))),
      Zip.Entry(name: "format.npy", bytes: NPY.write(text: "csr")),
      Zip.Entry(name: "shape.npy", bytes: NPY.write(shape)),
      Zip.Entry(name: "data.npy", bytes: NPY.write(NumberArray(matrix.values))),
    ]
    return try Zip.write(entries, compressed: true, file: file)
  }

  /// Reads a CSR matrix; values of any number type become Double, columns are sorted in each row.
  ///
  /// - Throws: `FormatError` naming the array that is missing, of a wrong type or inconsistent.
  /// - Complexity: O(size of the arrays).
  public static func read(_ source: FileBytes) throws(FormatError) -> SparseMatrix<Double> {
    var numbers: [String: NumberArray] = [:]
    var format = ""
    for (name, content) in try NPZ.readAny(source) {
      switch content {
      case .numbers(let array): numbers[name] = array
      case .text(let words): if name == "format" { format = words.first ?? "" }
      }
    }
    func fail(_ code: FormatError.Code, _ element: String?, _ problem: String) -> FormatError {
      FormatError(
        code, file: source.name, element: element, problem: problem,
        remedy: "write it with scipy.sparse.save_npz(file, matrix.tocsr())")
    }
    guard format == "csr" else {
      throw fail(
        format.isEmpty ? .missing : .unsupported, "array \"format\"",
        format.isEmpty ? "is missing: this is no sparse matrix" : "\"\(format)\" is not read")
    }
    func integers(_ name: String) throws(FormatError) -> [Int] {
      guard let array = numbers[name] else {
        throw fail(.missing, "array \"\(name)\"", "is missing")
      }
      guard let values = array.integers else {
        throw fail(.malformed, "array \"\(name)\"", "does not hold whole numbers")
      }
      return values
    }
    let shape = try integers("shape")
    let indices = try integers("indices")
    let offsets = try integers("indptr")
    guard let values = numbers["data"]?.doubles else {
      throw fail(.missing, "array \"data\"", "is missing")
    }
    guard shape.count == 2, shape.allSatisfy({ (0...Int(Int32.max)).contains($0) }) else {
      throw fail(.malformed, "array \"shape\"", "is not two extents below 2³¹")
    }
    guard offsets.count == shape[0] + 1, offsets.first == 0, offsets.last == indices.count,
      indices.count == values.count, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 })
    else { throw fail(.malformed, "array \"indptr\"", "does not describe the rows of the matrix") }
    guard indices.allSatisfy({ (0..<shape[1]).contains($0) }) else {
      throw fail(.outOfRange, "array \"indices\"", "names a column outside the matrix")
    }
    var triplets: [(row: Int, column: Int, value: Double)] = []
    triplets.reserveCapacity(values.count)
    for row in 0..<shape[0] {
      for entry in offsets[row]..<offsets[row + 1] {
        triplets.append((row, indices[entry], values[entry]))
      }
    }
    do {
      return try SparseMatrix(rows: shape[0], columns: shape[1], triplets: triplets)
    } catch {
      throw fail(.malformed, nil, "\(error)")
    }
  }
}
