internal import Numerics

/// The weights of a recurrent layer.
///
/// Each has a group of `hidden` columns for every gate. A layer's argument is x W + b + h U + c, where W and b are
/// the input's weights and bias and U and c those of the hidden state.
public struct RecurrentWeights<Scalar: TensorScalar> {
  /// `[in, gates · hidden]`.
  public var input: Variable<Scalar>
  /// `[hidden, gates · hidden]`.
  public var hidden: Variable<Scalar>
  /// `[gates · hidden]`, or none.
  public var inputBias: Variable<Scalar>?
  /// `[gates · hidden]`, or none.
  public var hiddenBias: Variable<Scalar>?

  /// Weights, all on one tape.
  public init(
    input: Variable<Scalar>, hidden: Variable<Scalar>, inputBias: Variable<Scalar>? = nil,
    hiddenBias: Variable<Scalar>? = nil
  ) {
    (self.input, self.hidden) = (input, hidden)
    (self.inputBias, self.hiddenBias) = (inputBias, hiddenBias)
  }

  fileprivate var all: [Variable<Scalar>] {
    [input, hidden] + [inputBias, hiddenBias].compactMap { $0 }
  }
}

/// What recurrent layers have in common: one operation over all steps.
struct RecurrentOperation<Scalar: TensorScalar> {
  let operation: StaticString
  let cell: RecurrentCell
  let weights: RecurrentWeights<Scalar>
  /// The hidden state and (LSTM) the cell's.
  let states: (hidden: Variable<Scalar>?, cell: Variable<Scalar>?)
  let lengths: [Int]?
  let reversed: Bool

  /// All hidden states, the last hidden state, and (LSTM, else empty) the cell's last state.
  func apply(to x: Variable<Scalar>) -> [Variable<Scalar>] {
    let given = [states.hidden, states.cell].compactMap { $0 }
    let target = trapping { () throws(TensorError) in
      try ShapeRules.recurrent(
        "\(operation)", x.shape, gates: cell.gates, inputWeights: weights.input.shape,
        hiddenWeights: weights.hidden.shape,
        biases: [weights.inputBias, weights.hiddenBias].compactMap { $0?.shape },
        states: given.map(\.shape), lengths: lengths)
    }
    let isNeeded = x.isRecorded || (weights.all + given).contains { $0.isRecorded }
    let run = RecurrentRun<Scalar>(
      kernel: RecurrentKernel(
        cell, batch: target[0], length: target[1], inputs: x.shape[2], hidden: target[2],
        reversed: reversed),
      hasCell: cell == .lstm, inputShape: x.shape, target: target,
      lengths: lengths.map { $0.map { Int32($0) } },
      weights: [weights.input, weights.hidden].map(\.value),
      biases: [weights.inputBias?.value, weights.hiddenBias?.value],
      kept: x.tape.isRecording && isNeeded)
    let results = run.forward(x.value, states: [states.hidden?.value, states.cell?.value])
    let nodes = [
      weights.input.node, weights.hidden.node, weights.inputBias?.node ?? .constant,
      weights.hiddenBias?.node ?? .constant,
    ]
    let stateNodes = [states.hidden?.node ?? .constant, states.cell?.node ?? .constant]
    let xNode = x.node
    return x.tape.record(operation, results, when: isNeeded) { gradients, onward in
      let result = run.backward(gradients, toInput: xNode.index != nil)
      for (node, gradient) in zip(nodes, result.weights) { onward.add(to: node) { gradient } }
      for (node, gradient) in zip(stateNodes, result.states) { onward.add(to: node) { gradient } }
      if let gradient = result.x { onward.add(to: xNode) { gradient } }
    }
  }
}

/// One pass over sequences, with what its way back needs.
private struct RecurrentRun<Scalar: TensorScalar> {
  let kernel: RecurrentKernel<Scalar>
  let hasCell: Bool
  let inputShape: [Int]
  let target: [Int]
  let lengths: [Int32]?
  let weights: [Tensor<Scalar>]
  let biases: [Tensor<Scalar>?]
  /// What the steps read, the gates and the cells' states.
  private let buffers: [TensorStorage<Scalar>]?

  init(
    kernel: RecurrentKernel<Scalar>, hasCell: Bool, inputShape: [Int], target: [Int],
    lengths: [Int32]?, weights: [Tensor<Scalar>], biases: [Tensor<Scalar>?], kept: Bool
  ) {
    (self.kernel, self.hasCell, self.inputShape) = (kernel, hasCell, inputShape)
    (self.target, self.lengths, self.weights, self.biases) = (target, lengths, weights, biases)
    buffers =
      kept
      ? [kernel.stepCount, kernel.gateCount, kernel.cellCount].map { TensorStorage(count: $0) }
      : nil
  }

  private var stateShape: [Int] { [target[0], target[2]] }

  private var kept: RecurrentKernel<Scalar>.Kept? {
    buffers.map { .init(steps: $0[0].pointer, gates: $0[1].pointer, cells: $0[2].pointer) }
  }

  func forward(_ x: Tensor<Scalar>, states: [Tensor<Scalar>?]) -> [Tensor<Scalar>] {
    let hidden = TensorStorage<Scalar>(count: target[0] * target[2])
    let cell = TensorStorage<Scalar>(count: hasCell ? hidden.count : 0)
    let outputs = Tensor<Scalar>(
      shape: target,
      writing: { y in
        withParts(states + lengthless) { parts, lengths in
          x.read {
            kernel.forward(
              $0, pointers(parts), states: (parts[0], parts[1]), lengths: lengths, kept: kept,
              into: y, last: (hidden.pointer, cell.pointer))
          }
        }
      })
    let last = [Tensor(shape: stateShape, storage: hidden)]
    return [outputs] + last + (hasCell ? [Tensor(shape: stateShape, storage: cell)] : [])
  }

  /// The gradients to the weights and biases, the first states and, if wanted, the input.
  func backward(
    _ gradients: [Tensor<Scalar>?], toInput: Bool
  ) -> (weights: [Tensor<Scalar>], states: [Tensor<Scalar>], x: Tensor<Scalar>?) {
    let columns = weights[0].shape[1]
    let shapes = [weights[0].shape, weights[1].shape, [columns], [columns]]
    let targets = shapes.map { TensorStorage<Scalar>(count: $0.reduce(1, *)) }
    let x = toInput ? TensorStorage<Scalar>(count: inputShape.reduce(1, *)) : nil
    let states = (1...2).map { index in
      let storage = TensorStorage<Scalar>(count: stateShape.reduce(1, *))
      if index < gradients.count, let gradient = gradients[index] {
        gradient.read { storage.pointer.update(from: $0, count: storage.count) }
      } else {
        Kernels.fill(count: storage.count, with: 0, storage.pointer)
      }
      return storage
    }
    withParts([gradients[0], nil] + lengthless) { parts, lengths in
      guard let kept else { return }
      kernel.backward(
        pointers(parts), lengths: lengths, kept: kept, gradient: parts[0],
        states: (states[0].pointer, states[1].pointer),
        into: .init(
          x: x?.pointer, input: targets[0].pointer, hidden: targets[1].pointer,
          inputBias: targets[2].pointer, hiddenBias: targets[3].pointer))
    }
    return (
      zip(shapes, targets).map { Tensor(shape: $0, storage: $1) },
      states.map { Tensor(shape: stateShape, storage: $0) },
      x.map { Tensor(shape: inputShape, storage: $0) }
    )
  }

  /// The weights and biases, as they follow two other tensors in ``withParts(_:_:)``.
  private var lengthless: [Tensor<Scalar>?] { weights + biases }

  private func pointers(_ parts: [UnsafePointer<Scalar>?]) -> RecurrentKernel<Scalar>.Weights {
    guard let input = parts[2], let hidden = parts[3] else {
      preconditionFailure("recurrent: weights are missing")
    }
    return .init(input: input, hidden: hidden, inputBias: parts[4], hiddenBias: parts[5])
  }

  /// Calls the closure with the addresses of tensors that are there, and of the lengths.
  private func withParts(
    _ tensors: [Tensor<Scalar>?],
    _ body: ([UnsafePointer<Scalar>?], UnsafePointer<Int32>?) -> Void
  ) {
    let tensors = tensors.map { $0?.contiguous() }
    withExtendedLifetime((tensors, buffers)) {
      let addresses = tensors.map { $0?.readInPlace { $0 } }
      if let lengths {
        lengths.withUnsafeBufferPointer { body(addresses, $0.baseAddress) }
      } else {
        body(addresses, nil)
      }
    }
  }
}
