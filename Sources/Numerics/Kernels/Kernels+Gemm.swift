internal import CKernels
internal import COpenBLAS

extension Kernels {
  /// The version of the rules below that cut a product into tiles; part of the numerics fingerprint.
  package static let tilePlanVersion = 2

  /// The tiles of a product, chosen from its shape alone, so that the bits do not depend on who
  /// computes one.
  struct TilePlan {
    /// Rows of a tile and columns of a tile.
    let rows: Int, columns: Int
    /// Terms of the inner sum a tile takes; more than one chunk is summed in order.
    let depth: Int

    init(m: Int, n: Int, k: Int) {
      depth = k > 8_192 && m * n <= 65_536 ? 4_096 : max(1, k)
      var (rows, columns) = (max(1, m), max(1, n))
      // A tile of half a million terms takes five microseconds, as long as it takes to wake a thread.
      let wanted = depth < k ? 1 : min(16, (m * n * k) >> 19)
      if wanted > 1 {
        (rows, columns) = (min(rows, 512), min(columns, 512))
        func tiles() -> Int { ((m + rows - 1) / rows) * ((n + columns - 1) / columns) }
        // Fewer columns cost nothing: each panel of 32 is a walk of its own over the left rows. Fewer rows
        // make packing weigh more.
        while tiles() < wanted {
          if columns > 128 || (rows <= 64 && columns > 32) {
            columns = (columns / 2 + 31) / 32 * 32
          } else if rows > 64 {
            rows = (rows / 2 + 7) / 8 * 8
          } else {
            break
          }
        }
      }
      (self.rows, self.columns) = (rows, columns)
    }
  }

  /// `c = op(a) op(b)`, or added to c: op(a) is m × k, op(b) k × n, all row-major without gaps.
  ///
  /// - Parameters:
  ///   - aIsTransposed: a is stored k × m.
  ///   - bIsTransposed: b is stored n × k.
  package static func gemm<S: NumericScalar>(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<S>, transposed aIsTransposed: Bool = false,
    _ b: UnsafePointer<S>, transposed bIsTransposed: Bool = false, adding: Bool = false,
    into c: UnsafeMutablePointer<S>
  ) {
    guard m > 0, n > 0 else { return }
    guard k > 0 else {
      if !adding { fill(count: m * n, with: 0, c) }
      return
    }
    let plan = TilePlan(m: m, n: n, k: k)
    if plan.depth < k {
      gemmInChunks(
        m: m, n: n, k: k, chunk: plan.depth, a, aIsTransposed, b, bIsTransposed, adding, c)
      return
    }
    grid(m, plan.rows, n, plan.columns) { rows, columns in
      tile(
        m: rows.count, n: columns.count, k: k,
        a + rows.lowerBound * (aIsTransposed ? 1 : k), aIsTransposed, aIsTransposed ? m : k,
        b + columns.lowerBound * (bIsTransposed ? k : 1), bIsTransposed, bIsTransposed ? k : n,
        adding, c + rows.lowerBound * n + columns.lowerBound, n)
    }
  }

  /// Runs `body` over the tiles of a grid of `m` rows and `n` columns.
  static func grid(
    _ m: Int, _ rows: Int, _ n: Int, _ columns: Int, _ body: (Range<Int>, Range<Int>) -> Void
  ) {
    let across = (n + columns - 1) / columns
    Parallel.forEach((m + rows - 1) / rows * across) { index in
      let (row, column) = (index / across * rows, index % across * columns)
      body(row..<min(m, row + rows), column..<min(n, column + columns))
    }
  }

  /// `batch` products of one shape; a step of 0 repeats an operand.
  package static func gemmBatch<S: NumericScalar>(
    batch: Int, m: Int, n: Int, k: Int, _ a: UnsafePointer<S>, transposed aIsTransposed: Bool,
    step aStep: Int, _ b: UnsafePointer<S>, transposed bIsTransposed: Bool, step bStep: Int,
    into c: UnsafeMutablePointer<S>
  ) {
    let group = max(1, (1 << 19) / max(1, m * n * k))
    shards(batch, size: group) { range in
      for index in range {
        gemm(
          m: m, n: n, k: k, a + index * aStep, transposed: aIsTransposed, b + index * bStep,
          transposed: bIsTransposed, into: c + index * m * n)
      }
    }
  }

  private static func gemmInChunks<S: NumericScalar>(
    m: Int, n: Int, k: Int, chunk: Int, _ a: UnsafePointer<S>, _ aIsTransposed: Bool,
    _ b: UnsafePointer<S>, _ bIsTransposed: Bool, _ adding: Bool, _ c: UnsafeMutablePointer<S>
  ) {
    let chunks = (k + chunk - 1) / chunk
    withScratch(of: S.self, chunks * m * n) { partial in
      shards(k, size: chunk) { range in
        tile(
          m: m, n: n, k: range.count, a + range.lowerBound * (aIsTransposed ? m : 1),
          aIsTransposed, aIsTransposed ? m : k, b + range.lowerBound * (bIsTransposed ? 1 : n),
          bIsTransposed, bIsTransposed ? k : n, false,
          partial + range.lowerBound / chunk * m * n, n)
      }
      if !adding { c.update(from: partial, count: m * n) }
      for index in (adding ? 0 : 1)..<chunks {
        add(count: m * n, partial + index * m * n, scaledBy: 1, to: c)
      }
    }
  }

  /// One tile, on one thread; steps lie between the rows as they are stored.
  static func tile<S: NumericScalar>(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<S>, _ aIsTransposed: Bool, _ aStep: Int,
    _ b: UnsafePointer<S>, _ bIsTransposed: Bool, _ bStep: Int, _ adding: Bool,
    _ c: UnsafeMutablePointer<S>, _ cStep: Int
  ) {
    // The house's own tiles: their panels fit in the second cache, and the left side is read where
    // it lies, which OpenBLAS packs as well. For a few rows or columns neither pays.
    if m >= 8 && n >= 4 {
      withScratch(
        of: S.self, meridian_panel_size(S.element, min(k, Int(MERIDIAN_TILE_DEPTH)), n)
      ) {
        meridian_gemm(
          S.element, m, n, k, a, aIsTransposed ? 1 : aStep, aIsTransposed ? aStep : 1, b,
          bIsTransposed ? 1 : bStep, bIsTransposed ? bStep : 1, adding ? 1 : 0, c, cStep, $0)
      }
      return
    }
    OpenBLAS.useOneThread()
    let left = aIsTransposed ? CblasTrans : CblasNoTrans
    let right = bIsTransposed ? CblasTrans : CblasNoTrans
    let (a, b, c) = (UnsafeRawPointer(a), UnsafeRawPointer(b), UnsafeMutableRawPointer(c))
    if S.element == Int32(MERIDIAN_FLOAT32) {
      cblas_sgemm(
        CblasRowMajor, left, right, blasint(m), blasint(n), blasint(k), 1,
        a.assumingMemoryBound(to: Float.self), blasint(aStep),
        b.assumingMemoryBound(to: Float.self), blasint(bStep), adding ? 1 : 0,
        c.assumingMemoryBound(to: Float.self), blasint(cStep))
    } else {
      cblas_dgemm(
        CblasRowMajor, left, right, blasint(m), blasint(n), blasint(k), 1,
        a.assumingMemoryBound(to: Double.self), blasint(aStep),
        b.assumingMemoryBound(to: Double.self), blasint(bStep), adding ? 1 : 0,
        c.assumingMemoryBound(to: Double.self), blasint(cStep))
    }
  }
}
