internal import Numerics

extension Variable {
  /// The largest value in each window of grids `[n, size…, channels]` of one to three dimensions, channel by
  /// channel.
  ///
  /// The gradient goes to the first of equals; NaN counts as largest.
  public func maxPool(_ options: Pool) -> Variable {
    let (input, target, window) = pooled("maxPool", options)
    let items = input[0]
    let bytes = target.reduce(1, *) * Kernels.positionBytes(window)
    let positions = TensorStorage<Float>(count: (bytes + 3) / 4)
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        value.read {
          Kernels.maxPool(items: items, window, $0, into: y, positions: positions.pointer)
        }
      })
    return tape.record("maxPool", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        Tensor(
          shape: input,
          writing: { target in
            gradient.read {
              Kernels.maxPoolPullback(
                items: items, window, gradient: $0, positions: positions.pointer, into: target)
            }
          })
      }
    }
  }

  /// The mean in each window of grids `[n, size…, channels]` of one to three dimensions, channel by channel,
  /// over the cells that lie in the grid.
  public func averagePool(_ options: Pool) -> Variable {
    let (input, target, window) = pooled("averagePool", options)
    let items = input[0]
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        value.read { Kernels.averagePool(items: items, window, $0, into: y) }
      })
    return tape.record("averagePool", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        Tensor(
          shape: input,
          writing: { target in
            gradient.read {
              Kernels.averagePoolPullback(items: items, window, gradient: $0, into: target)
            }
          })
      }
    }
  }

  /// The largest value in each window of images `[n, height, width, channels]`: ``maxPool(_:)``.
  public func maxPool2d(_ options: Pool2D) -> Variable { maxPool(options.onGrids) }

  /// The mean in each window of images `[n, height, width, channels]`: ``averagePool(_:)``.
  public func averagePool2d(_ options: Pool2D) -> Variable { averagePool(options.onGrids) }

  /// The largest value of each channel over all cells of grids `[n, size…, channels]`: `[n, channels]`.
  ///
  /// The gradient goes to the first of equals; NaN counts as largest. A grid must have a cell.
  public func globalMaxPool() -> Variable { flattenedCells("globalMaxPool").max(axis: 1) }

  /// The mean of each channel over all cells of grids `[n, size…, channels]`: `[n, channels]`; that of no cell
  /// is NaN.
  public func globalAveragePool() -> Variable {
    flattenedCells("globalAveragePool").mean(axes: [1])
  }

  private func flattenedCells(_ operation: String) -> Variable {
    precondition(shape.count >= 2, "\(operation): shape \(shape) has no items and channels")
    return reshaped(to: [
      shape[0], shape[1..<(shape.count - 1)].reduce(1, *), shape[shape.count - 1],
    ])
  }

  private func pooled(
    _ operation: String, _ options: Pool
  ) -> (input: [Int], target: [Int], window: SlidingWindow) {
    let input = shape
    return trapping { () throws(TensorError) in
      (
        input, try ShapeRules.pool(operation, input, options),
        try ShapeRules.poolWindow(operation, input, options)
      )
    }
  }
}
