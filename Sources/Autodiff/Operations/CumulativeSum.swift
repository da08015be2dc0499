internal import Numerics

extension Variable {
  /// The sum of each element and those before it along an axis; or, reversed, those after it.
  public func cumulativeSum(axis: Int, reversed: Bool = false) -> Variable {
    let result = value.cumulativeSum(axis: axis, reversed: reversed)
    return tape.record("cumulativeSum", result, when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { gradient.cumulativeSum(axis: axis, reversed: !reversed) }
    }
  }
}

extension Tensor where Scalar: TensorScalar {
  fileprivate func cumulativeSum(axis: Int, reversed: Bool) -> Tensor {
    let axis = trapping { () throws(TensorError) in
      try ShapeRules.axis("cumulativeSum", shape, axis)
    }
    return Tensor(
      shape: shape,
      writing: { y in
        read {
          Kernels.cumulativeSum(reversed: reversed, Lanes(shape, axis: axis), $0, into: y)
        }
      })
  }
}
