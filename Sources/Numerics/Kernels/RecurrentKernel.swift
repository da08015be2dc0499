internal import CKernels

/// The forms of a recurrent cell.
package enum RecurrentCell: Int32, Sendable {
  /// Gates in the order input, forget, cell, output.
  case lstm
  /// Gates in the order reset, update, new.
  case gru
  case tanh, relu

  /// The groups of columns its weights have.
  package var gates: Int {
    switch self {
    case .lstm: 4
    case .gru: 3
    case .tanh, .relu: 1
    }
  }
}

/// A recurrent layer over whole sequences `[batch, length, in]`, in either precision.
///
/// The batch is cut into shards by its size alone. A worker takes one through all steps, so that a sequence costs one
/// fork, and the gradients to the weights are summed over shards in order.
package struct RecurrentKernel<S: NumericScalar> {
  /// Memory that a pass leaves for the way back.
  package struct Kept {
    /// `[x, 1, h, 1]` of every step, the gates, and (LSTM) the cells' states.
    package let steps: UnsafeMutablePointer<S>
    package let gates: UnsafeMutablePointer<S>
    package let cells: UnsafeMutablePointer<S>

    package init(
      steps: UnsafeMutablePointer<S>, gates: UnsafeMutablePointer<S>,
      cells: UnsafeMutablePointer<S>
    ) {
      (self.steps, self.gates, self.cells) = (steps, gates, cells)
    }
  }

  /// What the weights are; a bias that is not there counts as zero.
  package struct Weights {
    let input: UnsafePointer<S>, hidden: UnsafePointer<S>
    let inputBias: UnsafePointer<S>?, hiddenBias: UnsafePointer<S>?

    package init(
      input: UnsafePointer<S>, hidden: UnsafePointer<S>, inputBias: UnsafePointer<S>?,
      hiddenBias: UnsafePointer<S>?
    ) {
      (self.input, self.hidden) = (input, hidden)
      (self.inputBias, self.hiddenBias) = (inputBias, hiddenBias)
    }
  }

  let cell: RecurrentCell
  let batch: Int, length: Int, inputs: Int, hidden: Int
  private let plan: meridian_recurrent
  private let shard: Int

  package init(
    _ cell: RecurrentCell, batch: Int, length: Int, inputs: Int, hidden: Int, reversed: Bool
  ) {
    self.cell = cell
    (self.batch, self.length, self.inputs, self.hidden) = (batch, length, inputs, hidden)
    plan = meridian_recurrent_plan(
      S.element, cell.rawValue, reversed ? 1 : 0, length, inputs, hidden)
    // Every shard has gradients of its own to the weights: at most sixteen, of whole tiles of four rows.
    shard = max(16, (batch + 63) / 64 * 4)
  }

  private var depth: Int { plan.depth }
  private var width: Int { plan.width }
  private var group: Int { plan.group }
  private var cellSize: Int { cell == .lstm ? group : 0 }

  /// The elements that ``Kept`` needs.
  package var stepCount: Int { batch * (length + 1) * depth }
  package var gateCount: Int { batch * length * width }
  package var cellCount: Int { batch * (length + 1) * cellSize }

  /// Runs the sequences.
  ///
  /// - Parameters:
  ///   - states: what the states are at first, `[batch, hidden]`; zero where there is none.
  ///   - lengths: the steps of each sequence, or `nil` for all; past them the state stays and y is zero.
  ///   - kept: what is needed for the way back; `nil` keeps nothing.
  ///   - y: the hidden state after every step, `[batch, length, hidden]`.
  ///   - last: the states after the last step.
  package func forward(
    _ x: UnsafePointer<S>, _ weights: Weights,
    states: (hidden: UnsafePointer<S>?, cell: UnsafePointer<S>?), lengths: UnsafePointer<Int32>?,
    kept: Kept?, into y: UnsafeMutablePointer<S>,
    last: (hidden: UnsafeMutablePointer<S>, cell: UnsafeMutablePointer<S>)
  ) {
    var plan = plan
    let packedCount = meridian_recurrent_packed(S.element, &plan)
    withScratch(of: S.self, packedCount) { packed in
      meridian_recurrent_pack(
        S.element, &plan, weights.input, weights.inputBias, weights.hidden, weights.hiddenBias,
        packed)
      Kernels.shards(batch, size: shard) { rows in
        var plan = plan
        let (begin, count) = (rows.lowerBound, rows.count)
        let state = begin * hidden
        func run(_ kept: Kept, _ stepSlots: Int, _ gateSlots: Int, _ cellSlots: Int) {
          meridian_recurrent_forward(
            S.element, &plan, count, packed, x + begin * length * inputs,
            states.hidden.map { $0 + state }, states.cell.map { $0 + state },
            lengths.map { $0 + begin }, kept.steps, stepSlots, kept.gates, gateSlots, kept.cells,
            cellSlots, y + begin * length * hidden, last.hidden + state, last.cell + state)
        }
        if let kept {
          run(slice(kept, begin), length + 1, max(1, length), length + 1)
        } else {
          withScratch(of: S.self, count * (2 * depth + width + cellSize)) { scratch in
            let gates = scratch + 2 * count * depth
            run(Kept(steps: scratch, gates: gates, cells: gates + count * width), 2, 1, 1)
          }
        }
      }
    }
  }

  private func slice(_ kept: Kept, _ begin: Int) -> Kept {
    Kept(
      steps: kept.steps + begin * (length + 1) * depth, gates: kept.gates + begin * length * width,
      cells: kept.cells + begin * (length + 1) * cellSize)
  }
}

extension RecurrentKernel {
  /// Where gradients go: to the weights, and where wanted to the inputs.
  package struct Gradients {
    let x: UnsafeMutablePointer<S>?
    let input: UnsafeMutablePointer<S>, hidden: UnsafeMutablePointer<S>
    let inputBias: UnsafeMutablePointer<S>, hiddenBias: UnsafeMutablePointer<S>

    package init(
      x: UnsafeMutablePointer<S>?, input: UnsafeMutablePointer<S>,
      hidden: UnsafeMutablePointer<S>, inputBias: UnsafeMutablePointer<S>,
      hiddenBias: UnsafeMutablePointer<S>
    ) {
      (self.x, self.input, self.hidden) = (x, input, hidden)
      (self.inputBias, self.hiddenBias) = (inputBias, hiddenBias)
    }
  }

  /// The rows of a chunk of steps, so that their gates' gradients stay in the cache until they are multiplied with
  /// what the steps read.
  private var chunkRows: Int { 384 }

  /// The way back.
  ///
  /// - Parameters:
  ///   - gradient: to the hidden states of all steps, if any of them was used.
  ///   - states: the gradients to the last states, `[batch, hidden]`, replaced by those to the first.
  package func backward(
    _ weights: Weights, lengths: UnsafePointer<Int32>?, kept: Kept, gradient: UnsafePointer<S>?,
    states: (hidden: UnsafeMutablePointer<S>, cell: UnsafeMutablePointer<S>),
    into gradients: Gradients
  ) {
    var plan = plan
    let shards = (batch + shard - 1) / shard
    let size = depth * width
    let packedCount = meridian_recurrent_packed_transposed(S.element, &plan)
    withScratch(of: S.self, packedCount + inputs * width + max(1, shards) * size) { packed in
      let wide = packed + packedCount
      let partial = wide + inputs * width
      meridian_recurrent_pack_transposed(S.element, &plan, weights.hidden, packed)
      meridian_recurrent_widen(S.element, &plan, inputs, 0, weights.input, wide)
      if shards == 0 { Kernels.fill(count: size, with: 0, partial) }
      Kernels.shards(batch, size: shard) { rows in
        backward(
          rows, packed: packed, wide: wide, lengths: lengths, kept: slice(kept, rows.lowerBound),
          gradient: gradient, states: states, x: gradients.x,
          into: partial + rows.lowerBound / shard * size)
      }
      for index in 1..<max(2, shards) where index < shards {
        Kernels.add(count: size, partial + index * size, scaledBy: 1, to: partial)
      }
      var row = partial
      for (count, toHidden, target) in [
        (inputs, 0, gradients.input), (1, 0, gradients.inputBias),
        (hidden, 1, gradients.hidden), (1, 1, gradients.hiddenBias),
      ] as [(Int, Int32, UnsafeMutablePointer<S>)] {
        meridian_recurrent_narrow(S.element, &plan, count, toHidden, row, target)
        row += count * width
      }
    }
  }

  /// One shard's way back; its gradients to the weights are `[depth, width]`.
  private func backward(
    _ rows: Range<Int>, packed: UnsafePointer<S>, wide: UnsafePointer<S>,
    lengths: UnsafePointer<Int32>?, kept: Kept, gradient: UnsafePointer<S>?,
    states: (hidden: UnsafeMutablePointer<S>, cell: UnsafeMutablePointer<S>),
    x: UnsafeMutablePointer<S>?, into total: UnsafeMutablePointer<S>
  ) {
    var plan = plan
    let (begin, count) = (rows.lowerBound, rows.count)
    let units = plan.units
    let lengths = lengths.map { $0 + begin }
    let gradient = gradient.map { $0 + begin * length * hidden }
    let chunk = max(1, chunkRows / count)
    let toInputs = x == nil ? 0 : chunk * count * inputs
    withScratch(of: S.self, count * (units + group + chunk * width) + toInputs) { scratch in
      let (toHidden, toCell) = (scratch, scratch + count * units)
      let toGates = toCell + count * group
      Kernels.widenRows(states.hidden + begin * hidden, count, hidden, into: toHidden, units)
      Kernels.widenRows(states.cell + begin * hidden, count, hidden, into: toCell, group)
      var end = length
      if end == 0 { Kernels.fill(count: depth * width, with: 0, total) }
      while end > 0 {
        let first = max(0, end - chunk)
        meridian_recurrent_backward(
          S.element, &plan, count, first, end, packed, lengths, kept.steps, kept.gates, kept.cells,
          gradient, toHidden, toCell, toGates)
        meridian_recurrent_weight_gradients(
          S.element, &plan, (end - first) * count, kept.steps + first * count * depth, toGates,
          end < length ? 1 : 0, total)
        if let x, inputs > 0 {
          let target = toGates + chunk * count * width
          let columns = cell == .gru ? 3 * group : width
          Kernels.tile(
            m: (end - first) * count, n: inputs, k: columns, toGates, false, width, wide, true,
            width, false, target, inputs)
          meridian_recurrent_place_inputs(
            S.element, &plan, count, first, end, lengths, target, x + begin * length * inputs)
        }
        end = first
      }
      Kernels.narrowRows(toHidden, count, units, into: states.hidden + begin * hidden, hidden)
      Kernels.narrowRows(toCell, count, group, into: states.cell + begin * hidden, hidden)
    }
  }
}

extension Kernels {
  /// Rows of `columns` elements into wider ones, zero past them.
  fileprivate static func widenRows<S: NumericScalar>(
    _ x: UnsafePointer<S>, _ rows: Int, _ columns: Int, into y: UnsafeMutablePointer<S>,
    _ width: Int
  ) {
    meridian_fill(S.element, rows * width, 0, y)
    meridian_copy_runs(S.element, rows, columns, x, columns, y, width)
  }

  /// The first `columns` elements of wider rows.
  fileprivate static func narrowRows<S: NumericScalar>(
    _ x: UnsafePointer<S>, _ rows: Int, _ width: Int, into y: UnsafeMutablePointer<S>,
    _ columns: Int
  ) {
    meridian_copy_runs(S.element, rows, columns, x, width, y, columns)
  }
}
