/// The header of a PLY file: its encoding and the elements in file order.
struct PLYHeader {
  enum Encoding { case ascii, littleEndian, bigEndian }

  enum Scalar {
    case int8, uint8, int16, uint16, int32, uint32, float32, float64

    init?(_ name: String) {
      switch name {
      case "char", "int8": self = .int8
      case "uchar", "uint8": self = .uint8
      case "short", "int16": self = .int16
      case "ushort", "uint16": self = .uint16
      case "int", "int32": self = .int32
      case "uint", "uint32": self = .uint32
      case "float", "float32": self = .float32
      case "double", "float64": self = .float64
      default: return nil
      }
    }

    var byteCount: Int {
      switch self {
      case .int8, .uint8: 1
      case .int16, .uint16: 2
      case .int32, .uint32, .float32: 4
      case .float64: 8
      }
    }

    var isInteger: Bool { self != .float32 && self != .float64 }
  }

  struct Property {
    let name: String
    let type: Scalar
    /// The type of the length in front of a list; nil for a scalar property.
    let countType: Scalar?
  }

  struct Element {
    let name: String
    let count: Int
    let place: UnsafePointer<UInt8>
    var properties: [Property] = []

    /// The fewest bytes one of these takes in a binary file.
    var leastBytes: Int {
      properties.reduce(0) { $0 + ($1.countType ?? $1.type).byteCount }
    }

    var hasLists: Bool { properties.contains { $0.countType != nil } }
  }

  var encoding = Encoding.ascii
  var elements: [Element] = []

  /// Reads the header and leaves the cursor on the first byte of the data.
  init(_ scanner: inout ByteScanner) throws(FormatError) {
    guard scanner.restOfLine() == "ply" else {
      scanner.position = scanner.start
      throw scanner.error(
        .malformed, "header", "the file does not start with ply", "check that this is a PLY file")
    }
    var encoding: Encoding?
    while true {
      scanner.skipLine()
      let place = scanner.position
      guard !scanner.isAtEnd else {
        throw scanner.error(
          .truncated, "header", "ends without end_header", "copy or write the file again")
      }
      let words = Self.words(&scanner)
      switch words.first {
      case "end_header":
        scanner.skipLine()
        guard let encoding else {
          throw scanner.error(
            .malformed, "header", "has no format line", "write one after ply", at: place)
        }
        self.encoding = encoding
        return
      case "format": encoding = try Self.encoding(words, scanner, place)
      case "element": elements.append(try Self.element(words, scanner, place))
      case "property": try addProperty(words, scanner, place)
      case "comment", "obj_info", nil: break
      default:
        throw scanner.error(
          .malformed, "header", "has the unknown keyword \(scanner.excerpt(at: place))",
          "use format, comment, element, property, end_header", at: place)
      }
    }
  }

  /// The words of this line; a header line longer than 4,096 bytes counts as its first word alone.
  private static func words(_ scanner: inout ByteScanner) -> [String] {
    let line = scanner.restOfLine()
    if line.hasPrefix("comment") || line.hasPrefix("obj_info") { return ["comment"] }
    return line.prefix(4096).split { $0 == " " || $0 == "\t" }.map(String.init)
  }

  private static func encoding(
    _ words: [String], _ scanner: ByteScanner, _ place: UnsafePointer<UInt8>
  ) throws(FormatError) -> Encoding {
    switch words.count > 1 ? words[1] : "" {
    case "ascii": return .ascii
    case "binary_little_endian": return .littleEndian
    case "binary_big_endian": return .bigEndian
    default:
      throw scanner.error(
        .malformed, "header", "names an unknown format",
        "use ascii, binary_little_endian or binary_big_endian", at: place)
    }
  }

  private static func element(
    _ words: [String], _ scanner: ByteScanner, _ place: UnsafePointer<UInt8>
  ) throws(FormatError) -> Element {
    guard words.count == 3, let count = Int(words[2]), count >= 0 else {
      throw scanner.error(
        .malformed, "header", "has an element line that is not \"element NAME COUNT\"",
        "write a name and a whole number", at: place)
    }
    return Element(name: words[1], count: count, place: place)
  }

  private mutating func addProperty(
    _ words: [String], _ scanner: ByteScanner, _ place: UnsafePointer<UInt8>
  ) throws(FormatError) {
    func fail(_ problem: String, _ remedy: String) -> FormatError {
      scanner.error(.malformed, "header", problem, remedy, at: place)
    }
    guard !elements.isEmpty else {
      throw fail("has a property before any element", "put it after its element line")
    }
    let isList = words.count == 5 && words[1] == "list"
    guard isList || words.count == 3 else {
      throw fail(
        "has a property line that is not \"property TYPE NAME\" or \"property list TYPE TYPE NAME\"",
        "correct the line")
    }
    let typeName = words[isList ? 3 : 1]
    guard let type = Scalar(typeName) else {
      throw fail(
        "names the unknown type \"\(typeName)\"",
        "use char, uchar, short, ushort, int, uint, float or double")
    }
    var countType: Scalar?
    if isList {
      countType = Scalar(words[2])
      guard let countType, countType.isInteger else {
        throw fail("gives a list the length type \"\(words[2])\"", "use an integer type")
      }
    }
    elements[elements.count - 1].properties.append(
      Property(name: words[isList ? 4 : 2], type: type, countType: countType))
  }
}
