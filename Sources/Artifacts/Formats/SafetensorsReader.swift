internal import Models
internal import Store

extension Safetensors {
  /// Whether bytes begin as such a file does: a length that fits, and a JSON object.
  public static func begins(_ bytes: [UInt8]) -> Bool {
    guard let length = headerLength(bytes) else { return false }
    return length >= 2 && length <= bytes.count - 8 && bytes[8] == UInt8(ascii: "{")
  }

  private static func headerLength(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 8 else { return nil }
    return (LittleEndian.values(Array(bytes[..<8])) as [UInt64]).first.flatMap { Int(exactly: $0) }
  }

  /// Reads a file whole.
  ///
  /// - Throws: `FormatError` naming the array: a header that is no JSON or promises other bytes than there are, a type
  ///   that is not read, arrays that overlap or leave gaps.
  /// - Complexity: O(size of the file).
  public init(_ source: FileBytes) throws(FormatError) {
    let bytes = source.bytes
    guard let length = Self.headerLength(bytes), length <= bytes.count - 8 else {
      throw FormatError(
        .truncated, file: source.name, problem: "ends within its header",
        remedy: "copy the file again, whole")
    }
    let members = try Self.header(bytes[8..<8 + length], source.name)
    let data = bytes[(8 + length)...]
    var metadata: [(name: String, text: String)] = []
    var found: [(range: Range<Int>, entry: Entry)] = []
    for member in members {
      if member.name == Self.metadataName {
        metadata = try Self.texts(member.value, source.name)
      } else {
        found.append(try Self.entry(member, data, source.name))
      }
    }
    // Empty arrays stand before others that begin where they do.
    found.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    for (range, entry) in found {
      guard range.lowerBound == end else {
        throw Self.malformed(
          entry.name, "begins at byte \(range.lowerBound) of the data, where \(end) was due",
          source.name)
      }
      end = range.upperBound
    }
    guard end == data.count else {
      throw FormatError(
        .malformed, file: source.name,
        problem: "has \(data.count - end) bytes after its last array",
        remedy: "write the file again")
    }
    self.init(found.map(\.entry), metadata: metadata)
  }

  private static func header(
    _ bytes: ArraySlice<UInt8>, _ file: String
  ) throws(FormatError) -> [ModelValue.Entry] {
    var members: [ModelValue.Entry] = []
    do {
      guard let text = String(validating: bytes, as: UTF8.self),
        case .map(let found) = try ModelValue(json: text)
      else { throw ModelError(.data, "the header is no JSON object") }
      members = found
    } catch {
      throw FormatError(
        .malformed, file: file, problem: "\(error)", remedy: "write it with a safetensors library")
    }
    if let twice = Set(members.map(\.name)).count == members.count
      ? nil
      : members.first(where: {
        name in members.count { $0.name == name.name } > 1
      })
    {
      throw malformed(twice.name, "stands in the header twice", file)
    }
    return members
  }

  private static func texts(
    _ value: ModelValue, _ file: String
  ) throws(FormatError) -> [(name: String, text: String)] {
    guard case .map(let members) = value else {
      throw malformed(metadataName, "is no object of texts", file)
    }
    var result: [(name: String, text: String)] = []
    for member in members {
      guard case .string(let text) = member.value else {
        throw malformed(metadataName, "holds '\(member.name)', which is no text", file)
      }
      result.append((member.name, text))
    }
    return result
  }

  private static func entry(
    _ member: ModelValue.Entry, _ data: ArraySlice<UInt8>, _ file: String
  ) throws(FormatError) -> (range: Range<Int>, entry: Entry) {
    guard case .string(let typeName)? = member.value["dtype"],
      let shape = integers(member.value["shape"]),
      let offsets = integers(member.value["data_offsets"]), offsets.count == 2,
      0 <= offsets[0], offsets[0] <= offsets[1]
    else { throw malformed(member.name, "has no dtype, shape and data_offsets", file) }
    guard let type = StoredType(rawValue: typeName) else {
      throw FormatError(
        .unsupported, file: file, element: "array \"\(member.name)\"",
        problem: "has element type \(typeName)",
        remedy: "store it as one of \(StoredType.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard offsets[1] <= data.count else {
      throw FormatError(
        .truncated, file: file, element: "array \"\(member.name)\"",
        problem: "ends at byte \(offsets[1]) of \(data.count)",
        remedy: "copy the file again, whole")
    }
    let bytes = data[(data.startIndex + offsets[0])..<(data.startIndex + offsets[1])]
    guard type.byteCount(shape) == bytes.count else {
      throw malformed(
        member.name, "has shape \(shape) of \(typeName), but \(bytes.count) bytes", file)
    }
    return (offsets[0]..<offsets[1], Entry(member.name, type.array(Array(bytes), shape)))
  }

  private static func integers(_ value: ModelValue?) -> [Int]? {
    guard case .list(let items)? = value else { return nil }
    let numbers = items.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    return numbers.count == items.count ? numbers : nil
  }

  private static func malformed(_ name: String, _ problem: String, _ file: String) -> FormatError {
    FormatError(
      .malformed, file: file, element: "array \"\(name)\"", problem: problem,
      remedy: "write it with a safetensors library")
  }

  /// The element types that are read.
  private enum StoredType: String, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case uint64 = "U64"
    case int32 = "I32"
    case uint32 = "U32"
    case int16 = "I16"
    case uint16 = "U16"
    case int8 = "I8"
    case uint8 = "U8"
    case boolean = "BOOL"

    /// What it becomes, before half precision is widened.
    private var elementType: ElementType {
      switch self {
      case .float64: .float64
      case .float32: .float32
      case .float16, .bfloat16, .uint16: .uint16
      case .int64: .int64
      case .uint64: .uint64
      case .int32: .int32
      case .uint32: .uint32
      case .int16: .int16
      case .int8: .int8
      case .uint8, .boolean: .uint8
      }
    }

    func byteCount(_ shape: [Int]) -> Int? { NumberArray.byteCount(shape, elementType) }

    func array(_ bytes: [UInt8], _ shape: [Int]) -> NumberArray {
      switch self {
      case .float16:
        NumberArray(halves(bytes).map(float(ofHalf:)), shape: shape)
      case .bfloat16:
        NumberArray(halves(bytes).map { Float(bitPattern: UInt32($0) << 16) }, shape: shape)
      default: NumberArray(elementType: elementType, shape: shape, bytes: bytes)
      }
    }

    private func halves(_ bytes: [UInt8]) -> [UInt16] { LittleEndian.values(bytes) }

    /// IEEE 754's binary16, exactly: Swift has no such type on every processor.
    private func float(ofHalf bits: UInt16) -> Float {
      let sign = UInt32(bits >> 15) << 31
      let exponent = UInt32(bits >> 10) & 31
      let fraction = UInt32(bits) & 1023
      switch exponent {
      case 0:
        let magnitude = Float(fraction) * 0x1p-24
        return sign == 0 ? magnitude : -magnitude
      case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
      default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
      }
    }
  }
}
