internal import Numerics

extension Variable {
  /// The rows along axis 0 that the indices name, in their order; one may be named several times.
  public func gatherRows(_ indices: [Int32]) -> Variable {
    let original = shape
    return tape.record("gatherRows", value.rows(at: indices), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) {
        var result = Tensor<Scalar>(zeros: original)
        let size = original.dropFirst().reduce(1, *)
        result.withUnsafeMutableBufferPointer { target in
          indices.withUnsafeBufferPointer { indices in
            guard let target = target.baseAddress, let base = indices.baseAddress else { return }
            gradient.read {
              Kernels.scatterAddRows(
                count: indices.count, columns: size, $0, indices: base, into: target)
            }
          }
        }
        return result
      }
    }
  }
}
