internal import COpenBLAS

/// Tall matrices and their products, shared out by rows in pieces that follow from the shape alone.
///
/// All are row-major; OpenBLAS multiplies each piece on one thread, and sums over rows are added in order.
struct TallProducts {
  let rows: Int
  private let grain: Int

  init(rows: Int) {
    self.rows = rows
    // Few enough pieces that their partial sums stay small.
    grain = max(1_024, (rows / 64 + 255) / 256 * 256)
    OpenBLAS.useOneThread()
  }

  var pieceCount: Int { (rows + grain - 1) / grain }

  func piece(_ index: Int) -> Range<Int> { index * grain..<min((index + 1) * grain, rows) }

  /// `left`ᵀ `right`, m × n without gaps.
  func inner(_ left: Tall, _ right: Tall, into product: UnsafeMutablePointer<Double>) {
    let (m, n) = (left.columns, right.columns)
    guard m > 0, n > 0 else { return }
    let count = pieceCount
    let partial = UnsafeMutablePointer<Double>.allocate(capacity: count * m * n)
    defer { partial.deallocate() }
    Parallel.forEach(count) { index in
      let range = piece(index)
      cblas_dgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, blasint(m), blasint(n), blasint(range.count), 1,
        left.start + range.lowerBound * left.stride, blasint(left.stride),
        right.start + range.lowerBound * right.stride, blasint(right.stride), 0,
        partial + index * m * n, blasint(n))
    }
    product.update(from: partial, count: m * n)
    for index in 1..<max(1, count) {
      for entry in 0..<m * n { product[entry] += partial[index * m * n + entry] }
    }
  }

  /// `target` −= `left` · `factor`, which has no gaps.
  func subtract(_ left: Tall, times factor: UnsafePointer<Double>, from target: Tall) {
    guard left.columns > 0, target.columns > 0 else { return }
    Parallel.forEach(pieceCount) { index in
      multiply(left, piece(index), factor, -1, 1, target.start, target)
    }
  }

  /// `target` = `source` · `factor`, which has no gaps; they may share their first columns.
  func multiply(_ source: Tall, by factor: UnsafePointer<Double>, into target: Tall) {
    let width = target.columns
    Parallel.forEach(pieceCount) { index in
      let range = piece(index)
      let product = UnsafeMutablePointer<Double>.allocate(capacity: range.count * width)
      defer { product.deallocate() }
      let packed = Tall(start: product - range.lowerBound * width, columns: width, stride: width)
      multiply(source, range, factor, 1, 0, packed.start, packed)
      for row in range {
        (target.start + row * target.stride).update(from: packed.start + row * width, count: width)
      }
    }
  }

  private func multiply(
    _ left: Tall, _ range: Range<Int>, _ factor: UnsafePointer<Double>, _ scale: Double,
    _ keep: Double, _ start: UnsafeMutablePointer<Double>, _ target: Tall
  ) {
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(range.count), blasint(target.columns),
      blasint(left.columns), scale, left.start + range.lowerBound * left.stride,
      blasint(left.stride), factor, blasint(target.columns), keep,
      start + range.lowerBound * target.stride, blasint(target.stride))
  }
}

/// Some columns of a row-major matrix in memory that another holds.
struct Tall {
  let start: UnsafeMutablePointer<Double>
  let columns: Int
  let stride: Int
}
