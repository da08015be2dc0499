internal import Numerics

/// Which of an elementwise function's argument and result its slope is computed from.
enum KeptForPullback {
  case neither, input, output, both
}

extension Variable {
  /// f of every element; what the pullback does not need is not kept alive for it.
  ///
  /// Operations are compiled for `Float` beside their generic form: what looks its types up at run time costs
  /// more than the work on a few elements.
  @_specialize(where Scalar == Float)
  func elementwise(
    _ function: Kernels.Unary, _ operation: StaticString, parameter: Double = 0,
    keeping kept: KeptForPullback
  ) -> Variable {
    // A view is put in order once, for both ways.
    let value = self.value.strides?.contains(0) ?? true ? self.value : self.value.contiguous()
    let result = value.mapped(function, parameter: parameter)
    let input = kept == .output || kept == .neither ? nil : value
    let output = kept == .input || kept == .neither ? nil : result
    return tape.record(operation, result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        // Where the slope is a number, it is the gradient's only factor.
        switch function {
        case .shift: return gradient
        case .negate: return gradient.mapped(.negate)
        case .scale: return gradient.mapped(.scale, parameter: parameter)
        default: break
        }
        let x = input ?? output ?? gradient
        let y = output ?? input ?? gradient
        return gradient.throughSlope(of: function, x: x, y: y, parameter: parameter)
      }
    }
  }
}

extension Tensor where Scalar: TensorScalar {
  /// This gradient times f′(x), where y is f(x); a slope that needs only one of x and y may get it twice.
  fileprivate func throughSlope(
    of function: Kernels.Unary, x: Tensor, y: Tensor, parameter: Double
  ) -> Tensor {
    let isRepeated = isOneElement
    let gradient = isRepeated ? self : contiguous()
    return Tensor(
      shape: shape,
      writing: { target in
        x.read { x in
          y.read { y in
            gradient.readInPlace { gradient in
              Kernels.unaryPullback(
                function, count: count, x: x, y: y, parameter: parameter, gradient: gradient,
                gradientStep: isRepeated ? 0 : 1, into: target)
            }
          }
        }
      })
  }
}
