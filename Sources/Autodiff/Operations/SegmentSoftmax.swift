internal import Numerics

extension Variable {
  /// eˣ / Σ eˣ over each segment's elements, by channel, in the shape `[elements, …]` of this value.
  public func softmax(over segments: Segments) -> Variable {
    let full = shape
    let channels = segments.reducing("segment softmax", full).channels
    let result = Tensor<Scalar>(
      shape: full,
      writing: { y in
        segments.withPointers { segments in
          value.read { Kernels.segmentSoftmax(segments, channels: channels, $0, into: y) }
        }
      })
    return tape.record("segment softmax", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        Tensor(
          shape: full,
          writing: { target in
            segments.withPointers { segments in
              result.read { y in
                gradient.read {
                  Kernels.segmentSoftmaxPullback(
                    segments, channels: channels, y: y, gradient: $0, into: target)
                }
              }
            }
          })
      }
    }
  }
}
