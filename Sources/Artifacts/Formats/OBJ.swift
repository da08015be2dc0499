/// The Wavefront OBJ mesh format: `v` and `f` lines; all other keywords are read over.
///
/// Accepted: colours after coordinates, `v`, `v/t`, `v//n`, `v/t/n` corners, negative (relative)
/// indices, polygons (triangulated as fans), faces before their vertices, `\` line continuations.
public enum OBJ {
  /// Reads a mesh.
  ///
  /// - Throws: `FormatError` naming line and element.
  /// - Complexity: O(size of the file).
  public static func read(_ source: FileBytes) throws(FormatError) -> MeshData {
    try ByteScanner.scan(source) { (scanner: inout ByteScanner) throws(FormatError) in
      var parser = Parser()
      while !scanner.isAtEnd {
        scanner.skipContinued()
        try parser.readLine(&scanner)
      }
      return try parser.finish(scanner)
    }
  }

  /// Writes a mesh, coordinates in the shortest form that reads back to the same bits.
  ///
  /// - Parameters:
  ///   - mesh: The mesh.
  ///   - colors: 8-bit sRGB, one a vertex, written as fractions behind the coordinates; none when nil.
  /// - Precondition: `colors` has one entry a vertex.
  public static func write(_ mesh: MeshData, colors: [SIMD3<UInt8>]? = nil) -> [UInt8] {
    precondition(colors == nil || colors?.count == mesh.positions.count, "one colour a vertex")
    var text = TextWriter()
    for (vertex, position) in mesh.positions.enumerated() {
      text.add("v ")
      guard let color = colors?[vertex] else {
        text.add(position, "\n")
        continue
      }
      text.add(position, " ")
      text.add((SIMD3<Double>(color) / 255 * 1000).rounded(.toNearestOrEven) / 1000, "\n")
    }
    for face in mesh.faces {
      text.add("f \(face.x + 1) \(face.y + 1) \(face.z + 1)\n")
    }
    return text.bytes
  }

  /// The state between two lines.
  private struct Parser {
    var mesh = MeshData()
    var polygons = 0
    var corners: [Int32] = []
    /// Corners that named a vertex not read yet, each larger than the one before: the first that
    /// exceeds the final count is the file's first error.
    var forward: [(index: Int, face: Int, place: UnsafePointer<UInt8>)] = []

    mutating func readLine(_ scanner: inout ByteScanner) throws(FormatError) {
      let keyword = scanner.current
      let next = scanner.position + 1
      let isWhole = next >= scanner.end || next.pointee <= Ascii.space || next.pointee == 92
      if keyword == UInt8(ascii: "v"), isWhole {
        scanner.position = next
        try readVertex(&scanner)
      } else if keyword == UInt8(ascii: "f"), isWhole {
        scanner.position = next
        try readFace(&scanner)
      }
      scanner.skipContinuedLine()
    }

    @inline(__always)
    private mutating func readVertex(_ scanner: inout ByteScanner) throws(FormatError) {
      var position = SIMD3<Double>()
      for axis in 0..<3 {
        scanner.skipContinued()
        position[axis] = try scanner.coordinate(
          "vertex \(mesh.positions.count + 1)", axis == 0 ? "x" : axis == 1 ? "y" : "z")
      }
      mesh.positions.append(position)
    }

    @inline(__always)
    private mutating func readFace(_ scanner: inout ByteScanner) throws(FormatError) {
      polygons += 1
      corners.removeAll(keepingCapacity: true)
      let begin = scanner.position
      while true {
        scanner.skipContinued()
        if scanner.isAtLineEnd || scanner.current == Ascii.hash { break }
        corners.append(try readCorner(&scanner))
      }
      guard corners.count >= 3 else {
        throw scanner.error(
          .malformed, "face \(polygons)", "has \(corners.count) corners",
          "a face needs at least three: remove it", at: begin)
      }
      mesh.appendFan(corners)
    }

    @inline(__always)
    private mutating func readCorner(_ scanner: inout ByteScanner) throws(FormatError) -> Int32 {
      let begin = scanner.position
      guard let index = scanner.integer(), skipTextureAndNormal(&scanner) else {
        throw scanner.error(
          .malformed, "face \(polygons)",
          "expected a corner (v, v/t, v//n or v/t/n), found \(scanner.excerpt(at: begin))",
          "write vertex numbers", at: begin)
      }
      let count = mesh.positions.count
      if index > 0, index <= count { return Int32(truncatingIfNeeded: index - 1) }
      if index < 0, index >= -count { return Int32(truncatingIfNeeded: count + index) }
      guard index > 0, index <= Int(Int32.max) else {
        throw outOfRange(scanner, index, polygons, begin)
      }
      if index > forward.last?.index ?? 0 { forward.append((index, polygons, begin)) }
      return Int32(truncatingIfNeeded: index - 1)
    }

    /// Moves past `/t`, `//n`, `/t/n`; false if the corner does not end properly.
    @inline(__always)
    private func skipTextureAndNormal(_ scanner: inout ByteScanner) -> Bool {
      for _ in 0..<2 where scanner.current == Ascii.slash {
        scanner.position += 1
        _ = scanner.integer()
      }
      return scanner.isAtBoundary || scanner.current == Ascii.backslash
    }

    private func outOfRange(
      _ scanner: ByteScanner, _ index: Int, _ face: Int, _ place: UnsafePointer<UInt8>
    ) -> FormatError {
      let count = mesh.positions.count
      let reason =
        index == 0
        ? "names vertex 0, but OBJ numbers vertices from 1"
        : index < 0
          ? "names vertex \(index), but only \(count) vertices come before it"
          : "names vertex \(index), but the file has \(count) vertices"
      return scanner.error(
        .outOfRange, "face \(face)", reason, "correct the face's vertex numbers", at: place)
    }

    func finish(_ scanner: ByteScanner) throws(FormatError) -> MeshData {
      let count = mesh.positions.count
      guard count > 0 else {
        throw FormatError(
          .empty, file: scanner.file, problem: "the file holds no vertex (no line starts with v)",
          remedy: "check that this is an OBJ file")
      }
      guard count <= Int(Int32.max) else {
        throw FormatError(
          .unsupported, file: scanner.file, problem: "\(count) vertices exceed 32-bit indices",
          remedy: "split the mesh")
      }
      if let bad = forward.first(where: { $0.index > count }) {
        throw outOfRange(scanner, bad.index, bad.face, bad.place)
      }
      return mesh
    }
  }
}

extension ByteScanner {
  /// Skips blanks and `\` line continuations.
  @inline(__always)
  fileprivate mutating func skipContinued() {
    skipBlanks()
    while current == Ascii.backslash, isContinuation() {
      skipLine()
      skipBlanks()
    }
  }

  /// Moves past this line and those it continues on.
  @inline(__always)
  fileprivate mutating func skipContinuedLine() {
    while position < end, position.pointee != Ascii.newline {
      if position.pointee == Ascii.backslash, isContinuation() {
        skipLine()
      } else {
        position += 1
      }
    }
    if position < end { position += 1 }
  }

  /// Whether only blanks stand between the backslash under the cursor and the line's end.
  private func isContinuation() -> Bool {
    var ahead = self
    ahead.position += 1
    ahead.skipBlanks()
    return ahead.isAtLineEnd
  }
}
