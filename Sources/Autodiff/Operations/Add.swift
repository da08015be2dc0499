internal import Numerics

extension Variable {
  /// a + b with broadcasting.
  @_specialize(where Scalar == Float)
  public static func + (a: Variable, b: Variable) -> Variable {
    let (aShape, bShape) = (a.shape, b.shape)
    let (aNode, bNode) = (a.node, b.node)
    return a.tape.record(
      "add", .combining(.add, "add", a.value, b.value), when: a.isRecorded || b.isRecorded
    ) { gradient, gradients in
      gradients.add(to: aNode) { gradient.unbroadcast(to: aShape) }
      gradients.add(to: bNode) { gradient.unbroadcast(to: bShape) }
    }
  }

  /// a + b for a number b.
  public static func + (a: Variable, b: Scalar) -> Variable {
    a.elementwise(.shift, "add", parameter: Double(b), keeping: .neither)
  }

  /// a + b for a number a.
  public static func + (a: Scalar, b: Variable) -> Variable { b + a }
}
