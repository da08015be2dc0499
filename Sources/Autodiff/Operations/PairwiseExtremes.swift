internal import Numerics

/// The larger of a and b, element by element, with broadcasting; equals share the gradient, and NaN wins.
public func maximum<Scalar>(_ a: Variable<Scalar>, _ b: Variable<Scalar>) -> Variable<Scalar> {
  extreme(.maximum, "maximum", a, b)
}

/// The smaller of a and b, element by element, with broadcasting; equals share the gradient, and NaN wins.
public func minimum<Scalar>(_ a: Variable<Scalar>, _ b: Variable<Scalar>) -> Variable<Scalar> {
  extreme(.minimum, "minimum", a, b)
}

@_specialize(where Scalar == Float)
private func extreme<Scalar>(
  _ function: Kernels.Binary, _ operation: StaticString, _ a: Variable<Scalar>,
  _ b: Variable<Scalar>
) -> Variable<Scalar> {
  let name = "\(operation)"
  let (x, y) = (a.value, b.value)
  let (aNode, bNode) = (a.node, b.node)
  return a.tape.record(
    operation, .combining(function, name, x, y), when: a.isRecorded || b.isRecorded
  ) { gradient, gradients in
    // The share of whichever counts as larger: for a minimum that is the other way round.
    let (above, below) = function == .maximum ? (x, y) : (y, x)
    gradients.add(to: aNode) {
      let share = Tensor.combining(.shareAbove, name, above, below)
      return Tensor.combining(.multiply, name, gradient, share).unbroadcast(to: x.shape)
    }
    gradients.add(to: bNode) {
      let share = Tensor.combining(.shareAbove, name, below, above)
      return Tensor.combining(.multiply, name, gradient, share).unbroadcast(to: y.shape)
    }
  }
}
