internal import Numerics

extension Variable {
  /// The matrix product of the last two axes: `[…, m, k] × [k, n]`, or batch by batch
  /// `[batch…, m, k] × [batch…, k, n]`.
  ///
  /// - Parameters:
  ///   - transposingLeft: self's last two axes are `k, m`.
  ///   - transposingRight: the other's last two axes are `n, k`.
  public func matmul(
    _ other: Variable, transposingLeft: Bool = false, transposingRight: Bool = false
  ) -> Variable {
    let (a, b) = (value, other.value)
    let (aNode, bNode) = (node, other.node)
    let (ta, tb) = (transposingLeft, transposingRight)
    _ = trapping { () throws(TensorError) in
      try ShapeRules.matmul(a.shape, b.shape, transposingLeft: ta, transposingRight: tb)
    }
    return tape.record(
      "matmul", a.matmul(b, ta, tb), when: isRecorded || other.isRecorded
    ) { gradient, gradients in
      gradients.add(to: aNode) {
        ta ? b.matmul(gradient, tb, true) : gradient.matmul(b, false, !tb)
      }
      gradients.add(to: bNode) {
        if b.rank == 2 && a.rank > 2 { return a.sharedRightGradient(gradient, ta, tb) }
        return tb ? gradient.matmul(a, true, ta) : a.matmul(gradient, !ta, false)
      }
    }
  }
}

extension Tensor {
  /// The product that ``Variable/matmul(_:transposingLeft:transposingRight:)`` records; here either side
  /// may be shared by a batch.
  func matmul(_ b: Tensor, _ ta: Bool, _ tb: Bool) -> Tensor {
    let batchAxes = (rank > 2 ? shape : b.shape).dropLast(2)
    let matrix = trapping { () throws(TensorError) in
      let left = rank == 2 ? Array(batchAxes) + shape : shape
      return try ShapeRules.matmul(left, b.shape, transposingLeft: ta, transposingRight: tb)
    }.suffix(2)
    let (m, n) = (matrix[matrix.startIndex], matrix[matrix.startIndex + 1])
    let k = shape[ta ? rank - 2 : rank - 1]
    let batch = batchAxes.reduce(1, *)
    return Tensor(
      shape: batchAxes + [m, n],
      writing: { c in
        self.read { a in
          b.read { right in
            if batch == 1 || (b.rank == 2 && !ta) {
              Kernels.gemm(
                m: batch * m, n: n, k: k, a, transposed: ta, right, transposed: tb, into: c)
            } else {
              Kernels.gemmBatch(
                batch: batch, m: m, n: n, k: k, a, transposed: ta, step: rank == 2 ? 0 : m * k,
                right, transposed: tb, step: b.rank == 2 ? 0 : k * n, into: c)
            }
          }
        }
      })
  }

  /// The gradient to a matrix that all products of a batch shared.
  func sharedRightGradient(_ gradient: Tensor, _ ta: Bool, _ tb: Bool) -> Tensor {
    if !ta {
      let rows = reshaped(to: [shape.dropLast().reduce(1, *), shape[rank - 1]])
      let flat = gradient.reshaped(
        to: [rows.shape[0], gradient.shape[gradient.rank - 1]])
      return tb ? flat.matmul(rows, true, false) : rows.matmul(flat, true, false)
    }
    let each = tb ? gradient.matmul(self, true, true) : matmul(gradient, false, false)
    return each.summed(over: Array(0..<(each.rank - 2))).reshaped(
      to: Array(each.shape.suffix(2)))
  }
}
