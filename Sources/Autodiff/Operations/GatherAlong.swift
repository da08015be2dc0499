internal import Numerics

extension Variable {
  /// Along an axis, for each place of the indices the element that they name there: for axis 1 of three,
  /// `y[i, j, k] = x[i, indices[i, j, k], k]`.
  ///
  /// - Parameter indices: of this shape but for the axis.
  public func gathered(_ indices: Tensor<Int32>, axis: Int) -> Variable {
    let original = shape
    let result = value.gathered(indices, axis: axis)
    return tape.record("gathered", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node, shape: original, gradient) {
        $0.addAlong(gradient, at: indices, axis: axis < 0 ? axis + original.count : axis)
      }
    }
  }

  /// Zeros of a size along an axis, to which each element is added where its index names the place: for axis
  /// 1 of three, `y[i, indices[i, j, k], k] += x[i, j, k]`. It is what ``gathered(_:axis:)`` does to
  /// gradients.
  ///
  /// - Parameter indices: of this shape, in `0 ..< size`.
  public func scattered(_ indices: Tensor<Int32>, axis: Int, size: Int) -> Variable {
    var target = shape
    let place = trapping { () throws(TensorError) in
      try ShapeRules.scatter(shape, indices: indices.shape, axis: axis, size: size)
    }
    precondition(
      indices.areIndices(below: size), "scattered: an index is not in 0 ..< \(size)")
    target[place] = size
    var result = Tensor<Scalar>(zeros: target)
    result.addAlong(value, at: indices, axis: place)
    return tape.record("scattered", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) { gradient.gathered(indices, axis: place) }
    }
  }

  /// `count` rows of zeros, to which each row of this is added where its index names it: axis 0 of several
  /// axes, the opposite of ``gatherRows(_:)-([Int32])``.
  ///
  /// - Parameter indices: one a row, in `0 ..< count`; rows come in their order.
  public func scatterRows(_ indices: Tensor<Int32>, count: Int) -> Variable {
    trapping { () throws(TensorError) in
      try ShapeRules.scatterRows(shape, indices: indices.shape, count: count)
    }
    precondition(
      indices.areIndices(below: count), "scatterRows: an index is not in 0 ..< \(count)")
    var result = Tensor<Scalar>(zeros: [count] + shape.dropFirst())
    result.addRows(value, at: indices)
    return tape.record("scatterRows", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) { gradient.rows(at: indices) }
    }
  }
}

extension Tensor {
  /// Along an axis, for each place of the indices the element that they name there.
  public func gathered(_ indices: Tensor<Int32>, axis: Int) -> Tensor {
    let place = trapping { () throws(TensorError) in
      try ShapeRules.gather(shape, indices: indices.shape, axis: axis)
    }
    precondition(
      indices.areIndices(below: shape[place]), "gathered: an index outside axis \(axis) of \(shape)"
    )
    return Tensor(
      shape: indices.shape,
      writing: { y in
        read { x in
          indices.read {
            Kernels.gatherAlong(
              Lanes(indices.shape, axis: place), size: shape[place], x, indices: $0, into: y)
          }
        }
      })
  }
}

extension Tensor where Scalar: TensorScalar {
  /// Adds each element of another where its index names the place along an axis.
  fileprivate mutating func addAlong(_ other: Tensor, at indices: Tensor<Int32>, axis: Int) {
    let size = shape[axis]
    withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      other.read { other in
        indices.read {
          Kernels.scatterAddAlong(
            Lanes(indices.shape, axis: axis), size: size, other, indices: $0, into: target)
        }
      }
    }
  }
}
