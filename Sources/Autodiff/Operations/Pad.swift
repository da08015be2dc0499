extension Variable {
  /// A number laid around the elements.
  ///
  /// - Parameters:
  ///   - sides: how much before and after each axis, not negative.
  public func padded(_ sides: [(before: Int, after: Int)], with number: Scalar = 0) -> Variable {
    let original = shape
    let target = trapping { () throws(TensorError) in
      try ShapeRules.pad(original, sides)
    }
    let starts = sides.map(\.before)
    @Sendable func inside(_ whole: Tensor<Scalar>) -> Tensor<Scalar> {
      original.indices.reduce(whole) { part, axis in
        part.slice(axis: axis, starts[axis]..<(starts[axis] + original[axis]))
      }
    }
    var result = Tensor<Scalar>(repeating: number, shape: target)
    result.set(value, at: inside)
    return tape.record("padded", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) { inside(gradient) }
    }
  }

  /// The elements continued at both ends of an axis.
  ///
  /// - Parameters:
  ///   - axis: counted from the back where negative.
  ///   - before: how many places before the first, not negative; for a reflection or a circle at most as many
  ///     as there are to repeat.
  ///   - after: how many after the last, likewise.
  public func padded(
    axis: Int, before: Int, after: Int, _ continuation: Continuation
  ) -> Variable {
    let size = trapping { () throws(TensorError) in
      try ShapeRules.pad(shape, axis: axis, before: before, after: after, continuation)
    }
    let places = (-before..<(size + after)).map { Int32(continuation.source(of: $0, size)) }
    return selected(Tensor<Int32>(places), axis: axis)
  }
}

/// How elements are continued beyond the ends of an axis.
public enum Continuation: Sendable {
  /// `c b | a b c | b a`: mirrored at the last element, which is not repeated.
  case reflected
  /// `b c | a b c | a b`: as on a circle.
  case circular
  /// `a a | a b c | c c`.
  case edge

  fileprivate func source(of place: Int, _ size: Int) -> Int {
    switch self {
    case .reflected: place < 0 ? -place : place < size ? place : 2 * (size - 1) - place
    case .circular: place < 0 ? place + size : place < size ? place : place - size
    case .edge: Swift.max(0, Swift.min(size - 1, place))
    }
  }
}
