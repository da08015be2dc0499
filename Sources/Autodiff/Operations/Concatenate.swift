internal import Numerics

/// Variables of one tape end to end along an axis; their shapes agree outside it.
public func concatenate<Scalar>(
  _ variables: [Variable<Scalar>], axis: Int
) -> Variable<Scalar> {
  let shapes = variables.map(\.shape)
  let target = trapping { () throws(TensorError) in
    try ShapeRules.concatenate(shapes, axis: axis)
  }
  let axis = axis < 0 ? axis + target.count : axis
  let outer = target[..<axis].reduce(1, *)
  let inner = target[(axis + 1)...].reduce(1, *)
  let values = variables.map(\.value)
  let nodes = variables.map(\.node)
  let whole = target[axis] * inner
  let result = Tensor<Scalar>(
    shape: target,
    writing: { y in
      var offset = 0
      for value in values {
        let run = value.shape[axis] * inner
        value.read {
          Kernels.copyRuns(
            count: outer, columns: run, $0, xStep: run, into: y + offset, yStep: whole)
        }
        offset += run
      }
    })
  return variables[0].tape.record(
    "concatenate", result, when: variables.contains { $0.isRecorded }
  ) { gradient, gradients in
    var offset = 0
    for (shape, node) in zip(shapes, nodes) {
      let run = shape[axis] * inner
      gradients.add(to: node) { [offset] in
        Tensor(
          shape: shape,
          writing: { target in
            gradient.read {
              Kernels.copyRuns(
                count: outer, columns: run, $0 + offset, xStep: whole, into: target, yStep: run)
            }
          })
      }
      offset += run
    }
  }
}
