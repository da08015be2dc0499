internal import Numerics

/// A normalization of channels by statistics of each item and group of channels, and its pullback.
struct Normalization<Scalar: TensorScalar> {
  private let operation: StaticString
  private let input: Variable<Scalar>
  private let scale: Variable<Scalar>
  private let shift: Variable<Scalar>
  private let epsilon: Double
  private let kernel: NormalizationKernel<Scalar>
  private let items: Int
  private let channels: Int

  /// Stops the program if the groups do not divide the last axis or scale and shift do not have its shape.
  init(
    _ operation: StaticString, _ input: Variable<Scalar>, items: Int, groups: Int,
    scale: Variable<Scalar>, shift: Variable<Scalar>, epsilon: Double
  ) {
    let shape = input.shape
    channels = trapping { () throws(TensorError) in
      try ShapeRules.normalization(
        "\(operation)", shape, groups: groups, scale: scale.shape, shift: shift.shape)
    }
    (self.operation, self.input, self.items) = (operation, input, items)
    (self.scale, self.shift, self.epsilon) = (scale, shift, epsilon)
    kernel = NormalizationKernel(
      items: items, rows: input.value.count / max(1, items * channels), channels: channels,
      groups: groups)
  }

  /// The mean and the biased variance at each item and channel.
  func statistics() -> (mean: Tensor<Scalar>, variance: Tensor<Scalar>) {
    let variance = TensorStorage<Scalar>(count: items * channels)
    let mean = Tensor<Scalar>(
      shape: [items, channels],
      writing: { means in
        input.value.read { kernel.statistics($0, means: means, variances: variance.pointer) }
      })
    return (mean, Tensor(shape: [items, channels], storage: variance))
  }

  /// The result by these statistics, which are the input's own unless they are fixed.
  func applied(
    mean: Tensor<Scalar>, variance: Tensor<Scalar>, areFixed: Bool
  ) -> Variable<Scalar> {
    precondition(
      mean.count == items * channels && variance.count == items * channels,
      "\(operation): mean \(mean.shape) and variance \(variance.shape) for \(channels) channels")
    let (x, factor) = (input.value, scale.value)
    let (kernel, epsilon, operation) = (kernel, epsilon, operation)
    let result = Tensor<Scalar>(
      shape: x.shape,
      writing: { y in
        withReading(x, mean, variance, factor) { x, mean, variance, factor in
          shift.value.read {
            kernel.forward(
              x, means: mean, variances: variance, epsilon: epsilon, scale: factor, shift: $0,
              into: y)
          }
        }
      })
    let (xNode, scaleNode, shiftNode) = (input.node, scale.node, shift.node)
    let shapes = (
      x: input.isRecorded ? x.shape : nil, scale: scale.isRecorded ? factor.shape : nil,
      shift: shift.isRecorded ? factor.shape : nil
    )
    return input.tape.record(
      operation, result, when: input.isRecorded || scale.isRecorded || shift.isRecorded
    ) { gradient, gradients in
      func room(_ shape: [Int]?) -> Tensor<Scalar>? {
        shape.map { Tensor(shape: $0, storage: TensorStorage(count: $0.reduce(1, *))) }
      }
      let found = (x: room(shapes.x), scale: room(shapes.scale), shift: room(shapes.shift))
      withReading(x, mean, variance, factor) { x, mean, variance, factor in
        gradient.read {
          kernel.backward(
            x, means: mean, variances: variance, epsilon: epsilon, statisticsAreFixed: areFixed,
            scale: factor, gradient: $0,
            into: .init(
              x: found.x?.storage.pointer, scale: found.scale?.storage.pointer,
              shift: found.shift?.storage.pointer))
        }
      }
      if let shift = found.shift { gradients.add(to: shiftNode) { shift } }
      if let scale = found.scale { gradients.add(to: scaleNode) { scale } }
      if let x = found.x { gradients.add(to: xNode) { x } }
    }
  }
}

/// The addresses of four tensors' elements.
private func withReading<Scalar>(
  _ a: Tensor<Scalar>, _ b: Tensor<Scalar>, _ c: Tensor<Scalar>, _ d: Tensor<Scalar>,
  _ body: (
    UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>
  ) -> Void
) {
  a.read { a in b.read { b in c.read { c in d.read { d in body(a, b, c, d) } } } }
}
