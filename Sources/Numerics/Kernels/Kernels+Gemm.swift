internal import CKernels
internal import COpenBLAS

extension Kernels {
  /// The version of the rules below that cut a product into tiles; part of the numerics fingerprint.
  package static let tilePlanVersion = 1

  /// The tiles of a product, chosen from its shape alone: OpenBLAS, always on one thread, gives bits that
  /// depend on a tile's shape but not on who computes it.
  struct TilePlan {
    /// Rows of a tile and columns of a tile.
    let rows: Int, columns: Int
    /// Terms of the inner sum a tile takes; more than one chunk is summed in order.
    let depth: Int

    init(m: Int, n: Int, k: Int) {
      depth = k > 8_192 && m * n <= 65_536 ? 4_096 : max(1, k)
      let isSmall = m * n * min(k, depth) < 1 << 18 || depth < k
      rows = isSmall || m < n ? m : Self.tile(m)
      columns = isSmall || m >= n ? n : Self.tile(n)
    }

    private static func tile(_ length: Int) -> Int {
      switch length {
      case ..<512: max(32, (length / 2 + 31) / 32 * 32)
      case ..<1_024: (length / 4 + 31) / 32 * 32
      case ..<2_048: 256
      default: 512
      }
    }
  }

  private static let onlyOneThread: Void = openblas_set_num_threads(1)

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
    shards(m, size: plan.rows) { rows in
      shards(n, size: plan.columns) { columns in
        tile(
          m: rows.count, n: columns.count, k: k,
          a + rows.lowerBound * (aIsTransposed ? 1 : k), aIsTransposed, aIsTransposed ? m : k,
          b + columns.lowerBound * (bIsTransposed ? k : 1), bIsTransposed, bIsTransposed ? k : n,
          adding, c + rows.lowerBound * n + columns.lowerBound, n)
      }
    }
  }

  /// `batch` products of one shape; a step of 0 repeats an operand.
  package static func gemmBatch<S: NumericScalar>(
    batch: Int, m: Int, n: Int, k: Int, _ a: UnsafePointer<S>, transposed aIsTransposed: Bool,
    step aStep: Int, _ b: UnsafePointer<S>, transposed bIsTransposed: Bool, step bStep: Int,
    into c: UnsafeMutablePointer<S>
  ) {
    let group = max(1, (1 << 18) / max(1, m * n * k))
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

  static func tile<S: NumericScalar>(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<S>, _ aIsTransposed: Bool, _ aStep: Int,
    _ b: UnsafePointer<S>, _ bIsTransposed: Bool, _ bStep: Int, _ adding: Bool,
    _ c: UnsafeMutablePointer<S>, _ cStep: Int
  ) {
    _ = onlyOneThread
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
