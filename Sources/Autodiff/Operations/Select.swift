internal import Numerics

extension Variable {
  /// The elements, or where the mask is not 0 another's; all three broadcast.
  public func replaced(where mask: Tensor<Int32>, with other: Variable) -> Variable {
    let (aShape, bShape) = (shape, other.shape)
    let (aNode, bNode) = (node, other.node)
    let result = value.replaced(where: mask, with: other.value)
    return tape.record("replaced", result, when: isRecorded || other.isRecorded) {
      gradient, gradients in
      let zero = Tensor(Scalar(0))
      gradients.add(to: aNode) {
        gradient.replaced(where: mask, with: zero).unbroadcast(to: aShape)
      }
      gradients.add(to: bNode) {
        zero.replaced(where: mask, with: gradient).unbroadcast(to: bShape)
      }
    }
  }

  /// The elements, or where the mask is not 0 a number.
  public func replaced(where mask: Tensor<Int32>, with number: Scalar) -> Variable {
    replaced(where: mask, with: tape.constant(Tensor(number)))
  }
}

extension Tensor where Scalar: TensorScalar {
  /// The elements, or where the mask is not 0 another's; all three broadcast.
  public func replaced(where mask: Tensor<Int32>, with other: Tensor) -> Tensor {
    let target = trapping { () throws(TensorError) in
      let pair = try ShapeRules.broadcast("replaced", shape, other.shape)
      return try ShapeRules.broadcast("replaced", pair, mask.shape)
    }
    let (a, aStep) = flat(target)
    let (b, bStep) = other.flat(target)
    let mask = mask.expanded(to: target)
    return Tensor(
      shape: target,
      writing: { y in
        mask.read { mask in
          a.readInPlace { a in
            b.readInPlace { b in
              Kernels.select(
                count: target.product, mask: mask, b, step: bStep, a, step: aStep, into: y)
            }
          }
        }
      })
  }

  /// 1 where an element is less than another's, else 0; the two broadcast.
  public func isLess(than other: Tensor) -> Tensor<Int32> { compared(.less, other) }

  /// 1 where an element is greater than another's, else 0; the two broadcast.
  public func isGreater(than other: Tensor) -> Tensor<Int32> { other.compared(.less, self) }

  /// 1 where an element equals another's, else 0; the two broadcast.
  public func isEqual(to other: Tensor) -> Tensor<Int32> { compared(.equal, other) }

  private func compared(_ comparison: Kernels.Comparison, _ other: Tensor) -> Tensor<Int32> {
    let target = trapping { () throws(TensorError) in
      try ShapeRules.broadcast("compare", shape, other.shape)
    }
    let (a, aStep) = flat(target)
    let (b, bStep) = other.flat(target)
    return Tensor<Int32>(
      shape: target,
      writing: { y in
        a.readInPlace { a in
          b.readInPlace { b in
            Kernels.compare(
              comparison, count: target.product, a, step: aStep, b, step: bStep, into: y)
          }
        }
      })
  }

  /// This stretched to a shape, in memory's order with step 1, or one element for all with step 0.
  private func flat(_ shape: [Int]) -> (Tensor, Int) {
    let stretched = expanded(to: shape)
    return stretched.isOneElement ? (stretched, 0) : (stretched.contiguous(), 1)
  }
}
