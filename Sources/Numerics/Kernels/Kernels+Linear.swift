internal import CKernels

extension Kernels {
  /// How the products of a linear layer are cut, by shape alone: rows that stay in cache until the
  /// bias and the function have been applied, and on the way back until they have served all
  /// gradients.
  struct LinearPlan {
    /// Rows of a tile.
    let rows: Int, tiles: Int
    /// Consecutive tiles whose gradient to the weights is one sum, and how many such sums there are.
    let tilesPerPart: Int, parts: Int

    init(m: Int, widest: Int) {
      let fitting = min(512, max(64, 65_536 / max(1, widest) / 8 * 8))
      // Sixteen tiles keep the workers busy to the end.
      rows = min(fitting, max(32, (m / 16 + 7) / 8 * 8))
      tiles = (m + rows - 1) / rows
      tilesPerPart = max(1, (tiles + 7) / 8)
      parts = (tiles + tilesPerPart - 1) / tilesPerPart
    }
  }

  /// A matrix as panels, made once for all tiles of rows that are multiplied with it.
  private struct Panels<S: NumericScalar> {
    let k: Int, n: Int
    let start: UnsafeMutablePointer<S>

    static func size(_ k: Int, _ n: Int) -> Int { meridian_panel_size(S.element, k, n) }

    /// Packs `b[t, j] = b[t rowStep + j columnStep]`.
    func pack(_ b: UnsafePointer<S>, rowStep: Int, columnStep: Int) {
      let (depth, width) = (Int(MERIDIAN_TILE_DEPTH), 64)
      grid(k, depth, n, width) { terms, columns in
        meridian_pack(
          S.element, terms.count, columns.count,
          b + terms.lowerBound * rowStep + columns.lowerBound * columnStep, rowStep, columnStep,
          start + Self.size(terms.lowerBound, n) + Self.size(terms.count, columns.lowerBound))
      }
    }

    /// `c = a b` for some rows of a.
    func multiply(
      _ m: Int, _ a: UnsafePointer<S>, into c: UnsafeMutablePointer<S>
    ) {
      for first in stride(from: 0, to: k, by: Int(MERIDIAN_TILE_DEPTH)) {
        meridian_multiply(
          S.element, m, n, min(k - first, Int(MERIDIAN_TILE_DEPTH)), a + first, k, 1,
          start + Self.size(first, n), first > 0 ? 1 : 0, c, n)
      }
    }
  }

  /// `y = f(x w + bias)`: x is m × k, w k × n.
  ///
  /// - Parameters:
  ///   - bias: n elements, or none.
  ///   - function: tanh, sigmoid, relu, leakyRelu, elu, gelu, silu, softplus, or none.
  ///   - slopes: where the function's slopes go, m × n, if they are wanted.
  ///   - dropping: a dropout of the results, and of the slopes with them.
  @_specialize(where S == Float)
  package static func linear<S: NumericScalar>(
    m: Int, n: Int, k: Int, _ x: UnsafePointer<S>, weights w: UnsafePointer<S>,
    bias: UnsafePointer<S>?, function: Unary?, parameter: Double,
    slopes: UnsafeMutablePointer<S>?, dropping: Dropping? = nil,
    into y: UnsafeMutablePointer<S>
  ) {
    guard m > 0, n > 0 else { return }
    // Dropout's counter asks for tiles of a multiple of 64 elements.
    let plan = LinearPlan(m: m, widest: n)
    let dropsTiles = plan.rows * n % 64 == 0
    defer { if let dropping, !dropsTiles { drop(dropping, 0..<m * n, y, slopes) } }
    func finish(_ rows: Range<Int>) {
      let start = rows.lowerBound * n
      defer {
        if let dropping, dropsTiles {
          drop(dropping, start..<rows.upperBound * n, y, slopes)
        }
      }
      guard bias != nil || function != nil else { return }
      meridian_bias_activation(
        S.element, function?.rawValue ?? -1, parameter, rows.count, n, n, bias, y + start,
        slopes.map { $0 + start })
    }
    guard isByRows(m: m, n: n, k: k) else {
      gemm(m: m, n: n, k: k, x, w, into: y)
      shards(m, size: plan.rows) { finish($0) }
      return
    }
    withScratch(of: S.self, Panels<S>.size(k, n)) { scratch in
      let panels = Panels(k: k, n: n, start: scratch)
      panels.pack(w, rowStep: n, columnStep: 1)
      shards(m, size: plan.rows) { rows in
        panels.multiply(
          rows.count, x + rows.lowerBound * k, into: y + rows.lowerBound * n)
        finish(rows)
      }
    }
  }

  /// The gradients of ``linear(m:n:k:_:weights:bias:function:parameter:slopes:into:)``; those that
  /// are not wanted have no target.
  ///
  /// - Parameters:
  ///   - x: the input, if the gradient to the weights is wanted.
  ///   - w: the weights, if the gradient to the input is wanted.
  ///   - kept: slopes, or results if `keptResults`; none without a function.
  @_specialize(where S == Float)
  package static func linearPullback<S: NumericScalar>(
    m: Int, n: Int, k: Int, _ x: UnsafePointer<S>?, weights w: UnsafePointer<S>?,
    function: Unary?, parameter: Double, keptResults: Bool, kept: UnsafePointer<S>?,
    gradient: UnsafePointer<S>, into gx: UnsafeMutablePointer<S>?,
    weights gw: UnsafeMutablePointer<S>?, bias gb: UnsafeMutablePointer<S>?
  ) {
    guard m > 0, n > 0 else {
      if let gx { fill(count: m * k, with: 0, gx) }
      if let gw { fill(count: k * n, with: 0, gw) }
      if let gb { fill(count: n, with: 0, gb) }
      return
    }
    let plan = LinearPlan(m: m, widest: max(n, k))
    withScratch(of: S.self, plan.tiles * n) { biasParts in
      /// The gradient before the function, for the rows of a tile, and its sums of columns.
      func inner(_ tile: Int, _ target: UnsafeMutablePointer<S>) -> Range<Int> {
        let rows = tile * plan.rows..<min(m, (tile + 1) * plan.rows)
        let start = rows.lowerBound * n
        meridian_activation_pullback(
          S.element, function?.rawValue ?? -1, parameter, keptResults ? 1 : 0, rows.count, n,
          kept.map { $0 + start }, gradient + start, target,
          gb == nil ? nil : biasParts + tile * n)
        return rows
      }
      // Sums of parts of large weights would cost more than reading the gradient twice.
      if isByRows(m: m, n: n, k: k) && k * n <= 1 << 18 {
        pullbackByRows(
          plan, m: m, n: n, k: k, x, weights: w, gradient: function == nil ? gradient : nil,
          into: gx, weights: gw, inner)
      } else {
        withScratch(of: S.self, function == nil ? 0 : m * n) { whole in
          if function != nil || gb != nil {
            Parallel.forEach(plan.tiles) { _ = inner($0, whole + $0 * plan.rows * n) }
          }
          let all = function == nil ? gradient : UnsafePointer(whole)
          if let w, let gx {
            gemm(m: m, n: k, k: n, all, transposed: false, w, transposed: true, into: gx)
          }
          if let x, let gw { gemm(m: k, n: n, k: m, x, transposed: true, all, into: gw) }
        }
      }
      if let gb { sum(outer: 1, middle: plan.tiles, inner: n, biasParts, into: gb) }
    }
  }

  /// Both products of a tile of rows while it is in cache; the gradient to the weights is a sum of parts.
  private static func pullbackByRows<S: NumericScalar>(
    _ plan: LinearPlan, m: Int, n: Int, k: Int, _ x: UnsafePointer<S>?,
    weights w: UnsafePointer<S>?, gradient: UnsafePointer<S>?, into gx: UnsafeMutablePointer<S>?,
    weights gw: UnsafeMutablePointer<S>?,
    _ inner: (Int, UnsafeMutablePointer<S>) -> Range<Int>
  ) {
    let panelCount = w == nil || gx == nil ? 0 : Panels<S>.size(n, k)
    let partCount = gw == nil || plan.parts == 1 ? 0 : plan.parts * k * n
    let innerCount = gradient == nil ? (plan.rows * n + 15) / 16 * 16 : 0
    withScratch(of: S.self, panelCount) { panelScratch in
      withScratch(of: S.self, partCount) { weightParts in
        let panels = Panels(k: n, n: k, start: panelScratch)
        if let w, gx != nil { panels.pack(w, rowStep: 1, columnStep: n) }
        Parallel.forEach(plan.parts) { part in
          let own = plan.parts > 1 && gw != nil ? weightParts + part * k * n : gw
          let first = part * plan.tilesPerPart
          withScratch(of: S.self, innerCount + Panels<S>.size(plan.rows, n)) { scratch in
            for tile in first..<min(first + plan.tilesPerPart, plan.tiles) {
              let rows = inner(tile, scratch)
              let rowsOfInner = gradient.map { $0 + rows.lowerBound * n } ?? UnsafePointer(scratch)
              if let gx {
                panels.multiply(rows.count, rowsOfInner, into: gx + rows.lowerBound * k)
              }
              guard let x, let own else { continue }
              meridian_gemm(
                S.element, k, n, rows.count, x + rows.lowerBound * k, 1, k, rowsOfInner, n, 1,
                tile > first ? 1 : 0, own, n, scratch + innerCount)
            }
          }
        }
        guard let gw, plan.parts > 1 else { return }
        shards(k * n, size: elementShard / 2) { range in
          meridian_sum_columns(
            S.element, plan.parts, range.count, k * n, weightParts + range.lowerBound,
            gw + range.lowerBound)
        }
      }
    }
  }

  /// Drops the same elements of two arrays, of the first alone if there is no second.
  private static func drop<S: NumericScalar>(
    _ dropping: Dropping, _ elements: Range<Int>, _ x: UnsafeMutablePointer<S>,
    _ y: UnsafeMutablePointer<S>?
  ) {
    shards(elements.count, size: elementShard) { range in
      let start = elements.lowerBound + range.lowerBound
      let (key, threshold, scale) = (dropping.key, dropping.threshold, dropping.scale)
      if let y {
        meridian_dropout_both(
          S.element, key, UInt64(start), range.count, threshold, scale, x + start, y + start)
      } else {
        meridian_dropout(
          S.element, key, UInt64(start), range.count, threshold, scale, x + start, x + start)
      }
    }
  }

  /// Whether rows of x are multiplied with all of w at once: not where there are few of them, and
  /// few long sums.
  private static func isByRows(m: Int, n: Int, k: Int) -> Bool {
    m >= 128 && n >= 4 && k > 0 && k <= 8_192
  }
}
