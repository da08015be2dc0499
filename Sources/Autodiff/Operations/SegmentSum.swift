internal import Numerics

extension Variable {
  /// The sum of each segment's elements, `[elements, …]` → `[segments, …]`; 0 for an empty segment.
  public func sum(over segments: Segments) -> Variable { sum("segment sum", segments, mean: false) }

  /// The mean of each segment's elements, `[elements, …]` → `[segments, …]`; 0 for an empty segment.
  public func mean(over segments: Segments) -> Variable {
    sum("segment mean", segments, mean: true)
  }

  @_specialize(where Scalar == Float)
  private func sum(_ operation: StaticString, _ segments: Segments, mean: Bool) -> Variable {
    tape.record(operation, value.summed(over: segments, mean: mean), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { gradient.spread(over: segments, mean: mean) }
    }
  }

  /// Each element gets the row of its segment, `[segments, …]` → `[elements, …]`; the gradient to a row is the
  /// sum over its elements.
  @_specialize(where Scalar == Float)
  public func spread(over segments: Segments) -> Variable {
    precondition(
      shape.first == segments.count,
      "spread: a value of shape \(shape) for \(segments.count) segments")
    return tape.record("segment spread", value.spread(over: segments), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { gradient.summed(over: segments) }
    }
  }
}

extension SparsePattern {
  /// For every entry the row of `x` that its own row names, `[rows, …]` → `[entries, …]`.
  public func gatherRows<Scalar: TensorScalar>(_ x: Variable<Scalar>) -> Variable<Scalar> {
    x.spread(over: rowSegments)
  }

  /// For every entry the row of `x` that its column names, `[columns, …]` → `[entries, …]`; the gradient is
  /// summed through the transposed pattern, every column by itself.
  public func gatherColumns<Scalar: TensorScalar>(_ x: Variable<Scalar>) -> Variable<Scalar> {
    x.spread(over: columnSegments)
  }
}

extension Tensor where Scalar: TensorScalar {
  /// The sum or mean of the elements of each segment.
  func summed(over segments: Segments, mean: Bool = false) -> Tensor {
    let (target, channels) = segments.reducing(mean ? "segment mean" : "segment sum", shape)
    return Tensor(
      shape: target,
      writing: { y in
        segments.withPointers { segments in
          read { Kernels.segmentSum(segments, mean: mean, channels: channels, $0, into: y) }
        }
      })
  }

  /// For every element its segment's row, for the mean's gradient divided by the segment's size.
  func spread(over segments: Segments, mean: Bool = false) -> Tensor {
    Tensor(
      shape: [segments.elementCount] + shape.dropFirst(),
      writing: { y in
        segments.withPointers { segments in
          read {
            Kernels.segmentSpread(
              segments, mean: mean, channels: shape.dropFirst().reduce(1, *), $0, into: y)
          }
        }
      })
  }
}
