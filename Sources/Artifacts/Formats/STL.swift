/// The STL format of stereolithography (3D Systems 1988), reading: ascii and binary.
///
/// A file repeats the position of a vertex in each of its triangles; equal positions become one vertex. Normals,
/// names and attributes are read over. Several solids of one file become one mesh.
public enum STL {
  /// Reads a mesh; vertices are in the order in which their positions first come.
  ///
  /// A binary file is known by its size, an ascii file by its first word.
  ///
  /// - Throws: `FormatError` naming line (or byte) and facet.
  /// - Complexity: O(size of the file).
  public static func read(_ source: FileBytes) throws(FormatError) -> MeshData {
    try ByteScanner.scan(source) { (scanner: inout ByteScanner) throws(FormatError) in
      let declared = BinarySTL.declaredCount(scanner)
      if let declared, BinarySTL.size(of: declared) == scanner.remaining {
        return try BinarySTL.read(scanner, count: declared)
      }
      var ahead = scanner
      ahead.skipWhitespace()
      if ahead.takeWord("solid") {
        return try AsciiSTL.read(&scanner)
      }
      throw BinarySTL.wrongSize(scanner, declared: declared)
    }
  }

  /// The error for more vertices than 32-bit indices carry.
  fileprivate static func tooLarge(_ scanner: ByteScanner, _ count: Int) -> FormatError {
    FormatError(
      .unsupported, file: scanner.file, problem: "\(count) facets exceed 32-bit indices",
      remedy: "split the mesh")
  }

  /// The most facets whose corners 32-bit indices can tell apart.
  fileprivate static let mostFacets = Int(Int32.max) / 3
}

/// Binary files: 80 bytes of any text, a count, 50 bytes a facet.
private enum BinarySTL {
  static let headerSize = 84
  static let facetSize = 50

  /// The number of facets that a file's header declares, if it is long enough to have one.
  static func declaredCount(_ scanner: ByteScanner) -> Int? {
    guard scanner.remaining >= headerSize else { return nil }
    let count = UnsafeRawPointer(scanner.start + 80).loadUnaligned(as: UInt32.self)
    return Int(UInt32(littleEndian: count))
  }

  static func size(of count: Int) -> Int { headerSize + facetSize * count }

  static func read(_ scanner: ByteScanner, count: Int) throws(FormatError) -> MeshData {
    guard count <= STL.mostFacets else { throw STL.tooLarge(scanner, count) }
    var welder = PositionWelder(capacity: count / 2 + 2)
    var faces: [SIMD3<Int32>] = []
    faces.reserveCapacity(count)
    for facet in 0..<count {
      // Behind the normal.
      let start = UnsafeRawPointer(scanner.start + size(of: facet) + 12)
      var face = SIMD3<Int32>()
      for corner in 0..<3 {
        var position = SIMD3<Double>()
        for axis in 0..<3 {
          let bits = start.loadUnaligned(fromByteOffset: 12 * corner + 4 * axis, as: UInt32.self)
          position[axis] = Double(Float(bitPattern: UInt32(littleEndian: bits)))
        }
        guard (position.x * 0 + position.y * 0 + position.z * 0) == 0 else {
          throw notFinite(scanner, facet, corner, position)
        }
        face[corner] = welder.index(of: position)
      }
      faces.append(face)
    }
    return MeshData(positions: welder.positions, faces: faces)
  }

  static func wrongSize(_ scanner: ByteScanner, declared: Int?) -> FormatError {
    guard let declared else {
      return FormatError(
        .malformed, file: scanner.file, element: "header",
        problem:
          "the file neither starts with solid nor has the \(headerSize) bytes of a binary header",
        remedy: "check that this is an STL file")
    }
    let isShort = size(of: declared) > scanner.remaining
    return FormatError(
      isShort ? .truncated : .malformed, file: scanner.file, place: .byte(80), element: "header",
      problem:
        "declares \(declared) facets, which take \(size(of: declared)) bytes, but the file has \(scanner.remaining)",
      remedy: isShort
        ? "the file is cut off or no STL file: copy or write it again"
        : "remove what follows the last facet, or write the file again")
  }

  private static func notFinite(
    _ scanner: ByteScanner, _ facet: Int, _ corner: Int, _ position: SIMD3<Double>
  ) -> FormatError {
    let axis = (0..<3).first { !position[$0].isFinite } ?? 0
    return FormatError(
      .notFinite, file: scanner.file, place: .byte(size(of: facet) + 12 * (corner + 1) + 4 * axis),
      element: "facet \(facet), vertex \(corner)",
      problem:
        "its \(["x", "y", "z"][axis]) coordinate is \(position[axis].isNaN ? "NaN" : "infinite")",
      remedy: "remove the facet or repair the file")
  }
}

/// Text files: `facet normal`, `outer loop`, three of `vertex`, `endloop`, `endfacet`, in any case.
private enum AsciiSTL {
  static func read(_ scanner: inout ByteScanner) throws(FormatError) -> MeshData {
    var welder = PositionWelder(capacity: 0)
    var faces: [SIMD3<Int32>] = []
    while true {
      scanner.skipWhitespace()
      guard !scanner.isAtEnd else { break }
      try expect("solid", &scanner, faces.count)
      scanner.skipToLineEnd()
      try readSolid(&scanner, &welder, &faces)
    }
    return MeshData(positions: welder.positions, faces: faces)
  }

  private static func readSolid(
    _ scanner: inout ByteScanner, _ welder: inout PositionWelder, _ faces: inout [SIMD3<Int32>]
  ) throws(FormatError) {
    while true {
      scanner.skipWhitespace()
      if scanner.takeWord("endsolid") {
        scanner.skipToLineEnd()
        return
      }
      let facet = faces.count
      guard facet < STL.mostFacets else { throw STL.tooLarge(scanner, facet + 1) }
      try expect("facet", &scanner, facet)
      try expect("normal", &scanner, facet)
      scanner.skipToLineEnd()
      try expect("outer", &scanner, facet)
      try expect("loop", &scanner, facet)
      var face = SIMD3<Int32>()
      for corner in 0..<3 {
        try expect("vertex", &scanner, facet)
        face[corner] = welder.index(of: try scanner.point("facet \(facet), vertex \(corner)"))
      }
      try expect("endloop", &scanner, facet)
      try expect("endfacet", &scanner, facet)
      faces.append(face)
    }
  }

  @inline(__always)
  private static func expect(
    _ word: StaticString, _ scanner: inout ByteScanner, _ facet: Int
  ) throws(FormatError) {
    scanner.skipWhitespace()
    guard scanner.takeWord(word) else {
      throw scanner.error(
        scanner.isAtEnd ? .truncated : .malformed, "facet \(facet)",
        "expected \(word), found \(scanner.isAtEnd ? "the file's end" : scanner.excerpt())",
        "write facet normal, outer loop, three vertex lines, endloop, endfacet, and endsolid at the end"
      )
    }
  }
}

extension ByteScanner {
  /// Moves past a word of lower-case letters in any case; false (cursor unmoved) if it does not stand here.
  @inline(__always)
  fileprivate mutating func takeWord(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard remaining >= length else { return false }
    let letters = word.utf8Start
    for index in 0..<length where position[index] | 32 != letters[index] { return false }
    guard remaining == length || position[length] <= Ascii.space else { return false }
    position += length
    return true
  }
}
