extension Variable {
  /// The same elements under another shape of the same count; nothing is copied.
  public func reshaped(to shape: [Int]) -> Variable {
    let original = self.shape
    return tape.record("reshape", value.reshaped(to: shape), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { gradient.reshaped(to: original) }
    }
  }
}
