internal import CKernels

/// Products with a matrix that is small enough to stay in cache: nothing but that matrix is packed, and rows of the
/// other side are read once where they lie. Measured at 1.1 to 1.4 times OpenBLAS's rate.
extension Kernels {
  /// Whether a product with a k × n matrix is one of these.
  static func isNarrow(k: Int, n: Int) -> Bool { k > 0 && n > 1 && k * n <= 65_536 }

  /// Calls the closure with a k × n matrix (n × k if transposed) as ``narrowProduct(rows:k:n:_:packed:into:)`` takes it.
  static func withPacked<S: NumericScalar>(
    k: Int, n: Int, _ w: UnsafePointer<S>, transposed: Bool, _ body: (UnsafePointer<S>) -> Void
  ) {
    withScratch(of: S.self, meridian_narrow_packed(S.element, k, n)) { packed in
      meridian_narrow_pack(S.element, k, n, w, transposed ? 1 : 0, packed)
      body(packed)
    }
  }

  /// `y = x w` for x of `rows` rows, on the calling thread.
  static func narrowProduct<S: NumericScalar>(
    rows: Int, k: Int, n: Int, _ x: UnsafePointer<S>, packed: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    meridian_narrow_product(S.element, rows, k, n, x, packed, y)
  }

  /// `y = xᵀ g` for x of m × k and g of m × n: the gradient to a layer's weights.
  package static func outerProduct<S: NumericScalar>(
    m: Int, k: Int, n: Int, _ x: UnsafePointer<S>, _ g: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    // One column is one row of the transposed result.
    if n == 1 && k > 1 { return outerProduct(m: m, k: 1, n: k, g, x, into: y) }
    let lanes = 64 / MemoryLayout<S>.stride
    guard m > 0, n > 0, n % lanes == 0, k * n <= 65_536 else {
      return gemm(m: k, n: n, k: m, x, transposed: true, g, into: y)
    }
    // At most sixteen partial sums, added in order.
    let size = max(256, (m + 15) / 16)
    let parts = (m + size - 1) / size
    func outer(_ rows: Range<Int>, into y: UnsafeMutablePointer<S>) {
      meridian_narrow_outer(
        S.element, rows.count, k, n, k, n, 0, x + rows.lowerBound * k, g + rows.lowerBound * n, y,
        n)
    }
    guard parts > 1 else { return outer(0..<m, into: y) }
    withScratch(of: S.self, parts * k * n) { partial in
      shards(m, size: size) { outer($0, into: partial + $0.lowerBound / size * k * n) }
      sum(outer: 1, middle: parts, inner: k * n, partial, into: y)
    }
  }
}
