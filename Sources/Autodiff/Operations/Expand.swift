extension Variable {
  /// The elements repeated along axes of size 1 and new leading axes, as in broadcasting; nothing is copied.
  @_specialize(where Scalar == Float)
  public func expanded(to shape: [Int]) -> Variable {
    let original = self.shape
    return tape.record("expand", value.expanded(to: shape), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { gradient.unbroadcast(to: original) }
    }
  }
}
