internal import Numerics

extension Variable {
  /// The matrix product of the last two axes, `[batch…, m, k] × [batch…, k, n]`; the leading axes broadcast.
  ///
  /// Either side may be a vector `[k]`, a row on the left and a column on the right, whose axis the result
  /// does not have. Views whose rows or columns run without gaps are multiplied as they stand.
  ///
  /// - Parameters:
  ///   - transposingLeft: self's last two axes are `k, m`.
  ///   - transposingRight: the other's last two axes are `n, k`.
  @_specialize(where Scalar == Float)
  public func matmul(
    _ other: Variable, transposingLeft: Bool = false, transposingRight: Bool = false
  ) -> Variable {
    let target = trapping { () throws(TensorError) in
      try ShapeRules.matmul(
        shape, other.shape, transposingLeft: transposingLeft, transposingRight: transposingRight)
    }
    if shape.count == 1 || other.shape.count == 1 {
      let (left, isRow) = shape.count == 1 ? (unsqueezed(axis: 0), true) : (self, false)
      let (right, isColumn) =
        other.shape.count == 1 ? (other.unsqueezed(axis: 1), true) : (other, false)
      return left.matmul(
        right, transposingLeft: transposingLeft && !isRow,
        transposingRight: transposingRight && !isColumn
      ).reshaped(to: target)
    }
    let (a, b) = (value, other.value)
    let (aNode, bNode) = (node, other.node)
    let (ta, tb) = (transposingLeft, transposingRight)
    let (aShape, bShape) = (a.shape, b.shape)
    // Each is the other's slope, and not kept where that is a constant.
    let (keptA, keptB) = (other.isRecorded ? a : nil, isRecorded ? b : nil)
    return tape.record(
      "matmul", a.matmul(b, ta, tb), when: isRecorded || other.isRecorded
    ) { gradient, gradients in
      if let b = keptB {
        gradients.add(to: aNode) {
          (ta ? b.matmul(gradient, tb, true) : gradient.matmul(b, false, !tb))
            .unbroadcast(to: aShape)
        }
      }
      if let a = keptA {
        gradients.add(to: bNode) {
          if bShape.count == 2 && a.rank > 2 { return a.sharedRightGradient(gradient, ta, tb) }
          return (tb ? gradient.matmul(a, true, ta) : a.matmul(gradient, !ta, false))
            .unbroadcast(to: bShape)
        }
      }
    }
  }
}

extension Tensor where Scalar: TensorScalar {
  /// The product that ``Variable/matmul(_:transposingLeft:transposingRight:)`` records, of at least two axes on
  /// either side.
  func matmul(_ other: Tensor, _ transposingLeft: Bool, _ transposingRight: Bool) -> Tensor {
    let a = transposingLeft ? matrixTransposed() : self
    let b = transposingRight ? other.matrixTransposed() : other
    let target = trapping { () throws(TensorError) in
      try ShapeRules.matmul(a.shape, b.shape)
    }
    let (m, n, k) = (a.shape[a.rank - 2], b.shape[b.rank - 1], a.shape[a.rank - 1])
    let batch = target[..<(target.count - 2)].product
    if a.rank > 2 && b.rank == 2, let rows = a.flattenedRows() {
      return rows.matmul(b, false, false).reshaped(to: target)
    }
    let left = BatchedMatrix(a, batchAxes: target.dropLast(2))
    let right = BatchedMatrix(b, batchAxes: target.dropLast(2))
    return Tensor(
      shape: target,
      writing: { c in
        left.tensor.readInPlace { a in
          right.tensor.readInPlace { b in
            if batch == 1 {
              Kernels.gemm(m: m, n: n, k: k, left.view(a, 0), right.view(b, 0), into: c)
            } else {
              Kernels.gemmBatch(
                batch: batch, m: m, n: n, k: k, { left.view(a, $0) }, { right.view(b, $0) },
                into: c)
            }
          }
        }
      })
  }

  /// The rows of all matrices as those of one, if that needs no copy.
  private func flattenedRows() -> Tensor? {
    let target = [shape.dropLast().product, shape[rank - 1]]
    guard let strides else { return reshaped(to: target) }
    guard let flat = Strides.reshaping(shape, strides, to: target) else { return nil }
    return Tensor(shape: target, strides: flat, offset: offset, storage: storage)
  }

  /// The gradient to a matrix that all products of a batch shared.
  func sharedRightGradient(_ gradient: Tensor, _ ta: Bool, _ tb: Bool) -> Tensor {
    let rows = (ta ? matrixTransposed() : self)
    let flat = rows.reshaped(to: [rows.shape.dropLast().product, rows.shape[rank - 1]])
    let upper = gradient.reshaped(to: [flat.shape[0], gradient.shape[gradient.rank - 1]])
    return tb ? upper.matmul(flat, true, false) : flat.matmul(upper, true, false)
  }
}

/// The matrices of a batch, stretched over its axes, each with rows or columns that run without gaps.
private struct BatchedMatrix<Scalar: TensorScalar> {
  let tensor: Tensor<Scalar>
  private let isTransposed: Bool
  private let leading: Int
  /// Merged batch axes, innermost first.
  private var axes: [(size: Int, step: Int)] = []

  init(_ tensor: Tensor<Scalar>, batchAxes: ArraySlice<Int>) {
    let (rows, columns) = (tensor.shape[tensor.rank - 2], tensor.shape[tensor.rank - 1])
    if let (isTransposed, leading) = Self.layout(tensor, rows, columns) {
      (self.tensor, self.isTransposed, self.leading) = (tensor, isTransposed, leading)
    } else {
      (self.tensor, isTransposed, leading) = (tensor.contiguous(), false, Swift.max(1, columns))
    }
    let steps = self.tensor.steps
    let missing = batchAxes.count + 2 - tensor.rank
    for axis in batchAxes.indices.reversed() where batchAxes[axis] != 1 {
      let own = axis - batchAxes.startIndex - missing
      let step = own < 0 || tensor.shape[own] == 1 ? 0 : steps[own]
      if let last = axes.last, step == last.step * last.size {
        axes[axes.count - 1].size *= batchAxes[axis]
      } else {
        axes.append((batchAxes[axis], step))
      }
    }
  }

  /// The matrix of one place in the batch.
  func view(_ base: UnsafePointer<Scalar>, _ place: Int) -> MatrixView<Scalar> {
    var (rest, start) = (place, 0)
    for axis in axes {
      start += rest % axis.size * axis.step
      rest /= axis.size
    }
    return MatrixView(base + start, isTransposed: isTransposed, leading: leading)
  }

  private static func layout(
    _ tensor: Tensor<Scalar>, _ rows: Int, _ columns: Int
  ) -> (isTransposed: Bool, leading: Int)? {
    let steps = tensor.steps
    let (row, column) = (steps[tensor.rank - 2], steps[tensor.rank - 1])
    if rows == 0 || columns == 0 { return (false, Swift.max(1, columns)) }
    if column == 1 || columns == 1 {
      if rows == 1 { return (false, columns) }
      if row >= columns { return (false, row) }
    }
    if row == 1 || rows == 1 {
      if columns == 1 { return (true, rows) }
      if column >= rows { return (true, column) }
    }
    return nil
  }
}
