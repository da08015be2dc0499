internal import Numerics

/// A broadcast pair of tensors, with axes that step alike merged.
struct BroadcastPlan {
  /// The result's shape.
  let shape: [Int]
  /// Merged axes, innermost first: size and each operand's step.
  private(set) var axes: [(size: Int, a: Int, b: Int)] = []

  init<Scalar>(_ operation: String, _ a: Tensor<Scalar>, _ b: Tensor<Scalar>) {
    shape = trapping { () throws(TensorError) in
      try ShapeRules.broadcast(operation, a.shape, b.shape)
    }
    let (aSteps, bSteps) = (a.steps, b.steps)
    for offset in 1..<(shape.count + 1) {
      let (aAxis, bAxis) = (a.rank - offset, b.rank - offset)
      append(
        shape[shape.count - offset],
        aAxis < 0 || a.shape[aAxis] == 1 ? 0 : aSteps[aAxis],
        bAxis < 0 || b.shape[bAxis] == 1 ? 0 : bSteps[bAxis])
    }
    if axes.isEmpty { axes = [(1, 0, 0)] }
  }

  private mutating func append(_ size: Int, _ a: Int, _ b: Int) {
    if size == 1 { return }
    if let last = axes.last, a == last.a * last.size, b == last.b * last.size {
      axes[axes.count - 1].size *= size
    } else {
      axes.append((size, a, b))
    }
  }
}

extension Tensor where Scalar: TensorScalar {
  /// `a ∘ b` with broadcasting.
  static func combining(
    _ function: Kernels.Binary, _ operation: String, _ a: Tensor, _ b: Tensor
  ) -> Tensor {
    if a.strides == nil && b.strides == nil && a.shape == b.shape {
      let count = a.count
      return Tensor(
        shape: a.shape,
        writing: { y in
          a.readInPlace { a in
            b.readInPlace { b in
              Kernels.binary(
                function, rows: 1, columns: count, a, rowStep: 0, columnStep: 1, b, rowStep: 0,
                columnStep: 1, into: y)
            }
          }
        })
    }
    let plan = BroadcastPlan(operation, a, b)
    // The kernels step by 0 or 1 from column to column.
    let (aStep, bStep) = (plan.axes[0].a, plan.axes[0].b)
    if aStep > 1 || bStep > 1 {
      return combining(
        function, operation, aStep > 1 ? a.contiguous() : a, bStep > 1 ? b.contiguous() : b)
    }
    return Tensor(
      shape: plan.shape,
      writing: { y in
        guard !plan.shape.contains(0) else { return }
        a.readInPlace { a in b.readInPlace { b in combine(function, plan.axes[...], a, b, y) } }
      })
  }

  /// Runs the two innermost merged axes as a grid, the others one by one.
  private static func combine(
    _ function: Kernels.Binary, _ axes: ArraySlice<(size: Int, a: Int, b: Int)>,
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>
  ) {
    if axes.count <= 2, let column = axes.first {
      let row = axes.count == 2 ? axes[axes.startIndex + 1] : (1, 0, 0)
      Kernels.binary(
        function, rows: row.0, columns: column.size, a, rowStep: row.1, columnStep: column.a, b,
        rowStep: row.2, columnStep: column.b, into: y)
    } else if let outer = axes.last {
      let size = axes.dropLast().reduce(1) { $0 * $1.size }
      Kernels.shards(of: outer.size, holding: size) { range in
        for index in range {
          combine(
            function, axes.dropLast(), a + index * outer.a, b + index * outer.b, y + index * size)
        }
      }
    }
  }

  /// The sum over the axes along which `shape` was stretched to this tensor's: what broadcasting's
  /// pullback does.
  func unbroadcast(to shape: [Int]) -> Tensor {
    if self.shape == shape { return self }
    let missing = rank - shape.count
    let axes = self.shape.indices.filter {
      $0 < missing || (shape[$0 - missing] == 1 && self.shape[$0] != 1)
    }
    return summed(over: axes).reshaped(to: shape)
  }

  /// The sum over sorted axes, which stay with size 1.
  func summed(over axes: [Int]) -> Tensor {
    var result = self
    var rest = axes[...]
    // What a view repeats is multiplied, not added up.
    let repeated = axes.filter { shape[$0] > 1 && strides?[$0] == 0 }
    if !repeated.isEmpty && count > 0 {
      var (target, strides) = (shape, steps)
      for axis in repeated { (target[axis], strides[axis]) = (1, 1) }
      result = Tensor(shape: target, strides: strides, offset: offset, storage: storage)
        .mapped(.scale, parameter: Double(count / target.product))
    }
    // Neighbouring axes go together, the last group first: it shrinks the tensor in memory's order.
    while let last = rest.last {
      var first = last
      while rest.dropLast().last == first - 1 {
        rest = rest.dropLast()
        first -= 1
      }
      rest = rest.dropLast()
      result = result.summed(overAxes: first...last)
    }
    return result
  }

  private func summed(overAxes axes: ClosedRange<Int>) -> Tensor {
    let outer = shape[..<axes.lowerBound].product
    let middle = shape[axes].product
    let inner = shape[(axes.upperBound + 1)...].product
    let target = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    if middle == 1 { return reshaped(to: target) }
    return Tensor(
      shape: target,
      writing: { y in
        read { Kernels.sum(outer: outer, middle: middle, inner: inner, $0, into: y) }
      })
  }

  /// f of every element; where a view repeats an element, once.
  func mapped(_ function: Kernels.Unary, parameter: Double = 0) -> Tensor {
    if let strides, strides.contains(0) {
      return withoutRepetition().contiguous().mapped(function, parameter: parameter)
        .expanded(to: shape)
    }
    return Tensor(
      shape: shape,
      writing: { y in
        read { Kernels.unary(function, count: count, $0, parameter: parameter, into: y) }
      })
  }
}
