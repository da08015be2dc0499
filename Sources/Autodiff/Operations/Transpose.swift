extension Variable {
  /// The axes in another order: axis i of the result is axis `axes[i]` of this.
  ///
  /// Nothing is copied.
  ///
  /// - Parameter axes: `nil` reverses them.
  @_specialize(where Scalar == Float)
  public func transposed(_ axes: [Int]? = nil) -> Variable {
    let order = axes ?? Array(shape.indices.reversed())
    return tape.record("transpose", value.transposed(order), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) {
        var inverse = order
        for (index, axis) in order.enumerated() { inverse[axis] = index }
        return gradient.transposed(inverse)
      }
    }
  }
}
