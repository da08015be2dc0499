internal import CKernels

/// Products of columns of several matrices with weights of their own, summed in the columns of one result.
extension Kernels {
  /// One product: some columns of a matrix times weights, added to some columns of the result.
  package struct LinearBlock<S: NumericScalar> {
    /// The columns' first element, and how far apart rows of the matrix are; nil where only gradients to x are wanted.
    package let x: UnsafePointer<S>?, xStep: Int
    /// `k × n`.
    package let weights: UnsafePointer<S>
    package let k: Int, n: Int
    /// The first of the result's columns.
    package let column: Int
    /// Whether an earlier block has written these columns of the result, or these columns of the gradient to x.
    package let addsToResult: Bool, addsToX: Bool
    /// Where the gradients go, if they are wanted; that to x with rows as far apart as those of x.
    package let gx: UnsafeMutablePointer<S>?, gw: UnsafeMutablePointer<S>?

    package init(
      x: UnsafePointer<S>?, xStep: Int, weights: UnsafePointer<S>, k: Int, n: Int, column: Int,
      addsToResult: Bool, addsToX: Bool, gx: UnsafeMutablePointer<S>? = nil,
      gw: UnsafeMutablePointer<S>? = nil
    ) {
      (self.x, self.xStep, self.weights, self.k, self.n) = (x, xStep, weights, k, n)
      (self.column, self.addsToResult, self.addsToX) = (column, addsToResult, addsToX)
      (self.gx, self.gw) = (gx, gw)
    }

    fileprivate var panelSize: Int { meridian_panel_size(S.element, k, n) }
    fileprivate var transposedPanelSize: Int { meridian_panel_size(S.element, n, k) }
  }

  /// A matrix as panels: `c = a b` for rows of a that are anywhere.
  private struct StridedPanels<S: NumericScalar> {
    let k: Int, n: Int
    let start: UnsafeMutablePointer<S>

    func pack(_ b: UnsafePointer<S>, rowStep: Int, columnStep: Int) {
      let (depth, width) = (Int(MERIDIAN_TILE_DEPTH), 64)
      grid(k, depth, n, width) { terms, columns in
        meridian_pack(
          S.element, terms.count, columns.count,
          b + terms.lowerBound * rowStep + columns.lowerBound * columnStep, rowStep, columnStep,
          start + meridian_panel_size(S.element, terms.lowerBound, n)
            + meridian_panel_size(S.element, terms.count, columns.lowerBound))
      }
    }

    func multiply(
      _ m: Int, _ a: UnsafePointer<S>, rowStep: Int, adding: Bool,
      into c: UnsafeMutablePointer<S>, step: Int
    ) {
      for first in stride(from: 0, to: k, by: Int(MERIDIAN_TILE_DEPTH)) {
        meridian_multiply(
          S.element, m, n, min(k - first, Int(MERIDIAN_TILE_DEPTH)), a + first, rowStep, 1,
          start + meridian_panel_size(S.element, first, n), adding || first > 0 ? 1 : 0, c, step)
      }
    }
  }

  /// `y[:, columns] = Σ x w` over the blocks of each run of columns, plus a bias; columns without a block are the bias.
  ///
  /// - Parameters:
  ///   - m: the rows of all matrices.
  ///   - width: the columns of y.
  ///   - bias: `width` elements, or none.
  package static func blockLinear<S: NumericScalar>(
    m: Int, width: Int, _ blocks: [LinearBlock<S>], isCovered: Bool, bias: UnsafePointer<S>?,
    into y: UnsafeMutablePointer<S>
  ) {
    guard m > 0, width > 0 else { return }
    if !isCovered { fill(count: m * width, with: 0, y) }
    let plan = LinearPlan(m: m, widest: blocks.map(\.k).reduce(width, +))
    let starts = blocks.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.panelSize) }
    withScratch(of: S.self, starts[blocks.count]) { scratch in
      let panels = zip(blocks, starts).map { block, start in
        StridedPanels(k: block.k, n: block.n, start: scratch + start)
      }
      for (block, panels) in zip(blocks, panels) {
        panels.pack(block.weights, rowStep: block.n, columnStep: 1)
      }
      shards(m, size: plan.rows) { rows in
        for (block, panels) in zip(blocks, panels) {
          let target = y + rows.lowerBound * width + block.column
          guard let x = block.x, block.k > 0 else {
            if !block.addsToResult { zero(rows.count, block.n, target, step: width) }
            continue
          }
          panels.multiply(
            rows.count, x + rows.lowerBound * block.xStep, rowStep: block.xStep,
            adding: block.addsToResult, into: target, step: width)
        }
        guard let bias else { return }
        meridian_bias_activation(
          S.element, -1, 0, rows.count, width, width, bias, y + rows.lowerBound * width, nil)
      }
    }
  }

  /// The gradients of ``blockLinear(m:width:_:isCovered:bias:into:)`` where blocks have places for them, and to the bias.
  package static func blockLinearPullback<S: NumericScalar>(
    m: Int, width: Int, _ blocks: [LinearBlock<S>], gradient: UnsafePointer<S>,
    bias gb: UnsafeMutablePointer<S>?
  ) {
    let plan = LinearPlan(m: m, widest: blocks.map(\.k).reduce(width, +))
    let starts = blocks.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.transposedPanelSize) }
    // Where each block's gradient to its weights stands in a part.
    let parts = blocks.reduce(into: [0]) {
      $0.append($0[$0.count - 1] + ($1.gw == nil ? 0 : $1.k * $1.n))
    }
    let partSize = parts[blocks.count] + (gb == nil ? 0 : width)
    withScratch(of: S.self, starts[blocks.count]) { scratch in
      withScratch(of: S.self, max(1, plan.parts) * partSize) { sums in
        let panels = zip(blocks, starts).map { block, start in
          StridedPanels(k: block.n, n: block.k, start: scratch + start)
        }
        for (block, panels) in zip(blocks, panels) where block.gx != nil {
          panels.pack(block.weights, rowStep: 1, columnStep: block.n)
        }
        fill(count: max(1, plan.parts) * partSize, with: 0, sums)
        Parallel.forEach(plan.parts) { part in
          let own = sums + part * partSize
          let first = part * plan.tilesPerPart
          let widest = blocks.map { meridian_panel_size(S.element, plan.rows, $0.n) }.max() ?? 0
          withScratch(of: S.self, widest) { packed in
            for tile in first..<min(first + plan.tilesPerPart, plan.tiles) {
              let rows = tile * plan.rows..<min(m, (tile + 1) * plan.rows)
              let source = gradient + rows.lowerBound * width
              for (index, block) in blocks.enumerated() where block.k > 0 && block.n > 0 {
                if let gx = block.gx {
                  panels[index].multiply(
                    rows.count, source + block.column, rowStep: width, adding: block.addsToX,
                    into: gx + rows.lowerBound * block.xStep, step: block.xStep)
                }
                guard block.gw != nil, let x = block.x else { continue }
                meridian_gemm(
                  S.element, block.k, block.n, rows.count, x + rows.lowerBound * block.xStep, 1,
                  block.xStep, source + block.column, width, 1, 1, own + parts[index], block.n,
                  packed)
              }
              if gb != nil {
                for row in rows {
                  meridian_axpy(
                    S.element, width, 1, gradient + row * width, own + parts[blocks.count])
                }
              }
            }
          }
        }
        withScratch(of: S.self, partSize) { total in
          Kernels.sum(outer: 1, middle: plan.parts, inner: partSize, sums, into: total)
          for (index, block) in blocks.enumerated() {
            block.gw?.update(from: total + parts[index], count: block.k * block.n)
          }
          gb?.update(from: total + parts[blocks.count], count: width)
        }
      }
    }
  }

  private static func zero<S: NumericScalar>(
    _ rows: Int, _ columns: Int, _ y: UnsafeMutablePointer<S>, step: Int
  ) {
    for row in 0..<rows { (y + row * step).update(repeating: 0, count: columns) }
  }
}
