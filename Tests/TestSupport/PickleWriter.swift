/// Writes what Python 2 pickles with protocol 2, as far as Planetoid's files hold it, for tests of what reads them.
public enum PickleWriter {
  /// A NumPy array of two axes.
  ///
  /// - Parameter type: byte order, kind and width, as NumPy writes them.
  public static func array(_ rows: [[Double]], type: String = "<i4") -> [UInt8] {
    join(start, body(rows.flatMap(\.self), [rows.count, rows.first?.count ?? 0], type), text("."))
  }

  /// A CSR matrix, its columns given instead of what they are.
  public static func matrix(_ rows: [[Double]], columns given: [Double]? = nil) -> [UInt8] {
    var (offsets, columns, values): ([Double], [Double], [Double]) = ([0], [], [])
    for row in rows {
      for (column, value) in row.enumerated() where value != 0 {
        columns.append(Double(column))
        values.append(value)
      }
      offsets.append(Double(values.count))
    }
    return join(
      start, text("cscipy.sparse.csr\ncsr_matrix\n)"), [0x81], text("}("), name("_shape"),
      integer(rows.count), integer(rows.first?.count ?? 0), [0x86], name("indptr"),
      body(offsets, [offsets.count], "<i4"), name("indices"),
      body(given ?? columns, [columns.count], "<i4"), name("data"),
      body(values, [values.count], "<f4"), text("ub."))
  }

  /// A dictionary of lists of neighbours.
  public static func graph(_ neighbours: [(Int, [Int])]) -> [UInt8] {
    let pairs = neighbours.flatMap { node, others in
      join(integer(node), text("]("), others.flatMap(integer), text("e"))
    }
    return join(
      start, text("ccollections\ndefaultdict\nc__builtin__\nlist\n"), [0x85], text("R("), pairs,
      text("u."))
  }

  private static let start: [UInt8] = [0x80, 2]

  private static func body(_ values: [Double], _ shape: [Int], _ type: String) -> [UInt8] {
    let bytes = values.flatMap { number($0, type) }
    let minusOne = join(text("J"), [255, 255, 255, 255])
    return join(
      text("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK"), [0, 0x85], name("b"),
      [0x87], text("R(K"), [1], text("("), shape.flatMap(integer), text("tcnumpy\ndtype\n"),
      name(String(type.dropFirst())), text("K"), [0], text("K"), [1, 0x87], text("R(K"), [3],
      name(String(type.prefix(1))), text("NNN"), minusOne, minusOne, text("K"), [0], text("tb"),
      [0x89], text("T"), little(UInt32(bytes.count)), bytes, text("tb"))
  }

  private static func number(_ value: Double, _ type: String) -> [UInt8] {
    let bytes: [UInt8] =
      switch type.dropFirst() {
      case "f4": little(Float(value).bitPattern)
      case "f8", "c8": little(value.bitPattern)
      case "i2": little(Int16(value))
      case "i4": little(Int32(value))
      case "i8": little(Int64(value))
      default: [UInt8(value)]
      }
    return type.first == ">" ? bytes.reversed() : bytes
  }

  private static func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func integer(_ value: Int) -> [UInt8] { join(text("M"), little(UInt16(value))) }

  private static func name(_ name: String) -> [UInt8] {
    join(text("U"), [UInt8(name.utf8.count)], text(name))
  }

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func join(_ parts: [UInt8]...) -> [UInt8] { Array(parts.joined()) }
}
