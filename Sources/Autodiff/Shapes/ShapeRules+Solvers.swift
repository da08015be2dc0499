extension ShapeRules {
  /// Values on rows, or coefficients of modes, `[rows, c]`.
  public static func spectral(
    _ shape: [Int], rows: Int, _ operation: String
  ) throws(TensorError) {
    guard shape.count == 2, shape[0] == rows else {
      throw TensorError(
        operation, [shape], "two axes are needed, the first of size \(rows)")
    }
  }

  /// A system of `rows` rows with right-hand sides `[rows, …]`.
  public static func solve(_ right: [Int], rows: Int) throws(TensorError) -> [Int] {
    guard right.first == rows else {
      throw TensorError(
        "solve", [[rows, rows], right], "the right-hand side needs a first axis of size \(rows)")
    }
    return right
  }

  /// Systems `[batch…, n, n]` with right-hand sides `[batch…, n, k]`.
  public static func choleskySolve(_ a: [Int], _ b: [Int]) throws(TensorError) -> [Int] {
    guard a.count >= 2, a.count == b.count, a[a.count - 1] == a[a.count - 2],
      Array(a.dropLast()) == Array(b.dropLast())
    else {
      throw TensorError(
        "choleskySolve", [a, b],
        "systems [batch…, n, n] need right-hand sides [batch…, n, k]")
    }
    return b
  }
}
