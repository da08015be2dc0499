internal import Numerics

/// What losses of elements have in common: one pass over both sides, nothing in between.
struct ElementLoss<Scalar: TensorScalar> {
  let operation: StaticString
  let function: Kernels.Loss
  var p = 0.0
  var q = 1.0
  /// Which elements the losses are of, for a mean: each, or each row.
  var isMeanOverRows = false
  let weights: Tensor<Scalar>?
  let rows: [Int32]?
  let reduction: LossReduction

  @_specialize(where Scalar == Float)
  func apply(_ x: Variable<Scalar>, _ target: Variable<Scalar>) -> Variable<Scalar> {
    let shape = trapping { () throws(TensorError) in
      try ShapeRules.loss(
        "\(operation)", x.shape, target: target.shape, weights: weights?.shape, rows: rows,
        reduction: reduction)
    }
    let (a, b) = (x.value, target.value)
    let selection = Selection(shape: a.shape, rows: rows, weights: weights)
    let losses =
      reduction == .none ? TensorStorage<Scalar>(count: shape.reduce(1, *)) : nil
    let (sum, weight) = selection.with { selection in
      a.read { a in
        b.read { b in
          Kernels.loss(
            function, selection, a, target: b, p: p, q: q, losses: losses?.pointer)
        }
      }
    }
    let divisor = isMeanOverRows ? weight / Double(max(1, selection.columns)) : weight
    let scale = reduction == .mean ? (divisor == 0 ? 0 : 1 / divisor) : 1
    let value =
      losses.map { Tensor(shape: shape, storage: $0) } ?? Tensor(Scalar(sum * scale))
    let (xNode, targetNode) = (x.node, target.node)
    let isEach = reduction == .none
    return x.tape.record(operation, value, when: x.isRecorded || target.isRecorded) {
      gradient, gradients in
      func zeros(_ node: Node) -> TensorStorage<Scalar>? {
        guard node.index != nil else { return nil }
        let storage = TensorStorage<Scalar>(count: a.count)
        Kernels.fill(count: a.count, with: 0, storage.pointer)
        return storage
      }
      let (toX, toTarget) = (zeros(xNode), zeros(targetNode))
      selection.with { selection in
        a.read { a in
          b.read { b in
            gradient.read { each in
              Kernels.lossPullback(
                function, selection, a, target: b, p: p, q: q,
                scale: isEach ? 1 : scale * Double(each[0]), gradients: isEach ? each : nil,
                toX: toX?.pointer, toTarget: toTarget?.pointer)
            }
          }
        }
      }
      if let toX { gradients.add(to: xNode) { Tensor(shape: a.shape, storage: toX) } }
      if let toTarget {
        gradients.add(to: targetNode) { Tensor(shape: a.shape, storage: toTarget) }
      }
    }
  }

  /// The rows and weights of a loss, held for its pullback.
  private struct Selection {
    let rowCount: Int, columns: Int
    let rows: [Int32]?
    let areDistinct: Bool
    let weights: Tensor<Scalar>?
    let isWeightOfRow: Bool

    init(shape: [Int], rows: [Int32]?, weights: Tensor<Scalar>?) {
      rowCount = shape.first ?? 1
      columns = shape.dropFirst().reduce(1, *)
      (self.rows, self.weights) = (rows, weights)
      areDistinct = rows.map { zip($0, $0.dropFirst()).allSatisfy { $0 < $1 } } ?? true
      isWeightOfRow = weights.map { $0.shape != shape } ?? false
    }

    func with<R>(_ body: (Kernels.LossSelection<Scalar>) -> R) -> R {
      func run(_ chosen: UnsafePointer<Int32>?, _ count: Int) -> R {
        func weighted(_ weights: UnsafePointer<Scalar>?) -> R {
          body(
            .init(
              rows: rowCount, columns: columns, chosen: chosen, count: count,
              areDistinct: areDistinct, weights: weights, isWeightOfRow: isWeightOfRow))
        }
        return weights.map { $0.read { weighted($0) } } ?? weighted(nil)
      }
      guard let rows else { return run(nil, rowCount) }
      // No row chosen is still a choice: then any address will do.
      return (rows.isEmpty ? [0] : rows).withUnsafeBufferPointer {
        run($0.baseAddress, rows.count)
      }
    }
  }
}
