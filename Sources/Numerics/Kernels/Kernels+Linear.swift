internal import CKernels

extension Kernels {
  /// How the products of a linear layer are cut, by shape alone: tiles that stay in cache until the bias and
  /// the function have been applied.
  struct LinearPlan {
    let rows: Int, columns: Int

    init(m: Int, n: Int) {
      columns = n <= 768 ? max(1, n) : 512
      let fitting = min(512, max(128, 65_536 / columns / 32 * 32))
      // Eight tiles keep the workers busy to the end.
      rows = min(fitting, max(32, (m / 8 + 31) / 32 * 32))
    }
  }

  /// `y = f(x w + bias)`: x is m × k, w k × n.
  ///
  /// - Parameters:
  ///   - bias: n elements, or none.
  ///   - function: tanh, sigmoid, relu, leakyRelu, elu, gelu, silu, softplus, or none.
  ///   - slopes: where the function's slopes go, m × n, if they are wanted.
  package static func linear<S: NumericScalar>(
    m: Int, n: Int, k: Int, _ x: UnsafePointer<S>, weights w: UnsafePointer<S>,
    bias: UnsafePointer<S>?, function: Unary?, parameter: Double,
    slopes: UnsafeMutablePointer<S>?, into y: UnsafeMutablePointer<S>
  ) {
    func finish(_ rows: Range<Int>, _ columns: Range<Int>) {
      guard bias != nil || function != nil else { return }
      let start = rows.lowerBound * n + columns.lowerBound
      meridian_bias_activation(
        S.element, function?.rawValue ?? -1, parameter, rows.count, columns.count, n,
        bias.map { $0 + columns.lowerBound }, y + start, slopes.map { $0 + start })
    }
    guard k > 0, TilePlan(m: m, n: n, k: k).depth == k else {
      // A long inner sum is cut itself, and the rest follows it.
      gemm(m: m, n: n, k: k, x, w, into: y)
      shards(m, size: rowShard(elementsPerRow: n)) { finish($0, 0..<n) }
      return
    }
    let plan = LinearPlan(m: m, n: n)
    if isNarrow(k: k, n: n) {
      return withPacked(k: k, n: n, w, transposed: false) { packed in
        shards(m, size: plan.rows) { rows in
          narrowProduct(
            rows: rows.count, k: k, n: n, x + rows.lowerBound * k, packed: packed,
            into: y + rows.lowerBound * n)
          finish(rows, 0..<n)
        }
      }
    }
    grid(m, plan.rows, n, plan.columns) { rows, columns in
      tile(
        m: rows.count, n: columns.count, k: k, x + rows.lowerBound * k, false, k,
        w + columns.lowerBound, false, n, false, y + rows.lowerBound * n + columns.lowerBound, n)
      finish(rows, columns)
    }
  }

  /// The gradients of ``linear(m:n:k:_:weights:bias:function:parameter:slopes:into:)`` but for that to the
  /// weights, which is the product of xᵀ with `product`.
  ///
  /// - Parameters:
  ///   - kept: slopes, or results if `keptResults`; none without a function.
  ///   - product: where the gradient before the function goes; none without a function.
  ///   - biasGradient: n elements, or none if it is not wanted.
  ///   - result: the gradient to x, m × k, or none if it is not wanted.
  package static func linearPullback<S: NumericScalar>(
    m: Int, n: Int, k: Int, weights w: UnsafePointer<S>, function: Unary?, parameter: Double,
    keptResults: Bool, kept: UnsafePointer<S>?, gradient: UnsafePointer<S>,
    product: UnsafeMutablePointer<S>?, biasGradient: UnsafeMutablePointer<S>?,
    into result: UnsafeMutablePointer<S>?
  ) {
    guard m > 0, n > 0 else {
      if let biasGradient { fill(count: n, with: 0, biasGradient) }
      if let result { fill(count: m * k, with: 0, result) }
      return
    }
    let size = LinearPlan(m: m, n: max(n, k)).rows
    let blocks = (m + size - 1) / size
    let isNarrow = isNarrow(k: n, n: k) && result != nil
    let packedCount = isNarrow ? meridian_narrow_packed(S.element, n, k) : 0
    withScratch(of: S.self, (biasGradient == nil ? 0 : blocks * n) + packedCount) { packed in
      let partial = packed + packedCount
      if isNarrow { meridian_narrow_pack(S.element, n, k, w, 1, packed) }
      shards(m, size: size) { rows in
        let start = rows.lowerBound * n
        meridian_activation_pullback(
          S.element, function?.rawValue ?? -1, parameter, keptResults ? 1 : 0, rows.count, n,
          kept.map { $0 + start }, gradient + start, product.map { $0 + start },
          biasGradient.map { _ in partial + rows.lowerBound / size * n })
        guard let result, k > 0 else { return }
        if isNarrow {
          return narrowProduct(
            rows: rows.count, k: n, n: k,
            product.map { UnsafePointer($0 + start) } ?? gradient + start, packed: packed,
            into: result + rows.lowerBound * k)
        }
        tile(
          m: rows.count, n: k, k: n, product.map { UnsafePointer($0 + start) } ?? gradient + start,
          false, n, w, true, n, false, result + rows.lowerBound * k, k)
      }
      if let biasGradient { sum(outer: 1, middle: blocks, inner: n, partial, into: biasGradient) }
    }
  }

  /// Runs `body` over the tiles of a grid of `m` rows and `n` columns.
  private static func grid(
    _ m: Int, _ rows: Int, _ n: Int, _ columns: Int, _ body: (Range<Int>, Range<Int>) -> Void
  ) {
    let across = (n + columns - 1) / columns
    Parallel.forEach((m + rows - 1) / rows * across) { index in
      let (row, column) = (index / across * rows, index % across * columns)
      body(row..<min(m, row + rows), column..<min(n, column + columns))
    }
  }
}
