internal import Numerics

extension ComplexVariable {
  /// a b, element by element, with broadcasting.
  public static func * (a: ComplexVariable, b: ComplexVariable) -> ComplexVariable {
    combining(.product, "complex multiply", a.parts, b.parts) { gradient, x, y, isLeft in
      .combiningComplex(.conjugateProduct, "complex multiply", gradient, isLeft ? y : x)
    }
  }

  /// a conj(b), element by element, with broadcasting.
  public func multiplied(byConjugateOf b: ComplexVariable) -> ComplexVariable {
    Self.combining(.conjugateProduct, "conjugate multiply", parts, b.parts) {
      gradient, x, y, isLeft in
      isLeft
        ? .combiningComplex(.product, "conjugate multiply", gradient, y)
        : .combiningComplex(.conjugateProduct, "conjugate multiply", x, gradient)
    }
  }

  /// a b for real numbers b, element by element, with broadcasting: a filter of a spectrum.
  public static func * (a: ComplexVariable, b: Variable<Scalar>) -> ComplexVariable {
    let (x, y) = (a.parts.value, b.value)
    let (xNode, yNode) = (a.parts.node, b.node)
    let result = Tensor.combiningComplex(.scale, "complex scale", x, y)
    return ComplexVariable(
      parts: b.tape.record("complex scale", result, when: a.parts.isRecorded || b.isRecorded) {
        gradient, gradients in
        gradients.add(to: xNode) {
          Tensor.combiningComplex(.scale, "complex scale", gradient, y).unbroadcast(to: x.shape)
        }
        gradients.add(to: yNode) {
          Tensor.combiningComplex(.inner, "complex scale", gradient, x).unbroadcast(to: y.shape)
        }
      })
  }

  /// a + b with broadcasting.
  public static func + (a: ComplexVariable, b: ComplexVariable) -> ComplexVariable {
    ComplexVariable(parts: a.parts + b.parts)
  }

  /// a − b with broadcasting.
  public static func - (a: ComplexVariable, b: ComplexVariable) -> ComplexVariable {
    ComplexVariable(parts: a.parts - b.parts)
  }

  private static func combining(
    _ function: Kernels.ComplexBinary, _ operation: StaticString, _ a: Variable<Scalar>,
    _ b: Variable<Scalar>,
    share:
      @escaping (
        _ gradient: Tensor<Scalar>, _ a: Tensor<Scalar>, _ b: Tensor<Scalar>, _ isLeft: Bool
      ) -> Tensor<Scalar>
  ) -> ComplexVariable {
    let (x, y) = (a.value, b.value)
    let (xNode, yNode) = (a.node, b.node)
    let result = Tensor.combiningComplex(function, "\(operation)", x, y)
    return ComplexVariable(
      parts: a.tape.record(operation, result, when: a.isRecorded || b.isRecorded) {
        gradient, gradients in
        gradients.add(to: xNode) { share(gradient, x, y, true).unbroadcast(to: x.shape) }
        gradients.add(to: yNode) { share(gradient, x, y, false).unbroadcast(to: y.shape) }
      })
  }
}

extension Tensor where Scalar: TensorScalar {
  /// `a ∘ b` of complex elements with broadcasting, given by their parts; b is real for ``Kernels/ComplexBinary/scale``,
  /// the result is for ``Kernels/ComplexBinary/inner``.
  static func combiningComplex(
    _ function: Kernels.ComplexBinary, _ operation: String, _ a: Tensor, _ b: Tensor
  ) -> Tensor {
    let aShape = Array(a.shape.dropLast())
    let bShape = function == .scale ? b.shape : Array(b.shape.dropLast())
    let plan = BroadcastPlan(
      operation, (aShape, Strides.rowMajor(aShape)), (bShape, Strides.rowMajor(bShape)))
    return Tensor(
      shape: function == .inner ? plan.shape : plan.shape + [2],
      writing: { y in
        guard !plan.shape.contains(0) else { return }
        a.read { a in b.read { b in combineComplex(function, plan.axes[...], a, b, y) } }
      })
  }

  /// Runs the two innermost merged axes as a grid, the others one by one.
  private static func combineComplex(
    _ function: Kernels.ComplexBinary, _ axes: ArraySlice<(size: Int, a: Int, b: Int)>,
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>
  ) {
    if axes.count <= 2, let column = axes.first {
      let row = axes.count == 2 ? axes[axes.startIndex + 1] : (1, 0, 0)
      Kernels.complexBinary(
        function, rows: row.0, columns: column.size, a, rowStep: row.1, columnStep: column.a, b,
        rowStep: row.2, columnStep: column.b, into: y)
    } else if let outer = axes.last {
      let size = axes.dropLast().reduce(function.resultWidth) { $0 * $1.size }
      for index in 0..<outer.size {
        combineComplex(
          function, axes.dropLast(), a + 2 * index * outer.a,
          b + (function == .scale ? 1 : 2) * index * outer.b, y + index * size)
      }
    }
  }
}
