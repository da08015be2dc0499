internal import Numerics

extension Variable {
  /// a · b, element by element, with broadcasting.
  @_specialize(where Scalar == Float)
  public static func * (a: Variable, b: Variable) -> Variable {
    let (x, y) = (a.value, b.value)
    let (aNode, bNode) = (a.node, b.node)
    return a.tape.record(
      "multiply", .combining(.multiply, "multiply", x, y), when: a.isRecorded || b.isRecorded
    ) { gradient, gradients in
      gradients.add(to: aNode) {
        Tensor.combining(.multiply, "multiply", gradient, y).unbroadcast(to: x.shape)
      }
      gradients.add(to: bNode) {
        Tensor.combining(.multiply, "multiply", gradient, x).unbroadcast(to: y.shape)
      }
    }
  }

  /// a · b for a number b.
  public static func * (a: Variable, b: Scalar) -> Variable {
    a.elementwise(.scale, "multiply", parameter: Double(b), keeping: .neither)
  }

  /// a · b for a number a.
  public static func * (a: Scalar, b: Variable) -> Variable { b * a }
}
