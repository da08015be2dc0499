internal import Numerics

extension Variable {
  /// a − b with broadcasting.
  @_specialize(where Scalar == Float)
  public static func - (a: Variable, b: Variable) -> Variable {
    let (aShape, bShape) = (a.shape, b.shape)
    let (aNode, bNode) = (a.node, b.node)
    return a.tape.record(
      "subtract", .combining(.subtract, "subtract", a.value, b.value),
      when: a.isRecorded || b.isRecorded
    ) { gradient, gradients in
      gradients.add(to: aNode) { gradient.unbroadcast(to: aShape) }
      gradients.add(to: bNode) { gradient.unbroadcast(to: bShape).mapped(.negate) }
    }
  }

  /// a − b for a number b.
  public static func - (a: Variable, b: Scalar) -> Variable { a + -b }

  /// a − b for a number a.
  public static func - (a: Scalar, b: Variable) -> Variable { -b + a }

  /// −a.
  public static prefix func - (a: Variable) -> Variable {
    a.elementwise(.negate, "negate", keeping: .neither)
  }
}
