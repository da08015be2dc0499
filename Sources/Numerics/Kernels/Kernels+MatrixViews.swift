internal import CKernels

/// A matrix in memory whose rows, or whose columns, run without gaps.
package struct MatrixView<S: NumericScalar> {
  let pointer: UnsafePointer<S>
  /// Whether it is the columns that run without gaps.
  let isTransposed: Bool
  /// How far apart the runs begin.
  let leading: Int

  package init(_ pointer: UnsafePointer<S>, isTransposed: Bool, leading: Int) {
    (self.pointer, self.isTransposed, self.leading) = (pointer, isTransposed, leading)
  }

  /// From a row and a column on.
  func from(row: Int, column: Int) -> UnsafePointer<S> {
    pointer + (isTransposed ? column * leading + row : row * leading + column)
  }
}

extension Kernels {
  /// `c = a b` for an m × k view a and a k × n view b; c is row-major without gaps.
  package static func gemm<S: NumericScalar>(
    m: Int, n: Int, k: Int, _ a: MatrixView<S>, _ b: MatrixView<S>,
    into c: UnsafeMutablePointer<S>
  ) {
    let isGapless =
      a.leading == (a.isTransposed ? m : k) && b.leading == (b.isTransposed ? k : n)
    if isGapless || m == 0 || n == 0 || k == 0 {
      gemm(
        m: m, n: n, k: k, a.pointer, transposed: a.isTransposed, b.pointer,
        transposed: b.isTransposed, into: c)
      return
    }
    let plan = TilePlan(m: m, n: n, k: k)
    if plan.depth < k {
      gemmInChunks(m: m, n: n, k: k, chunk: plan.depth, a, b, c)
      return
    }
    grid(m, plan.rows, n, plan.columns) { rows, columns in
      tile(
        m: rows.count, n: columns.count, k: k, a.from(row: rows.lowerBound, column: 0),
        a.isTransposed, a.leading, b.from(row: 0, column: columns.lowerBound), b.isTransposed,
        b.leading, false, c + rows.lowerBound * n + columns.lowerBound, n)
    }
  }

  private static func gemmInChunks<S: NumericScalar>(
    m: Int, n: Int, k: Int, chunk: Int, _ a: MatrixView<S>, _ b: MatrixView<S>,
    _ c: UnsafeMutablePointer<S>
  ) {
    let chunks = (k + chunk - 1) / chunk
    withScratch(of: S.self, chunks * m * n) { partial in
      shards(k, size: chunk) { range in
        tile(
          m: m, n: n, k: range.count, a.from(row: 0, column: range.lowerBound), a.isTransposed,
          a.leading, b.from(row: range.lowerBound, column: 0), b.isTransposed, b.leading, false,
          partial + range.lowerBound / chunk * m * n, n)
      }
      c.update(from: partial, count: m * n)
      for index in 1..<chunks {
        add(count: m * n, partial + index * m * n, scaledBy: 1, to: c)
      }
    }
  }

  /// `batch` products of one shape, whose operands the closures name, one after another in c.
  package static func gemmBatch<S: NumericScalar>(
    batch: Int, m: Int, n: Int, k: Int, _ a: (Int) -> MatrixView<S>, _ b: (Int) -> MatrixView<S>,
    into c: UnsafeMutablePointer<S>
  ) {
    // Few large products are each shared out; of many small ones each worker takes some.
    if m * n * k >= 1 << 24 && batch < 16 {
      for index in 0..<batch {
        gemm(m: m, n: n, k: k, a(index), b(index), into: c + index * m * n)
      }
    } else {
      shards(batch, size: max(1, (1 << 19) / max(1, m * n * k))) { range in
        for index in range {
          gemm(m: m, n: n, k: k, a(index), b(index), into: c + index * m * n)
        }
      }
    }
  }
}
