/// Variables of one tape end to end along an axis; their shapes agree outside it.
@_specialize(where Scalar == Float)
public func concatenate<Scalar>(
  _ variables: [Variable<Scalar>], axis: Int
) -> Variable<Scalar> {
  let result = concatenate(variables.map(\.value), axis: axis)
  let axis = axis < 0 ? axis + result.rank : axis
  let sizes = variables.map { $0.shape[axis] }
  let nodes = variables.map(\.node)
  return variables[0].tape.record(
    "concatenate", result, when: variables.contains { $0.isRecorded }
  ) { gradient, gradients in
    var start = 0
    for (size, node) in zip(sizes, nodes) {
      gradients.add(to: node) { gradient.slice(axis: axis, start..<(start + size)) }
      start += size
    }
  }
}

/// Tensors end to end along an axis; their shapes agree outside it.
public func concatenate<Scalar>(_ tensors: [Tensor<Scalar>], axis: Int) -> Tensor<Scalar> {
  let target = trapping { () throws(TensorError) in
    try ShapeRules.concatenate(tensors.map(\.shape), axis: axis)
  }
  let axis = axis < 0 ? axis + target.count : axis
  let steps = Strides.rowMajor(target)
  return Tensor(
    shape: target,
    writing: { y in
      var start = 0
      for tensor in tensors where tensor.count > 0 {
        tensor.write(into: y + start * steps[axis], steps: steps)
        start += tensor.shape[axis]
      }
    })
}

/// Variables of one tape and one shape side by side along a new axis.
public func stack<Scalar>(_ variables: [Variable<Scalar>], axis: Int) -> Variable<Scalar> {
  let place = trapping { () throws(TensorError) in
    try ShapeRules.stack(variables.map(\.shape), axis: axis)
  }
  return concatenate(variables.map { $0.unsqueezed(axis: place) }, axis: place)
}

/// Tensors of one shape side by side along a new axis.
public func stack<Scalar>(_ tensors: [Tensor<Scalar>], axis: Int) -> Tensor<Scalar> {
  let place = trapping { () throws(TensorError) in
    try ShapeRules.stack(tensors.map(\.shape), axis: axis)
  }
  return concatenate(tensors.map { $0.unsqueezed(axis: place) }, axis: place)
}
