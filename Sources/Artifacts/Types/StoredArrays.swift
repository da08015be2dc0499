import Store

/// The arrays of an artifact, with every read checked for element type and shape.
struct StoredArrays {
  let reader: ArtifactReader

  /// Takes a reader of the given type; a newer version of the type is refused.
  init(_ reader: ArtifactReader, _ type: ArtifactType) throws {
    self.reader = reader
    guard reader.type.name == type.name else {
      throw ArtifactError(
        .wrongType,
        "artifact \(reader.digest.short) is of type \(reader.type.name), not \(type.name); connect an output of type \(type.name)"
      )
    }
    guard reader.type.version == type.version else {
      throw ArtifactError(
        .wrongType,
        "artifact \(reader.digest.short) is \(type.name) version \(reader.type.version), this program reads version \(type.version); run its stage again with --force"
      )
    }
  }

  /// An error that names artifact and array.
  func invalid(_ array: String, _ problem: String, _ code: ArtifactError.Code = .invalid)
    -> ArtifactError
  {
    ArtifactError(
      code,
      "\(reader.type.name) \(reader.digest.short), array \(array): \(problem); run its stage again with --force"
    )
  }

  func contains(_ name: String) -> Bool { reader.contains(name) }

  /// The shape of an array; extents that are not nil must match.
  func shape(_ name: String, _ pattern: [Int?]) throws -> [Int] {
    guard reader.contains(name) else { throw invalid(name, "is missing", .wrongArray) }
    let shape = try reader.description(of: name).shape
    let fits =
      shape.count == pattern.count && zip(shape, pattern).allSatisfy { $1 == nil || $0 == $1 }
    guard fits else {
      let wanted = pattern.map { $0.map(String.init) ?? "n" }.joined(separator: ", ")
      throw invalid(name, "has shape \(shape), not [\(wanted)]", .wrongArray)
    }
    return shape
  }

  /// An array of exactly this element type and shape (nil extents are free).
  func values<Value: ArrayElement>(_ name: String, _ pattern: [Int?], as type: Value.Type)
    throws -> [Value]
  {
    _ = try shape(name, pattern)
    let stored = try reader.description(of: name).elementType
    guard stored == Value.elementType else {
      throw invalid(
        name, "holds \(stored.rawValue), not \(Value.elementType.rawValue)", .wrongArray)
    }
    return try reader.read(name, as: type)
  }

  /// One value of an array of shape [1].
  func value<Value: ArrayElement>(_ name: String, as type: Value.Type) throws -> Value {
    guard let first = try values(name, [1], as: type).first else {
      throw invalid(name, "is empty", .wrongArray)
    }
    return first
  }

  /// Text stored as UTF-8 bytes.
  func text(_ name: String) throws -> String {
    guard reader.contains(name) else { throw invalid(name, "is missing", .wrongArray) }
    return try reader.readText(name)
  }

  /// A list of texts stored by `ArtifactWriter.write(_:texts:)`.
  func texts(_ name: String) throws -> [String] {
    let bytes = try values(name + "Bytes", [nil], as: UInt8.self)
    let ends = try values(name + "Ends", [nil], as: Int64.self)
    var start: Int64 = 0
    return try ends.map { end in
      guard end >= start, end <= bytes.count else {
        throw invalid(name + "Ends", "does not cut \(bytes.count) bytes into texts")
      }
      defer { start = end }
      return String(decoding: bytes[Int(start)..<Int(end)], as: UTF8.self)
    }
  }

  /// Throws unless all values are finite.
  func requireFinite(_ name: String, _ values: [Double]) throws {
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw invalid(name, "value \(bad) is \(values[bad])")
    }
  }
}

extension ArtifactWriter {
  /// Writes a list of texts as their UTF-8 bytes and where each ends.
  func write(_ name: String, texts: [String]) throws {
    var bytes: [UInt8] = []
    var ends: [Int64] = []
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      ends.append(Int64(bytes.count))
    }
    try write(name + "Bytes", bytes)
    try write(name + "Ends", ends)
  }
}
