/// The PLY mesh format (Turk 1994), reading: ascii and binary of both byte orders.
///
/// Positions come from the `vertex` element's `x`, `y`, `z`, faces from the `face` element's
/// `vertex_indices` or `vertex_index`; all other elements and properties are read over.
public enum PLY {
  /// Reads a mesh; polygons are triangulated as fans.
  ///
  /// A file without faces gives an empty face list.
  ///
  /// - Throws: `FormatError` naming line (or byte) and element.
  /// - Complexity: O(size of the file).
  public static func read(_ source: FileBytes) throws(FormatError) -> MeshData {
    try ByteScanner.scan(source) { (scanner: inout ByteScanner) throws(FormatError) in
      let header = try PLYHeader(&scanner)
      guard header.elements.contains(where: { $0.name == "vertex" && $0.count > 0 }) else {
        throw FormatError(
          .empty, file: source.name, problem: "the file declares no vertex",
          remedy: "write the mesh again")
      }
      switch header.encoding {
      case .ascii:
        var reader = PLYTextReader(scanner: scanner)
        return try mesh(header, &reader)
      case .littleEndian:
        var reader = PLYBinaryReader(scanner: scanner, isBigEndian: false)
        return try mesh(header, &reader)
      case .bigEndian:
        var reader = PLYBinaryReader(scanner: scanner, isBigEndian: true)
        return try mesh(header, &reader)
      }
    }
  }

  private static func mesh(_ header: PLYHeader, _ reader: inout some PLYReader)
    throws(FormatError) -> MeshData
  {
    var mesh = MeshData()
    var facePlaces: [Int32] = []
    for element in header.elements where element.count > 0 && !element.properties.isEmpty {
      try reader.checkRoom(for: element)
      switch element.name {
      case "vertex" where mesh.positions.isEmpty:
        try readVertices(element, &reader, into: &mesh)
      case "face" where mesh.faces.isEmpty:
        try readFaces(element, &reader, into: &mesh, &facePlaces)
      default: try skip(element, &reader)
      }
    }
    try checkCorners(mesh, facePlaces, reader)
    return mesh
  }

  private static func readVertices(
    _ element: PLYHeader.Element, _ reader: inout some PLYReader, into mesh: inout MeshData
  ) throws(FormatError) {
    // For each property the axis it fills, or −1.
    let axes = element.properties.map { property in
      property.countType == nil ? ["x", "y", "z"].firstIndex(of: property.name) ?? -1 : -1
    }
    for (axis, name) in ["x", "y", "z"].enumerated() where !axes.contains(axis) {
      throw reader.scanner.error(
        .missing, "element vertex", "has no property \(name)",
        "declare x, y and z as float or double", at: element.place)
    }
    guard element.count <= Int(Int32.max) else {
      throw reader.scanner.error(
        .unsupported, "element vertex", "\(element.count) vertices exceed 32-bit indices",
        "split the mesh", at: element.place)
    }
    mesh.positions.reserveCapacity(element.count)
    for vertex in 0..<element.count {
      var position = SIMD3<Double>()
      for (property, axis) in zip(element.properties, axes) {
        if axis < 0 {
          try skip(property, &reader, element, vertex)
          continue
        }
        let begin = reader.scanner.position
        let value = try reader.number(property.type, element, vertex)
        guard value.isFinite else {
          throw reader.error(
            .notFinite, "vertex \(vertex)",
            "its \(property.name) coordinate is \(value.isNaN ? "NaN" : "infinite")",
            "remove the vertex or repair the file", at: begin)
        }
        position[axis] = value
      }
      mesh.positions.append(position)
    }
  }

  private static func readFaces(
    _ element: PLYHeader.Element, _ reader: inout some PLYReader, into mesh: inout MeshData,
    _ places: inout [Int32]
  ) throws(FormatError) {
    let names = ["vertex_indices", "vertex_index"]
    guard
      let list = element.properties.firstIndex(where: {
        names.contains($0.name) && $0.countType != nil && $0.type.isInteger
      }), let countType = element.properties[list].countType
    else {
      throw reader.scanner.error(
        .missing, "element face", "has no integer list vertex_indices",
        "declare \"property list uchar int vertex_indices\"", at: element.place)
    }
    mesh.faces.reserveCapacity(element.count)
    var corners: [Int32] = []
    for face in 0..<element.count {
      for (position, property) in element.properties.enumerated() {
        if position != list {
          try skip(property, &reader, element, face)
          continue
        }
        let begin = reader.scanner.position
        let count = try reader.integer(countType, element, face)
        guard count >= 3 else {
          throw reader.error(
            .malformed, "face \(face)", "has \(count) corners",
            "a face needs at least three: remove it", at: begin)
        }
        corners.removeAll(keepingCapacity: true)
        for _ in 0..<count {
          let index = try reader.integer(property.type, element, face)
          guard index >= 0, index <= Int(Int32.max) else {
            throw reader.error(
              .outOfRange, "face \(face)", "names vertex \(index)",
              "PLY numbers vertices from 0: correct the face", at: begin)
          }
          corners.append(Int32(truncatingIfNeeded: index))
        }
        mesh.appendFan(corners)
        if count > 3 {
          // Only fans need to remember which face they came from.
          if places.isEmpty { places = Array(0..<Int32(truncatingIfNeeded: face)) }
        }
        if !places.isEmpty || count > 3 {
          for _ in 0..<count - 2 { places.append(Int32(truncatingIfNeeded: face)) }
        }
      }
    }
  }

  /// Faces may come before vertices, so their corners are checked at the end.
  private static func checkCorners(
    _ mesh: MeshData, _ places: [Int32], _ reader: some PLYReader
  ) throws(FormatError) {
    let count = Int32(truncatingIfNeeded: mesh.positions.count)
    for (triangle, corners) in mesh.faces.enumerated() where corners.max() >= count {
      let face = places.isEmpty ? triangle : Int(places[triangle])
      throw FormatError(
        .outOfRange, file: reader.scanner.file, element: "face \(face)",
        problem: "names vertex \(corners.max()), but vertices are 0…\(count - 1)",
        remedy: "PLY numbers vertices from 0: correct the face")
    }
  }

  private static func skip(_ element: PLYHeader.Element, _ reader: inout some PLYReader)
    throws(FormatError)
  {
    for item in 0..<element.count {
      for property in element.properties { try skip(property, &reader, element, item) }
    }
  }

  private static func skip(
    _ property: PLYHeader.Property, _ reader: inout some PLYReader, _ element: PLYHeader.Element,
    _ item: Int
  ) throws(FormatError) {
    guard let countType = property.countType else {
      _ = try reader.number(property.type, element, item)
      return
    }
    let count = try reader.integer(countType, element, item)
    for _ in 0..<max(count, 0) { _ = try reader.number(property.type, element, item) }
  }
}
