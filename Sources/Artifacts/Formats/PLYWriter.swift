/// Writing PLY: binary little endian, with any number of values a vertex and optional colours.
public enum PLYWriter {
  /// A named value at every vertex.
  public struct Property: Sendable, Equatable {
    /// The property's name: letters, digits, `_`, `-`, `.`; other characters become `_`.
    public let name: String
    /// One value a vertex.
    public let values: [Double]
    /// Whether values are stored as 32-bit floats rather than doubles.
    public let isSingle: Bool

    /// Makes a property.
    public init(name: String, values: [Double], isSingle: Bool = false) {
      self.name = name
      self.values = values
      self.isSingle = isSingle
    }
  }

  /// Encodes a mesh, positions as doubles, with values and colours at its vertices.
  ///
  /// - Parameters:
  ///   - mesh: The mesh.
  ///   - properties: Values at the vertices, each of length `mesh.positions.count`.
  ///   - colors: 8-bit sRGB, one a vertex (`red`, `green`, `blue`); none when nil.
  ///   - file: The name for errors.
  /// - Throws: `FormatError` when a property's or the colours' length does not match the vertices,
  ///   or two properties have the same name.
  public static func write(
    _ mesh: MeshData, properties: [Property] = [], colors: [SIMD3<UInt8>]? = nil,
    file: String = "mesh.ply"
  ) throws(FormatError) -> [UInt8] {
    let names = properties.map { plain($0.name) }
    try check(mesh, properties, names, colors, file)
    var text = TextWriter()
    text.add("ply\nformat binary_little_endian 1.0\nelement vertex \(mesh.positions.count)\n")
    for axis in ["x", "y", "z"] { text.add("property double \(axis)\n") }
    if colors != nil {
      for channel in ["red", "green", "blue"] { text.add("property uchar \(channel)\n") }
    }
    for (property, name) in zip(properties, names) {
      text.add("property \(property.isSingle ? "float" : "double") \(name)\n")
    }
    text.add(
      "element face \(mesh.faces.count)\nproperty list uchar int vertex_indices\nend_header\n")
    var bytes = text.bytes
    bytes.reserveCapacity(
      bytes.count + mesh.positions.count * (27 + 8 * properties.count) + mesh.faces.count * 13)
    for vertex in mesh.positions.indices {
      let position = mesh.positions[vertex]
      for axis in 0..<3 { append(position[axis].bitPattern, to: &bytes) }
      if let color = colors?[vertex] { bytes += [color.x, color.y, color.z] }
      for property in properties {
        let value = property.values[vertex]
        if property.isSingle {
          append(Float(value).bitPattern, to: &bytes)
        } else {
          append(value.bitPattern, to: &bytes)
        }
      }
    }
    for face in mesh.faces {
      bytes.append(3)
      for corner in 0..<3 { append(face[corner], to: &bytes) }
    }
    return bytes
  }

  private static func check(
    _ mesh: MeshData, _ properties: [Property], _ names: [String], _ colors: [SIMD3<UInt8>]?,
    _ file: String
  ) throws(FormatError) {
    let count = mesh.positions.count
    for property in properties where property.values.count != count {
      throw FormatError(
        .outOfRange, file: file, element: "field \"\(property.name)\"",
        problem: "has \(property.values.count) values for \(count) vertices",
        remedy: "export it with the mesh it was computed on")
    }
    if let colors, colors.count != count {
      throw FormatError(
        .outOfRange, file: file, element: "colours",
        problem: "there are \(colors.count) for \(count) vertices", remedy: "give one a vertex")
    }
    var seen: Set<String> = ["x", "y", "z"]
    if colors != nil { seen.formUnion(["red", "green", "blue"]) }
    for name in names where !seen.insert(name).inserted {
      throw FormatError(
        .malformed, file: file, element: "field \"\(name)\"",
        problem: "another vertex property has the same name", remedy: "rename one of the fields")
    }
  }

  private static func plain(_ name: String) -> String {
    let kept = name.unicodeScalars.map { scalar -> Character in
      let isPlain =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || scalar == "_" || scalar == "-" || scalar == ".")
      return isPlain ? Character(scalar) : "_"
    }
    return kept.isEmpty ? "value" : String(kept)
  }

  @inline(__always)
  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
