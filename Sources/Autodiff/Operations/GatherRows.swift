internal import Numerics

extension Variable {
  /// The rows along axis 0 that the indices name, in their order; one may be named several times.
  public func gatherRows(_ indices: [Int32]) -> Variable {
    let original = shape
    return tape.record("gatherRows", value.rows(at: indices), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) {
        let size = original.dropFirst().reduce(1, *)
        return Tensor(
          shape: original,
          writing: { target in
            withIndices(indices) { indices in
              gradient.read {
                Kernels.sumRowsByIndex(
                  count: gradient.shape[0], rows: original[0], columns: size, $0, indices: indices,
                  into: target)
              }
            }
          })
      }
    }
  }
}
