import Store

/// The header of a `.npy` file, checked against the file's size.
struct NPYHeader {
  enum Kind {
    case number(ElementType)
    case bytes(Int)
    case unicode(Int)
  }

  static let magic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

  let kind: Kind
  let isBigEndian: Bool
  let isFortranOrder: Bool
  let shape: [Int]
  let dataStart: Int

  init(_ source: FileBytes) throws(FormatError) {
    try source.requireContent()
    let bytes = source.bytes
    func fail(_ code: FormatError.Code, _ problem: String, _ remedy: String, at offset: Int = 0)
      -> FormatError
    {
      FormatError(
        code, file: source.name, place: .byte(offset), element: "header", problem: problem,
        remedy: remedy)
    }
    let again = "save it again with numpy.save"
    guard bytes.count >= 10, Array(bytes[..<6]) == Self.magic else {
      throw fail(.malformed, "this is not a .npy file", again)
    }
    guard (1...3).contains(bytes[6]) else {
      throw fail(.unsupported, "version \(bytes[6]) is unknown", again, at: 6)
    }
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    guard bytes.count >= 8 + lengthBytes else {
      throw fail(.truncated, "the file ends within its header", again, at: 8)
    }
    let length = bytes[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    let start = 8 + lengthBytes
    guard length <= bytes.count - start else {
      throw fail(.truncated, "the file ends within its header", again, at: 8)
    }
    dataStart = start + length
    guard
      let fields = PythonDictionary(String(decoding: bytes[start..<dataStart], as: UTF8.self)),
      case .text(let descriptor)? = fields["descr"],
      case .boolean(let isFortran)? = fields["fortran_order"],
      case .tuple(let extents)? = fields["shape"]
    else {
      throw fail(
        .malformed, "is not a dictionary of descr (a plain type), fortran_order and shape", again,
        at: start)
    }
    isFortranOrder = isFortran
    shape = extents
    isBigEndian = descriptor.hasPrefix(">")
    guard let (kind, size) = Self.kind(descriptor) else {
      let hint = descriptor.contains("O") ? " (Python objects; loading them can run code)" : ""
      throw fail(
        .unsupported, "the element type '\(descriptor)'\(hint) is not read",
        "convert with .astype('float64') or another plain number type", at: start)
    }
    self.kind = kind
    let count = NumberArray.byteCount(extents, .uint8)
    let promised = count.flatMap { count in
      let (total, overflow) = count.multipliedReportingOverflow(by: size)
      return overflow ? nil : total
    }
    guard promised == bytes.count - dataStart else {
      throw fail(
        .truncated,
        "declares shape \(extents) of '\(descriptor)' = \(promised.map { "\($0)" } ?? "too many") bytes, but \(bytes.count - dataStart) follow",
        "the file is cut off or holds more than one array: \(again)", at: start)
    }
  }

  /// The kind and element size of a descriptor such as `<f8`.
  private static func kind(_ descriptor: String) -> (Kind, Int)? {
    var body = Substring(descriptor)
    if let first = body.first, "<>|=".contains(first) { body = body.dropFirst() }
    switch body {
    case "f4": return (.number(.float32), 4)
    case "f8": return (.number(.float64), 8)
    case "i1": return (.number(.int8), 1)
    case "u1", "b1", "?": return (.number(.uint8), 1)
    case "i2": return (.number(.int16), 2)
    case "u2": return (.number(.uint16), 2)
    case "i4": return (.number(.int32), 4)
    case "u4": return (.number(.uint32), 4)
    case "i8": return (.number(.int64), 8)
    case "u8": return (.number(.uint64), 8)
    default: break
    }
    guard let size = Int(body.dropFirst()), (1...1 << 20).contains(size) else { return nil }
    if body.first == "S" { return (.bytes(size), size) }
    if body.first == "U" { return (.unicode(size), size * 4) }
    return nil
  }
}

/// The few Python literals of a `.npy` header: strings, booleans, tuples of whole numbers.
struct PythonDictionary {
  enum Value {
    case text(String)
    case boolean(Bool)
    case tuple([Int])
  }

  private var values: [String: Value] = [:]

  subscript(key: String) -> Value? { values[key] }

  init?(_ text: String) {
    var rest = Substring(text)
    func skip() { rest = rest.drop { $0.isWhitespace } }
    func take(_ character: Character) -> Bool {
      skip()
      guard rest.first == character else { return false }
      rest.removeFirst()
      return true
    }
    func quoted() -> String? {
      skip()
      guard let mark = rest.first, mark == "'" || mark == "\"" else { return nil }
      rest.removeFirst()
      guard let end = rest.firstIndex(of: mark) else { return nil }
      defer { rest = rest[rest.index(after: end)...] }
      return String(rest[..<end])
    }
    func tuple() -> [Int]? {
      var extents: [Int] = []
      while !take(")") {
        skip()
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard let extent = Int(digits), extents.count < 64 else { return nil }
        extents.append(extent)
        rest = rest.dropFirst(digits.count)
        if rest.first == "L" { rest.removeFirst() }
        if !take(",") {
          guard take(")") else { return nil }
          return extents
        }
      }
      return extents
    }
    func value() -> Value? {
      skip()
      if rest.hasPrefix("True") {
        rest = rest.dropFirst(4)
        return .boolean(true)
      }
      if rest.hasPrefix("False") {
        rest = rest.dropFirst(5)
        return .boolean(false)
      }
      if take("(") { return tuple().map { .tuple($0) } }
      return quoted().map { .text($0) }
    }
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = quoted(), take(":"), let item = value() else { return nil }
      values[key] = item
      if !take(",") {
        guard take("}") else { return nil }
        break
      }
    }
  }
}
