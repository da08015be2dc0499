internal import Numerics

extension Variable {
  /// The largest of each segment's elements, `[elements, …]` → `[segments, …]`, by channel.
  ///
  /// The gradient goes to the first of equals; NaN counts as largest. An empty segment gives 0, and no gradient
  /// flows from it.
  public func max(over segments: Segments) -> Variable {
    extreme("segment max", segments, smallest: false)
  }

  /// The smallest of each segment's elements, `[elements, …]` → `[segments, …]`, by channel.
  ///
  /// The gradient goes to the first of equals; NaN counts as smallest. An empty segment gives 0, and no gradient
  /// flows from it.
  public func min(over segments: Segments) -> Variable {
    extreme("segment min", segments, smallest: true)
  }

  private func extreme(
    _ operation: StaticString, _ segments: Segments, smallest: Bool
  ) -> Variable {
    let full = shape
    let (target, channels) = segments.reducing("\(operation)", full)
    let positions = TensorStorage<Int32>(count: target.product)
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        segments.withPointers { segments in
          value.read {
            Kernels.segmentExtreme(
              segments, smallest: smallest, channels: channels, $0, into: y,
              positions: positions.pointer)
          }
        }
      })
    return tape.record(operation, result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        Tensor(
          shape: full,
          writing: { target in
            segments.withPointers { segments in
              gradient.read {
                Kernels.segmentExtremePullback(
                  segments, channels: channels, gradient: $0, positions: positions.pointer,
                  into: target)
              }
            }
          })
      }
    }
  }
}
