internal import Numerics

extension Variable {
  /// The largest element along an axis, which vanishes unless kept with size 1; the axis must not be empty.
  ///
  /// The gradient goes to the first of equals; NaN counts as largest.
  public func max(axis: Int, keepingAxes: Bool = false) -> Variable {
    let full = shape
    let axis = trapping { () throws(TensorError) in
      try ShapeRules.normalized("max", full, axes: [axis])
    }[0]
    precondition(full[axis] > 0, "max: axis \(axis) of shape \(full) is empty")
    let (outer, middle) = (full[..<axis].reduce(1, *), full[axis])
    let inner = full[(axis + 1)...].reduce(1, *)
    var target = full
    if keepingAxes { target[axis] = 1 } else { target.remove(at: axis) }
    var positions = [Int32](repeating: 0, count: outer * inner)
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        positions.withUnsafeMutableBufferPointer { positions in
          guard let positions = positions.baseAddress else { return }
          value.read {
            Kernels.maximum(
              outer: outer, middle: middle, inner: inner, $0, into: y, positions: positions)
          }
        }
      })
    return tape.record("max", result, when: isRecorded) { [node, positions] gradient, gradients in
      gradients.add(to: node) {
        Tensor(
          shape: full,
          writing: { target in
            positions.withUnsafeBufferPointer { positions in
              guard let positions = positions.baseAddress else { return }
              gradient.read {
                Kernels.maximumPullback(
                  outer: outer, middle: middle, inner: inner, gradient: $0, positions: positions,
                  into: target)
              }
            }
          })
      }
    }
  }
}
