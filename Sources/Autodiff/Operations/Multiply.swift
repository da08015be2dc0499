internal import Numerics

extension Variable {
  /// a · b, element by element, with broadcasting.
  @_specialize(where Scalar == Float)
  public static func * (a: Variable, b: Variable) -> Variable {
    let (x, y) = (a.value, b.value)
    let (aNode, bNode) = (a.node, b.node)
    let (aShape, bShape) = (x.shape, y.shape)
    // Each is the other's slope, and not kept where that is a constant.
    let (keptX, keptY) = (b.isRecorded ? x : nil, a.isRecorded ? y : nil)
    return a.tape.record(
      "multiply", .combining(.multiply, "multiply", x, y), when: a.isRecorded || b.isRecorded
    ) { gradient, gradients in
      if let keptY {
        gradients.add(to: aNode) {
          Tensor.combining(.multiply, "multiply", gradient, keptY).unbroadcast(to: aShape)
        }
      }
      if let keptX {
        gradients.add(to: bNode) {
          Tensor.combining(.multiply, "multiply", gradient, keptX).unbroadcast(to: bShape)
        }
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
