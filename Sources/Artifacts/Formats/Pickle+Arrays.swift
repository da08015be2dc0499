import Numerics
import Store

extension Pickle {
  /// The NumPy array that a value is.
  ///
  /// - Parameter name: What the array is, for messages.
  /// - Throws: `FormatError` when it is none, or of an order or element type that is not read.
  func array(_ place: Int, _ name: String) throws(FormatError) -> NumberArray {
    guard case .object(.makeArray, _, let state?) = newer(values[place]),
      let parts = elements(state), parts.count == 5, let extents = elements(parts[1]),
      let bytes = bytes(parts[4]), case .boolean(let isFortran) = values[parts[3]]
    else { throw error(name, "is no NumPy array") }
    let (type, isBigEndian) = try elementType(parts[2], name)
    let shape = extents.compactMap(integer)
    guard shape.count == extents.count, shape.count == 1 || !isFortran,
      NumberArray.byteCount(shape, type) == bytes.count
    else {
      throw error(
        name,
        isFortran
          ? "is stored column by column, which is not read"
          : "has \(bytes.count) bytes for shape \(shape) of \(type.rawValue)")
    }
    var content = Array(bytes)
    if isBigEndian { LittleEndian.swap(&content, elementSize: type.byteCount) }
    return NumberArray(elementType: type, shape: shape, bytes: content)
  }

  /// The element type that a value is, and whether its numbers are big-endian.
  private func elementType(
    _ place: Int, _ name: String
  ) throws(FormatError) -> (type: ElementType, isBigEndian: Bool) {
    guard case .object(.elementType, let arguments, let state?) = values[place],
      let word = arguments.first.flatMap(text), let parts = elements(state), parts.count > 1,
      let order = text(parts[1])
    else { throw error(name, "has no element type") }
    guard let type = Self.elementTypes[word], "<>|=".contains(order) else {
      throw error(name, "has the element type \(order)\(word), which is not read")
    }
    return (type, order == ">")
  }

  private static let elementTypes: [String: ElementType] = [
    "f4": .float32, "f8": .float64, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
    "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .uint8,
  ]

  /// The CSR matrix that a value is, its rows sorted, entries of value 0 left out.
  ///
  /// - Throws: `FormatError` when it is none or its arrays do not fit together.
  func matrix(_ place: Int, _ name: String) throws(FormatError) -> SparseMatrix<Double> {
    guard case .object(.matrix, _, let state?) = newer(values[place]),
      let extents = (member("_shape", of: state) ?? member("shape", of: state)).flatMap(elements),
      extents.count == 2, let rows = integer(extents[0]), let columns = integer(extents[1]),
      let pointers = member("indptr", of: state), let indices = member("indices", of: state),
      let data = member("data", of: state)
    else { throw error(name, "is no CSR matrix of SciPy's") }
    let offsets = try array(pointers, "\(name), indptr").integers ?? []
    let places = try array(indices, "\(name), indices").integers ?? []
    let numbers = try array(data, "\(name), data").doubles
    let fits =
      rows >= 0 && rows < Int(Int32.max) && (0...Int(Int32.max)).contains(columns)
      && offsets.count == rows + 1 && offsets.first == 0 && offsets.last == places.count
      && numbers.count == places.count && places.count <= Int(Int32.max)
      && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
      && places.allSatisfy { $0 >= 0 && $0 < columns }
    guard fits else {
      throw error(name, "has arrays that do not make a \(rows) × \(columns) matrix")
    }
    if let bad = numbers.firstIndex(where: { !$0.isFinite }) {
      throw error("\(name), entry \(bad)", "is \(numbers[bad])")
    }
    return try sorted(name, columns, offsets, places, numbers)
  }

  private func sorted(
    _ name: String, _ columns: Int, _ offsets: [Int], _ places: [Int], _ numbers: [Double]
  ) throws(FormatError) -> SparseMatrix<Double> {
    var rowOffsets: [Int32] = [0]
    var columnIndices: [Int32] = []
    var values: [Double] = []
    for row in 0..<offsets.count - 1 {
      let entries = (offsets[row]..<offsets[row + 1]).filter { numbers[$0] != 0 }
        .sorted { places[$0] < places[$1] }
      for (entry, next) in zip(entries, entries.dropFirst()) where places[entry] == places[next] {
        throw error("\(name), row \(row)", "has two entries in column \(places[entry])")
      }
      columnIndices += entries.map { Int32(truncatingIfNeeded: places[$0]) }
      values += entries.map { numbers[$0] }
      rowOffsets.append(Int32(truncatingIfNeeded: values.count))
    }
    do {
      return try SparseMatrix(
        rows: offsets.count - 1, columns: columns, rowOffsets: rowOffsets,
        columnIndices: columnIndices, values: values)
    } catch {
      throw self.error(name, "\(error)")
    }
  }

  /// Classes that newer libraries call otherwise under their older names.
  private func newer(_ value: Value) -> Value {
    guard case .object(let global, let arguments, let state) = value else { return value }
    switch global {
    case .newerMatrix: return .object(.matrix, arguments: arguments, state: state)
    case .newerMakeArray: return .object(.makeArray, arguments: arguments, state: state)
    default: return value
    }
  }
}
