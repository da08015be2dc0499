internal import Numerics

extension Variable {
  /// The places along an axis that the indices name, in their order; one may be named several times.
  @_specialize(where Scalar == Float)
  public func selected(_ indices: Tensor<Int32>, axis: Int) -> Variable {
    let original = shape
    let result = value.selected(indices, axis: axis)
    let lanes = Lanes(original, axis: axis < 0 ? axis + original.count : axis)
    let count = indices.count
    return tape.record("selected", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node, shape: original, gradient) { sum in
        sum.withUnsafeMutableBufferPointer { target in
          guard let target = target.baseAddress else { return }
          indices.read { indices in
            gradient.read {
              Kernels.scatterAddMiddle(
                lanes, count: count, $0, indices: indices, into: target)
            }
          }
        }
      }
    }
  }

  /// The places along an axis that the indices name, in their order; one may be named several times.
  public func selected(_ indices: [Int32], axis: Int) -> Variable {
    selected(Tensor<Int32>(indices), axis: axis)
  }
}

extension Tensor {
  /// The places along an axis that the indices, one axis of them, name in their order.
  public func selected(_ indices: Tensor<Int32>, axis: Int) -> Tensor {
    let place = trapping { () throws(TensorError) in
      try ShapeRules.select(shape, indices: indices.shape, axis: axis)
    }
    precondition(
      indices.areIndices(below: shape[place]), "selected: an index outside axis \(axis) of \(shape)"
    )
    var target = shape
    target[place] = indices.count
    return Tensor(
      shape: target,
      writing: { y in
        read { x in
          indices.read {
            Kernels.gatherMiddle(
              Lanes(shape, axis: place), count: indices.count, x, indices: $0, into: y)
          }
        }
      })
  }
}
