internal import CKernels
internal import COpenBLAS

/// Products of tall matrices of eight columns.
///
/// They are shared out by rows in pieces that follow from the shape alone; sums over rows are added in the order of the
/// pieces.
struct BlockVectors {
  /// The columns of a block, as many as the C loops take.
  static let width = 8
  private static let square = width * width

  let rows: Int
  private let grain: Int

  init(rows: Int) {
    self.rows = rows
    // Few enough pieces that their partial sums stay small.
    grain = max(1_024, (rows / 64 + 255) / 256 * 256)
    OpenBLAS.useOneThread()
  }

  /// `panels`ᵀ `block`: eight numbers for each column of each panel.
  func inner(
    _ panels: UnsafePointer<Double>, count: Int, _ block: UnsafePointer<Double>
  ) -> [Double] {
    let size = count * Self.square
    guard size > 0 else { return [] }
    let pieces = (rows + grain - 1) / grain
    var partial = [Double](repeating: 0, count: pieces * size)
    partial.withUnsafeMutableBufferPointer { partial in
      Parallel.forEach(pieces) { piece in
        meridian_blocks_inner(
          piece * grain, min((piece + 1) * grain, rows), rows, count, panels, block,
          partial.extracting(piece * size..<(piece + 1) * size).baseAddress)
      }
      for piece in 1..<max(1, pieces) {
        for entry in 0..<size { partial[entry] += partial[piece * size + entry] }
      }
    }
    return Array(partial.prefix(size))
  }

  /// `block` −= `panels` · `factors`.
  func subtract(
    _ panels: UnsafePointer<Double>, count: Int, times factors: [Double],
    from block: UnsafeMutablePointer<Double>
  ) {
    guard count > 0 else { return }
    factors.withUnsafeBufferPointer { factors in
      Parallel.forEach(rangesOf: rows, grain: grain) { range in
        meridian_blocks_subtract(
          range.lowerBound, range.upperBound, rows, count, panels, factors.baseAddress, block)
      }
    }
  }

  /// `block` = `block` · `factors`.
  func transform(_ block: UnsafeMutablePointer<Double>, by factors: [Double]) {
    factors.withUnsafeBufferPointer { factors in
      Parallel.forEach(rangesOf: rows, grain: grain) { range in
        meridian_blocks_transform(range.lowerBound, range.upperBound, factors.baseAddress, block)
      }
    }
  }

  /// Calls `body` with pieces of `panels` · `factor`.
  ///
  /// - Parameters:
  ///   - factor: 8 `count` × `width`.
  ///   - body: takes the number of the first row of a piece, how many there are, and the rows without gaps. It may
  ///     overwrite these rows of the panels.
  func combine(
    _ panels: UnsafePointer<Double>, count: Int, factor: [Double], width: Int,
    _ body: (Int, Int, UnsafePointer<Double>) -> Void
  ) {
    let depth = count * Self.width
    factor.withUnsafeBufferPointer { factor in
      Parallel.forEach(rangesOf: rows, grain: 512) { range in
        let memory = UnsafeMutablePointer<Double>.allocate(capacity: range.count * (depth + width))
        defer { memory.deallocate() }
        for panel in 0..<count {
          for row in range {
            (memory + (row - range.lowerBound) * depth + panel * Self.width).update(
              from: panels + (panel * rows + row) * Self.width, count: Self.width)
          }
        }
        let product = memory + range.count * depth
        cblas_dgemm(
          CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(range.count), blasint(width),
          blasint(depth), 1, memory, blasint(depth), factor.baseAddress, blasint(width), 0, product,
          blasint(width))
        body(range.lowerBound, range.count, product)
      }
    }
  }
}
