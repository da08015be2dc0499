internal import Numerics

extension Variable {
  /// a / b, element by element, with broadcasting.
  @_specialize(where Scalar == Float)
  public static func / (a: Variable, b: Variable) -> Variable {
    let divisor = b.value
    let aShape = a.shape
    let result = Tensor.combining(.divide, "divide", a.value, divisor)
    let (aNode, bNode) = (a.node, b.node)
    let kept = b.isRecorded ? result : nil
    return a.tape.record("divide", result, when: a.isRecorded || b.isRecorded) {
      gradient, gradients in
      let share = Tensor.combining(.divide, "divide", gradient, divisor)
      gradients.add(to: aNode) { share.unbroadcast(to: aShape) }
      guard let kept else { return }
      gradients.add(to: bNode) {
        Tensor.combining(.multiply, "divide", share, kept).unbroadcast(to: divisor.shape)
          .mapped(.negate)
      }
    }
  }

  /// a / b for a number b.
  public static func / (a: Variable, b: Scalar) -> Variable { a * (1 / b) }

  /// a / b for a number a.
  public static func / (a: Scalar, b: Variable) -> Variable {
    b.elementwise(.reciprocal, "divide", parameter: Double(a), keeping: .both)
  }
}
