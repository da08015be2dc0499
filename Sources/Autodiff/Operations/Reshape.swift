extension Variable {
  /// The same elements under another shape of the same count, in row-major order; nothing is copied unless a
  /// view's order demands it.
  @_specialize(where Scalar == Float)
  public func reshaped(to shape: [Int]) -> Variable {
    if shape == self.shape { return self }
    let original = self.shape
    return tape.record("reshape", value.reshaped(to: shape), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { gradient.reshaped(to: original) }
    }
  }

  /// Without the named axes, each of size 1; `nil` means all of size 1.
  public func squeezed(axes: [Int]? = nil) -> Variable {
    reshaped(
      to: trapping { () throws(TensorError) in try ShapeRules.squeeze(shape, axes: axes) })
  }

  /// With an axis of size 1 before the named one; −1 appends it.
  public func unsqueezed(axis: Int) -> Variable {
    reshaped(
      to: trapping { () throws(TensorError) in try ShapeRules.unsqueeze(shape, axis: axis) })
  }
}
