/// An integer 2 × 2 matrix that moves offsets `(row, column)` of the pixel lattice.
///
/// Rows grow downwards, so that `[[0, −1], [1, 0]]` is the quarter turn against the clock, as images are seen.
public struct LatticeMatrix: Hashable, Sendable, CustomStringConvertible {
  /// First row: what the new row is made of.
  public let a: Int, b: Int
  /// Second row: what the new column is made of.
  public let c: Int, d: Int

  /// The matrix `[[a, b], [c, d]]`.
  public init(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// Leaves every offset where it is.
  public static let identity = LatticeMatrix(1, 0, 0, 1)
  /// The quarter turn against the clock.
  public static let quarterTurn = LatticeMatrix(0, -1, 1, 0)
  /// The half turn.
  public static let halfTurn = LatticeMatrix(-1, 0, 0, -1)
  /// Left and right exchanged.
  public static let mirror = LatticeMatrix(1, 0, 0, -1)

  /// 1 or −1 if the matrix maps the lattice onto itself.
  public var determinant: Int { a * d - b * c }

  /// Whether rows go to rows or to columns, up to their sense: such a matrix maps every square window onto itself.
  public var keepsSquares: Bool {
    abs(a) + abs(b) == 1 && abs(c) + abs(d) == 1 && abs(determinant) == 1
  }

  /// The product: first `right`, then `left`.
  public static func * (left: LatticeMatrix, right: LatticeMatrix) -> LatticeMatrix {
    LatticeMatrix(
      left.a * right.a + left.b * right.c, left.a * right.b + left.b * right.d,
      left.c * right.a + left.d * right.c, left.c * right.b + left.d * right.d)
  }

  /// Where an offset goes.
  public func callAsFunction(row: Int, column: Int) -> (row: Int, column: Int) {
    (a * row + b * column, c * row + d * column)
  }

  /// Such as `[[0, -1], [1, 0]]`.
  public var description: String { "[[\(a), \(b)], [\(c), \(d)]]" }
}
