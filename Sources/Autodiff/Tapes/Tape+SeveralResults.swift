extension Tape {
  /// Enters an operation that has several results.
  ///
  /// - Parameter pullback: gets the gradient to each result, `nil` where the loss does not depend on it; at least one
  ///   is there.
  func record(
    _ operation: StaticString, _ values: [Tensor<Scalar>], when isNeeded: Bool,
    pullback: @escaping (_ gradients: [Tensor<Scalar>?], _ onward: inout Gradients<Scalar>) -> Void
  ) -> [Variable<Scalar>] {
    guard isRecording && isNeeded else {
      return values.map { record(operation, $0, when: false, pullback: nil) }
    }
    // The walk meets the results before the operation: what they get waits here until it comes by.
    let waiting = WaitingGradients<Scalar>(count: values.count)
    let core = record(operation, Tensor(zeros: []), when: true) { _, gradients in
      pullback(waiting.takeAll(), &gradients)
    }
    let coreNode = core.node
    return values.indices.map { index in
      record(operation, values[index], when: true) { gradient, gradients in
        waiting.slots[index] = gradient
        gradients.add(to: coreNode) { Tensor(zeros: []) }
      }
    }
  }
}

/// Gradients to the results of one operation.
private final class WaitingGradients<Scalar: TensorScalar> {
  var slots: [Tensor<Scalar>?]

  init(count: Int) { slots = Array(repeating: nil, count: count) }

  func takeAll() -> [Tensor<Scalar>?] {
    defer { slots = Array(repeating: nil, count: slots.count) }
    return slots
  }
}
