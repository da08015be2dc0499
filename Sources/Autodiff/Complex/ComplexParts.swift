internal import Numerics

extension ComplexVariable {
  /// The real parts.
  public var real: Variable<Scalar> { part(0, "real") }

  /// The imaginary parts.
  public var imaginary: Variable<Scalar> { part(1, "imaginary") }

  private func part(_ index: Int, _ operation: StaticString) -> Variable<Scalar> {
    let (whole, shape) = (parts.value, shape)
    let node = parts.node
    let result = Tensor<Scalar>(
      shape: shape,
      writing: { y in
        whole.read {
          Kernels.copyStrided(
            rows: 1, columns: whole.count / 2, $0 + index, rowStep: 0, columnStep: 2, into: y)
        }
      })
    return parts.tape.record(operation, result, when: parts.isRecorded) { gradient, gradients in
      gradients.add(to: node) {
        var result = Tensor<Scalar>(zeros: shape + [2])
        result.withUnsafeMutableBufferPointer { target in
          guard let target = target.baseAddress else { return }
          gradient.read {
            Kernels.copyRuns(
              count: gradient.count, columns: 1, $0, xStep: 1, into: target + index, yStep: 2)
          }
        }
        return result
      }
    }
  }

  /// The conjugates.
  public func conjugate() -> ComplexVariable {
    let node = parts.node
    return ComplexVariable(
      parts: parts.tape.record(
        "conjugate", parts.value.conjugatedParts(), when: parts.isRecorded
      ) { gradient, gradients in
        gradients.add(to: node) { gradient.conjugatedParts() }
      })
  }

  /// |z|²: the power of each frequency of a spectrum.
  public func squaredMagnitude() -> Variable<Scalar> {
    let (x, node) = (parts.value, parts.node)
    return parts.tape.record(
      "squaredMagnitude", .combiningComplex(.inner, "squaredMagnitude", x, x),
      when: parts.isRecorded
    ) { gradient, gradients in
      gradients.add(to: node) {
        Tensor.combiningComplex(.scale, "squaredMagnitude", x, gradient)
          .mapped(.scale, parameter: 2)
      }
    }
  }
}

extension Tensor where Scalar: TensorScalar {
  /// The conjugates of complex elements given by their parts.
  fileprivate func conjugatedParts() -> Tensor {
    Tensor(
      shape: shape,
      writing: { y in read { Kernels.conjugate(count: count / 2, $0, into: y) } })
  }
}
