internal import Models
internal import Store

/// Named arrays as PyTorch and its kin exchange them: a length of eight bytes, a JSON header, the bytes of all arrays.
///
/// (https://huggingface.co/docs/safetensors: the format, version 0.) Half precision (`F16`, `BF16`) is read as float32,
/// `BOOL` as uint8; written are the element types that Meridian has.
public struct Safetensors: Sendable, Equatable {
  /// One array and its name.
  public struct Entry: Sendable, Equatable {
    /// The name, such as `blocks.1.linear.weight`.
    public let name: String
    /// The values.
    public let array: NumberArray

    /// Makes an entry.
    public init(_ name: String, _ array: NumberArray) { (self.name, self.array) = (name, array) }
  }

  /// The arrays in the order of their bytes.
  public let entries: [Entry]
  /// Texts by name, in the file's order: what the header has under `__metadata__`.
  public let metadata: [(name: String, text: String)]

  /// Makes a file's content; no two entries have one name.
  public init(_ entries: [Entry], metadata: [(name: String, text: String)] = []) {
    (self.entries, self.metadata) = (entries, metadata)
  }

  /// Whether arrays and metadata are the same, in the same order.
  public static func == (left: Safetensors, right: Safetensors) -> Bool {
    left.entries == right.entries && left.metadata.elementsEqual(right.metadata, by: ==)
  }

  /// The array of a name; nil if there is none.
  public subscript(name: String) -> NumberArray? { entries.first { $0.name == name }?.array }

  /// The metadata's text of a name; nil if there is none.
  public func text(_ name: String) -> String? { metadata.first { $0.name == name }?.text }

  /// The file's bytes; the arrays begin at a multiple of eight.
  public var bytes: [UInt8] {
    var members: [(String, JSON)] = []
    if !metadata.isEmpty {
      members.append((Self.metadataName, .object(metadata.map { ($0.name, .string($0.text)) })))
    }
    var end = 0
    for entry in entries {
      let start = end
      end += entry.array.bytes.count
      members.append(
        (
          entry.name,
          .object([
            ("dtype", .string(Self.name(of: entry.array.elementType))),
            ("shape", .array(entry.array.shape.map { .integer($0) })),
            ("data_offsets", .array([.integer(start), .integer(end)])),
          ])
        ))
    }
    var header = Array(JSON.object(members).text().utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var result = LittleEndian.bytes([UInt64(header.count)])
    result.reserveCapacity(8 + header.count + end)
    result += header
    for entry in entries { result += entry.array.bytes }
    return result
  }

  static let metadataName = "__metadata__"

  static func name(of type: ElementType) -> String {
    switch type {
    case .float32: "F32"
    case .float64: "F64"
    case .int8: "I8"
    case .uint8: "U8"
    case .int16: "I16"
    case .uint16: "U16"
    case .int32: "I32"
    case .uint32: "U32"
    case .int64: "I64"
    case .uint64: "U64"
    }
  }
}
