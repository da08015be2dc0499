internal import Numerics

extension Variable {
  /// The largest element along an axis, which vanishes unless kept with size 1; the axis must not be empty.
  ///
  /// The gradient goes to the first of equals; NaN counts as largest.
  public func max(axis: Int, keepingAxes: Bool = false) -> Variable {
    extreme("max", minimum: false, axis, keepingAxes)
  }

  /// The smallest element along an axis, which vanishes unless kept with size 1; the axis must not be empty.
  ///
  /// The gradient goes to the first of equals; NaN counts as smallest.
  public func min(axis: Int, keepingAxes: Bool = false) -> Variable {
    extreme("min", minimum: true, axis, keepingAxes)
  }

  @_specialize(where Scalar == Float)
  private func extreme(
    _ operation: StaticString, minimum: Bool, _ axis: Int, _ keepingAxes: Bool
  ) -> Variable {
    let full = shape
    let (values, positions) = value.extreme("\(operation)", minimum: minimum, axis: axis)
    let place = axis < 0 ? axis + full.count : axis
    let result = keepingAxes ? values : values.squeezed(axes: [place])
    return tape.record(operation, result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node, shape: full, gradient) {
        $0.addAlong(gradient.reshaped(to: positions.shape), at: positions, axis: place)
      }
    }
  }
}

extension Tensor where Scalar: TensorScalar {
  /// Where the largest element along an axis is, the first of equals; the axis vanishes and must not be empty.
  public func argmax(axis: Int) -> Tensor<Int32> {
    extreme("argmax", minimum: false, axis: axis).1.squeezed(axes: [axis])
  }

  /// Where the smallest element along an axis is, the first of equals; the axis vanishes and must not be empty.
  public func argmin(axis: Int) -> Tensor<Int32> {
    extreme("argmin", minimum: true, axis: axis).1.squeezed(axes: [axis])
  }

  /// The largest element along an axis, which stays with size 1.
  func largest(axis: Int) -> Tensor { extreme("max", minimum: false, axis: axis).0 }

  /// The extremes along an axis, which stays with size 1, and their places.
  fileprivate func extreme(
    _ operation: String, minimum: Bool, axis: Int
  ) -> (Tensor, Tensor<Int32>) {
    let axis = trapping { () throws(TensorError) in
      try ShapeRules.extreme(operation, shape, axis: axis)
    }
    var target = shape
    target[axis] = 1
    let positions = TensorStorage<Int32>(count: target.product)
    let values = Tensor(
      shape: target,
      writing: { y in
        read {
          Kernels.extreme(
            minimum: minimum, Lanes(shape, axis: axis), $0, into: y, positions: positions.pointer)
        }
      })
    return (values, Tensor<Int32>(shape: target, storage: positions))
  }
}
