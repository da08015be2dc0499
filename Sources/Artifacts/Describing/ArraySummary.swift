public import Store

/// Figures of one stored array.
public struct ArraySummary: Sendable, Equatable {
  /// The array's name.
  public let name: String
  /// Its element type.
  public let elementType: ElementType
  /// Its shape.
  public let shape: [Int]
  /// Bytes before compression.
  public let rawBytes: Int
  /// Bytes as stored.
  public let storedBytes: Int
  /// The smallest value that is not NaN; nil if there is none.
  public let minimum: Double?
  /// The largest value that is not NaN; nil if there is none.
  public let maximum: Double?
  /// The mean of the finite values; nil if there is none.
  public let mean: Double?
  /// How many values are NaN.
  public let nanCount: Int
  /// How many values are infinite.
  public let infiniteCount: Int

  /// Reads an array slice by slice, so that memory does not grow with its size.
  ///
  /// - Throws: `StoreError` when the array is damaged.
  /// - Complexity: O(elements).
  public init(of description: ArrayDescription, in reader: ArtifactReader) throws {
    name = description.name
    elementType = description.elementType
    shape = description.shape
    let sizes = try reader.sizes(of: description.name)
    rawBytes = sizes.raw
    storedBytes = sizes.stored
    var figures = Figures()
    if let rows = shape.first, rows > 1 {
      let rowBytes = max(shape.dropFirst().reduce(elementType.byteCount, *), 1)
      let slice = max(1, (8 << 20) / rowBytes)
      for start in stride(from: 0, to: rows, by: slice) {
        let part = try reader.readRows(name, start..<min(start + slice, rows))
        figures.add(part, elementType)
      }
    } else {
      figures.add(try reader.read(name), elementType)
    }
    minimum = figures.minimum
    maximum = figures.maximum
    mean = figures.finite > 0 ? figures.mean : nil
    nanCount = figures.nans
    infiniteCount = figures.infinities
  }

  /// Running figures of values.
  private struct Figures {
    var minimum: Double?
    var maximum: Double?
    var mean = 0.0
    var finite = 0
    var nans = 0
    var infinities = 0

    mutating func add(_ bytes: [UInt8], _ type: ElementType) {
      let count = bytes.count / type.byteCount
      guard count > 0 else { return }
      let values = NumberArray(elementType: type, shape: [count], bytes: bytes).doubles
      var low = Double.infinity
      var high = -Double.infinity
      var partSum = 0.0
      var partCount = 0
      for value in values {
        if value.isNaN {
          nans += 1
          continue
        }
        low = min(low, value)
        high = max(high, value)
        guard value.isFinite else {
          infinities += 1
          continue
        }
        partSum += value
        partCount += 1
      }
      if low <= high {
        minimum = min(minimum ?? low, low)
        maximum = max(maximum ?? high, high)
      }
      guard partCount > 0 else { return }
      finite += partCount
      mean += (partSum / Double(partCount) - mean) * (Double(partCount) / Double(finite))
    }
  }

  /// One line without the name: `float64 [2930, 3]  -0.91 … 1.2, mean 0.1  70,320 B → 51,234 B`.
  public var text: String {
    var parts = ["\(elementType.rawValue) \(shape)"]
    if let minimum, let maximum {
      let average = mean.map { ", mean \(Exports.short($0))" } ?? ""
      parts.append("\(Exports.short(minimum)) … \(Exports.short(maximum))\(average)")
    }
    if nanCount > 0 { parts.append("\(Exports.count(nanCount)) NaN") }
    if infiniteCount > 0 { parts.append("\(Exports.count(infiniteCount)) infinite") }
    parts.append("\(Exports.count(rawBytes)) B → \(Exports.count(storedBytes)) B")
    return parts.joined(separator: "  ")
  }

  /// The figures as a JSON object.
  public var json: JSON {
    .object([
      ("name", .string(name)), ("dtype", .string(elementType.rawValue)),
      ("shape", .array(shape.map { .integer($0) })),
      ("min", minimum.map { .number($0) } ?? .null), ("max", maximum.map { .number($0) } ?? .null),
      ("mean", mean.map { .number($0) } ?? .null), ("nan", .integer(nanCount)),
      ("infinite", .integer(infiniteCount)), ("bytes", .integer(rawBytes)),
      ("stored_bytes", .integer(storedBytes)),
    ])
  }
}
