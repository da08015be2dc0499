/// The OFF mesh format (Geomview): a header, counts, one vertex a line, one polygon a line.
///
/// Comments (`#`), counts on the header's own line, colours and normals (`COFF`, `NOFF`, `STOFF`:
/// read over) and a missing header word are accepted; homogeneous, n-dimensional and binary files are refused.
public enum OFF {
  /// Reads a mesh; polygons are triangulated as fans.
  ///
  /// - Throws: `FormatError` naming line and element.
  /// - Complexity: O(size of the file).
  public static func read(_ source: FileBytes) throws(FormatError) -> MeshData {
    try ByteScanner.scan(source) { (scanner: inout ByteScanner) throws(FormatError) in
      try readHeader(&scanner)
      let (vertexCount, faceCount) = try readCounts(&scanner)
      var mesh = MeshData()
      mesh.positions.reserveCapacity(vertexCount)
      for vertex in 0..<vertexCount {
        mesh.positions.append(try readVertex(&scanner, vertex, of: vertexCount))
      }
      mesh.faces.reserveCapacity(faceCount)
      var corners: [Int32] = []
      for face in 0..<faceCount {
        try readFace(&scanner, face, of: faceCount, vertexCount, into: &corners)
        mesh.appendFan(corners)
      }
      return mesh
    }
  }

  /// Writes a mesh, coordinates in the shortest form that reads back to the same bits.
  ///
  /// - Parameters:
  ///   - mesh: The mesh.
  ///   - colors: 8-bit sRGB, one a vertex, which make the file a COFF file; none when nil.
  /// - Precondition: `colors` has one entry a vertex.
  public static func write(_ mesh: MeshData, colors: [SIMD3<UInt8>]? = nil) -> [UInt8] {
    precondition(colors == nil || colors?.count == mesh.positions.count, "one colour a vertex")
    var text = TextWriter()
    text.add("\(colors == nil ? "" : "C")OFF\n\(mesh.positions.count) \(mesh.faces.count) 0\n")
    for (vertex, position) in mesh.positions.enumerated() {
      let color = colors?[vertex]
      text.add(position, color.map { " \($0.x) \($0.y) \($0.z) 255\n" } ?? "\n")
    }
    for face in mesh.faces {
      text.add("3 \(face.x) \(face.y) \(face.z)\n")
    }
    return text.bytes
  }

  private static func readHeader(_ scanner: inout ByteScanner) throws(FormatError) {
    scanner.skipEmptyLines()
    let begin = scanner.position
    var word = ""
    while !scanner.isAtBoundary {
      let byte = scanner.current
      // "OFF8 6 12" glues the first count to the word.
      if word.hasSuffix("OFF"), byte &- Ascii.zero < 10 { break }
      word.unicodeScalars.append(Unicode.Scalar(byte))
      scanner.position += 1
      if word.count > 8 { break }
    }
    guard word.hasSuffix("OFF") else {
      scanner.position = begin
      if scanner.current &- Ascii.zero < 10 { return }
      throw scanner.error(
        .malformed, "header", "the file does not start with OFF", "check that this is an OFF file")
    }
    if word.contains("4") || word.contains("n") {
      throw scanner.error(
        .unsupported, "header", "\(word) files (homogeneous or n-dimensional) are not read",
        "convert the mesh to three coordinates a vertex", at: begin)
    }
    scanner.skipBlanks()
    var ahead = scanner
    if ahead.token() == "BINARY" {
      throw scanner.error(
        .unsupported, "header", "binary OFF is not read", "write the mesh as text OFF or PLY")
    }
  }

  private static func readCounts(_ scanner: inout ByteScanner) throws(FormatError) -> (Int, Int) {
    scanner.skipEmptyLines()
    let begin = scanner.position
    guard let vertices = scanner.integer(), case _ = scanner.skipBlanks(),
      let faces = scanner.integer(), vertices >= 0, faces >= 0
    else {
      throw scanner.error(
        scanner.isAtEnd ? .truncated : .malformed, "counts",
        "expected the numbers of vertices, faces and edges, found \(scanner.excerpt(at: begin))",
        "write them after OFF", at: begin)
    }
    guard vertices > 0 else {
      throw scanner.error(
        .empty, "counts", "the file declares no vertex", "write the mesh again", at: begin)
    }
    // A vertex takes at least six bytes ("0 0 0\n"), a face at least eight, the last end missing.
    scanner.skipToLineEnd()
    let room = scanner.remaining + 1
    guard vertices <= room / 6, faces <= room / 8, vertices * 6 + faces * 8 <= room + 6,
      vertices <= Int(Int32.max)
    else {
      throw scanner.error(
        .truncated, "counts",
        "\(vertices) vertices and \(faces) faces do not fit in the remaining \(scanner.remaining) bytes",
        "the file is cut off or its counts are wrong: write it again", at: begin)
    }
    return (vertices, faces)
  }

  private static func readVertex(_ scanner: inout ByteScanner, _ vertex: Int, of count: Int)
    throws(FormatError) -> SIMD3<Double>
  {
    scanner.skipEmptyLines()
    if scanner.isAtEnd { throw truncated(scanner, "vertex \(vertex)", "\(count) vertices") }
    let position = try scanner.point("vertex \(vertex)")
    scanner.skipLine()
    return position
  }

  private static func readFace(
    _ scanner: inout ByteScanner, _ face: Int, of count: Int, _ vertexCount: Int,
    into corners: inout [Int32]
  ) throws(FormatError) {
    scanner.skipEmptyLines()
    if scanner.isAtEnd { throw truncated(scanner, "face \(face)", "\(count) faces") }
    guard let size = scanner.integer(), scanner.isAtBoundary, size >= 0 else {
      throw scanner.error(
        .malformed, "face \(face)", "expected its number of corners, found \(scanner.excerpt())",
        "write a whole number")
    }
    guard size >= 3 else {
      throw scanner.error(
        .malformed, "face \(face)", "has \(size) corners", "a face needs at least three: remove it")
    }
    corners.removeAll(keepingCapacity: true)
    for _ in 0..<min(size, scanner.remaining) {
      scanner.skipBlanks()
      let begin = scanner.position
      guard let index = scanner.integer(), scanner.isAtBoundary else {
        throw scanner.error(
          scanner.isAtEnd ? .truncated : .malformed, "face \(face)",
          "expected \(size) vertex numbers, found \(scanner.excerpt(at: begin))",
          "write them on the face's line", at: begin)
      }
      guard index >= 0, index < vertexCount else {
        throw scanner.error(
          .outOfRange, "face \(face)",
          "names vertex \(index), but vertices are 0…\(vertexCount - 1)",
          "OFF numbers vertices from 0: correct the face", at: begin)
      }
      corners.append(Int32(index))
    }
    guard corners.count == size else {
      throw truncated(scanner, "face \(face)", "\(size) corners")
    }
    scanner.skipLine()
  }

  private static func truncated(_ scanner: ByteScanner, _ element: String, _ promised: String)
    -> FormatError
  {
    scanner.error(
      .truncated, element, "the file ends here, but \(promised) are declared",
      "the file is cut off: copy or write it again")
  }
}
