internal import Numerics

/// Which of an elementwise function's argument and result its slope is computed from.
enum KeptForPullback {
  case neither, input, output, both
}

extension Variable {
  /// f of every element; what the pullback does not need is not kept alive for it.
  func elementwise(
    _ function: Kernels.Unary, _ operation: StaticString, parameter: Double = 0,
    keeping kept: KeptForPullback
  ) -> Variable {
    let result = value.mapped(function, parameter: parameter)
    let input = kept == .output || kept == .neither ? nil : value
    let output = kept == .input || kept == .neither ? nil : result
    return tape.record(operation, result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        // A function that needs neither reads the gradient, whose values then do not matter.
        let x = input ?? output ?? gradient
        let y = output ?? input ?? gradient
        let count = gradient.count
        return Tensor(
          shape: gradient.shape,
          writing: { target in
            x.read { x in
              y.read { y in
                gradient.read { gradient in
                  Kernels.unaryPullback(
                    function, count: count, x: x, y: y,
                    parameter: parameter, gradient: gradient, into: target)
                }
              }
            }
          })
      }
    }
  }
}
