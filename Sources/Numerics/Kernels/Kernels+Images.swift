internal import CKernels

extension Kernels {
  /// Where in its window each result of a maximum was, in bytes where they can hold it.
  package static func positionBytes(_ window: SlidingWindow) -> Int { window.cells <= 256 ? 1 : 4 }

  /// Largest value in each window.
  ///
  /// - Parameter positions: ``positionBytes(_:)`` for each result.
  package static func maxPool<S: NumericScalar>(
    items: Int, _ window: SlidingWindow, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>,
    positions: UnsafeMutableRawPointer
  ) {
    let bytes = positionBytes(window)
    eachItem(items, window) { item, count, window in
      meridian_max_pool(
        S.element, bytes == 1 ? 0 : 1, count, &window, x + item.input, y + item.output,
        positions + bytes * item.output)
    }
  }

  /// Sends each gradient to the cell that was largest.
  package static func maxPoolPullback<S: NumericScalar>(
    items: Int, _ window: SlidingWindow, gradient: UnsafePointer<S>,
    positions: UnsafeRawPointer, into result: UnsafeMutablePointer<S>
  ) {
    let bytes = positionBytes(window)
    eachItem(items, window) { item, count, window in
      meridian_max_pool_pullback(
        S.element, bytes == 1 ? 0 : 1, count, &window, gradient + item.output,
        positions + bytes * item.output, result + item.input)
    }
  }

  /// Mean over the cells of each window that lie in the grid.
  package static func averagePool<S: NumericScalar>(
    items: Int, _ window: SlidingWindow, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    eachItem(items, window) { item, count, window in
      meridian_average_pool(S.element, count, &window, x + item.input, y + item.output)
    }
  }

  /// Shares each gradient among the cells that were averaged.
  package static func averagePoolPullback<S: NumericScalar>(
    items: Int, _ window: SlidingWindow, gradient: UnsafePointer<S>,
    into result: UnsafeMutablePointer<S>
  ) {
    eachItem(items, window) { item, count, window in
      meridian_average_pool_pullback(
        S.element, count, &window, gradient + item.output, result + item.input)
    }
  }

  private static func eachItem(
    _ items: Int, _ window: SlidingWindow,
    _ body: ((input: Int, output: Int), Int, inout meridian_window) -> Void
  ) {
    let out = window.outCells * window.channels
    shards(items, size: rowShard(elementsPerRow: 2 * window.itemSize)) { range in
      var c = window.c
      body((range.lowerBound * window.itemSize, range.lowerBound * out), range.count, &c)
    }
  }
}
