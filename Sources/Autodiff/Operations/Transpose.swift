internal import Numerics

extension Variable {
  /// The axes in another order: axis i of the result is axis `axes[i]` of this; `nil` reverses them.
  public func transposed(_ axes: [Int]? = nil) -> Variable {
    let order = axes ?? Array(shape.indices.reversed())
    let result = value.transposed(order)
    return tape.record("transpose", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        var inverse = order
        for (index, axis) in order.enumerated() { inverse[axis] = index }
        return gradient.transposed(inverse)
      }
    }
  }
}

extension Tensor {
  /// The elements with the axes in another order.
  func transposed(_ order: [Int]) -> Tensor {
    let target = trapping { () throws(TensorError) in
      try ShapeRules.transpose(shape, axes: order)
    }
    var steps = shape
    var step = 1
    for axis in shape.indices.reversed() {
      steps[axis] = step
      step *= shape[axis]
    }
    // Neighbours that stay neighbours are one axis, and axes of size 1 are none.
    var merged: [(size: Int, step: Int)] = []
    for axis in order where shape[axis] != 1 {
      if let last = merged.last, last.step == steps[axis] * shape[axis] {
        merged[merged.count - 1] = (last.size * shape[axis], steps[axis])
      } else {
        merged.append((shape[axis], steps[axis]))
      }
    }
    if merged.count < 2 && merged.allSatisfy({ $0.step == 1 }) { return reshaped(to: target) }
    return Tensor(
      shape: target,
      writing: { y in
        guard count > 0 else { return }
        read { Tensor.copy(merged[...], $0, y) }
      })
  }

  /// Copies the two innermost axes as a grid, the others one by one.
  private static func copy(
    _ axes: ArraySlice<(size: Int, step: Int)>, _ x: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>
  ) {
    guard let first = axes.first else { return y.update(from: x, count: 1) }
    let rest = axes.dropFirst()
    if rest.count == 1, let last = rest.first {
      Kernels.copyStrided(
        rows: first.size, columns: last.size, x, rowStep: first.step, columnStep: last.step,
        into: y)
    } else if rest.isEmpty {
      Kernels.copyStrided(
        rows: 1, columns: first.size, x, rowStep: 0, columnStep: first.step, into: y)
    } else {
      let size = rest.reduce(1) { $0 * $1.size }
      Kernels.shards(of: first.size, holding: size) { range in
        for index in range { copy(rest, x + index * first.step, y + index * size) }
      }
    }
  }
}
