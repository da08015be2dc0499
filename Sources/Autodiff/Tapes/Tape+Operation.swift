extension Tape {
  /// Enters an operation of one's own: its result, and how the gradient to the result becomes gradients
  /// to its inputs.
  ///
  /// ```swift
  /// func cubed(_ x: Variable<Float>) -> Variable<Float> {
  ///   let scalars = x.value.scalars
  ///   let cubes = Tensor(shape: x.shape, scalars.map { $0 * $0 * $0 })
  ///   return x.tape.operation("cubed", inputs: [x], value: cubes) { gradient in
  ///     let slopes = zip(gradient.scalars, scalars).map { $0 * 3 * $1 * $1 }
  ///     return [Tensor(shape: gradient.shape, slopes)]
  ///   }
  /// }
  /// ```
  ///
  /// The library's own operations serve inside, too: on tensors through a tape that does not record
  /// (`Tape(recording: false)`). What the closure captures stays alive until the walk back has passed.
  ///
  /// - Parameters:
  ///   - name: what a ``NumericFault`` calls it.
  ///   - inputs: the variables of this tape that gradients flow to; other tensors that the result is made
  ///     of are constants.
  ///   - value: the result.
  ///   - pullback: gets the gradient of the loss with respect to the result, in the result's shape, and
  ///     gives one with respect to each input, in the input's shape; `nil` where none flows. It is not
  ///     called where no input is recorded (``Variable/isRecorded``) or the loss does not depend on the
  ///     result.
  public func operation(
    _ name: StaticString, inputs: [Variable<Scalar>], value: Tensor<Scalar>,
    pullback: @escaping (_ gradient: Tensor<Scalar>) -> [Tensor<Scalar>?]
  ) -> Variable<Scalar> {
    precondition(
      inputs.allSatisfy { $0.tape === self }, "\(name): an input lies on another tape")
    let nodes = inputs.map(\.node)
    let shapes = inputs.map(\.shape)
    return record(name, value, when: inputs.contains { $0.isRecorded }) { gradient, gradients in
      let results = pullback(gradient)
      precondition(
        results.count == nodes.count,
        "\(name): the pullback gave \(results.count) gradients for \(nodes.count) inputs")
      for (index, result) in results.enumerated() {
        guard let result else { continue }
        precondition(
          result.shape == shapes[index],
          "\(name): a gradient of shape \(result.shape) for an input of shape \(shapes[index])")
        gradients.add(to: nodes[index]) { result }
      }
    }
  }
}
