extension ByteScanner {
  /// Reads three finite coordinates of `element` from the current line.
  @inline(__always)
  mutating func point(_ element: @autoclosure () -> String) throws(FormatError) -> SIMD3<Double> {
    let x = try coordinate(element(), "x")
    let y = try coordinate(element(), "y")
    let z = try coordinate(element(), "z")
    return SIMD3(x, y, z)
  }

  /// Reads one finite coordinate named `axis` of `element` from the current line.
  @inline(__always)
  mutating func coordinate(_ element: @autoclosure () -> String, _ axis: String)
    throws(FormatError) -> Double
  {
    skipBlanks()
    let begin = position
    guard let value = number(), isAtBoundary else {
      throw error(
        isAtEnd ? .truncated : .malformed, element(),
        "expected its \(axis) coordinate, found \(excerpt(at: begin))",
        "write three numbers on the vertex's line", at: begin)
    }
    guard value.isFinite else { throw notFinite(element(), axis, value, at: begin) }
    return value
  }

  /// The error for a NaN or infinite coordinate.
  func notFinite(
    _ element: String, _ axis: String, _ value: Double, at place: UnsafePointer<UInt8>
  ) -> FormatError {
    error(
      .notFinite, element, "its \(axis) coordinate is \(value.isNaN ? "NaN" : "infinite")",
      "remove the vertex or repair the file", at: place)
  }
}
