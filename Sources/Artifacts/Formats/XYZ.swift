/// Points as text: a line each with x, y, z, and whatever else is read over.
///
/// Numbers stand between blanks, commas or semicolons. Empty lines and lines that start with `#` or `//` are
/// skipped.
public enum XYZ {
  /// Reads points, in the order of their lines.
  ///
  /// - Throws: `FormatError` naming line and point.
  /// - Complexity: O(size of the file).
  public static func read(_ source: FileBytes) throws(FormatError) -> [SIMD3<Double>] {
    try ByteScanner.scan(source) { (scanner: inout ByteScanner) throws(FormatError) in
      var points: [SIMD3<Double>] = []
      while true {
        scanner.skipWhitespace()
        guard !scanner.isAtEnd else { break }
        if !scanner.isAtRemark {
          let x = try scanner.value(points.count, "x")
          let y = try scanner.value(points.count, "y")
          let z = try scanner.value(points.count, "z")
          points.append(SIMD3(x, y, z))
        }
        scanner.skipToLineEnd()
      }
      guard points.count <= Int(Int32.max) else {
        throw FormatError(
          .unsupported, file: source.name, problem: "\(points.count) points exceed 32-bit indices",
          remedy: "split the file")
      }
      return points
    }
  }
}

extension ByteScanner {
  fileprivate var isAtRemark: Bool {
    @inline(__always) get {
      current == Ascii.hash
        || current == Ascii.slash && remaining > 1 && position[1] == Ascii.slash
    }
  }

  /// Reads one finite number of a point and the separator behind it.
  @inline(__always)
  fileprivate mutating func value(_ point: Int, _ axis: StaticString) throws(FormatError) -> Double
  {
    skipBlanks()
    let begin = position
    guard let value = number(), isAtBoundary || isAtSeparator else {
      throw error(
        isAtEnd ? .truncated : .malformed, "point \(point)",
        "expected its \(axis) coordinate, found \(excerpt(at: begin))",
        "write x y z on the point's line; mark lines that are none with #", at: begin)
    }
    guard value.isFinite else { throw notFinite("point \(point)", "\(axis)", value, at: begin) }
    skipBlanks()
    if isAtSeparator { position += 1 }
    return value
  }

  private var isAtSeparator: Bool {
    @inline(__always) get { current == Ascii.comma || current == UInt8(ascii: ";") }
  }
}
