internal import Numerics

/// One block of a linear layer's weights: what it makes of some columns of an input for some columns of the result.
public struct LinearBlock<Scalar: TensorScalar> {
  /// The input, `[rows, …]`; its other axes count as one.
  public let input: Variable<Scalar>
  /// The input's columns.
  public let columns: Range<Int>
  /// `[columns, outputs]`.
  public let weights: Variable<Scalar>
  /// The first of the result's columns.
  public let output: Int

  /// A block over some columns of an input, over all of them if none are named.
  public init(
    _ input: Variable<Scalar>, columns: Range<Int>? = nil, weights: Variable<Scalar>, output: Int
  ) {
    self.input = input
    self.columns = columns ?? 0..<input.shape.dropFirst().reduce(1, *)
    (self.weights, self.output) = (weights, output)
  }

  var outputs: Range<Int> { output..<output + weights.shape[1] }
  var width: Int { input.shape.dropFirst().reduce(1, *) }
}

/// A linear layer whose weights are 0 but for some blocks: y[:, outputs] = Σ x[:, columns] W over the blocks, plus a bias.
///
/// It is what concatenating the inputs and multiplying with all weights would give, without either: nothing is copied
/// together, no zeros are multiplied, and each tile of rows takes all its products while it is in cache.
///
/// - Parameters:
///   - blocks: at least one; two blocks' columns of one input, and their outputs, are the same or have none in common.
///   - width: the columns of the result; those without a block are 0 plus the bias.
///   - bias: `[width]`, or none.
/// - Returns: `[rows, width]`.
public func linear<Scalar: TensorScalar>(
  _ blocks: [LinearBlock<Scalar>], width: Int, bias: Variable<Scalar>? = nil
) -> Variable<Scalar> {
  _ = trapping { () throws(TensorError) in
    try ShapeRules.blockLinear(
      blocks.map { ($0.input.shape, $0.columns, $0.weights.shape, $0.output) }, width: width,
      bias: bias?.shape)
  }
  precondition(
    areSameOrApart(blocks.map(\.outputs)), "linear: outputs of two blocks overlap in part")
  let plan = BlockPlan(blocks)
  let rows = blocks[0].input.shape[0]
  let (inputs, weights) = (blocks.map(\.input.value), blocks.map(\.weights.value))
  let isCovered = Set(blocks.map(\.outputs)).reduce(0) { $0 + $1.count } == width
  let result = Tensor<Scalar>(
    shape: [rows, width],
    writing: { y in
      readAll(inputs + weights + [bias?.value].compactMap { $0 }) { pointers in
        let kernels = blocks.indices.map { index in
          plan.kernel(index, x: pointers[index], weights: pointers[blocks.count + index])
        }
        Kernels.blockLinear(
          m: rows, width: width, kernels, isCovered: isCovered,
          bias: bias == nil ? nil : pointers[2 * blocks.count], into: y)
      }
    })
  let isNeeded =
    blocks.contains { $0.input.isRecorded || $0.weights.isRecorded } || bias?.isRecorded ?? false
  let (weightNodes, biasNode) = (blocks.map(\.weights.node), bias?.node ?? .constant)
  // Without a gradient to x its weights are not kept, and without one to the weights x is not.
  let keptX = blocks.indices.map { weightNodes[$0].index == nil ? nil : inputs[$0] }
  let keptW = blocks.indices.map {
    plan.inputs[plan.inputOf[$0]].node.index == nil ? nil : weights[$0]
  }
  return blocks[0].input.tape.record("linear blocks", result, when: isNeeded) {
    gradient, gradients in
    let toInputs = plan.inputs.map { input in
      input.node.index.map { _ in
        input.isCovered
          ? TensorStorage<Scalar>(count: rows * input.width)
          : zeros(rows * input.width)
      }
    }
    let toWeights = zip(weightNodes, plan.sizes).map { node, size in
      node.index.map { _ in TensorStorage<Scalar>(count: size.k * size.n) }
    }
    let toBias = biasNode.index.map { _ in TensorStorage<Scalar>(count: width) }
    let none = Tensor<Scalar>(zeros: [0])
    readAll(keptX.map { $0 ?? none } + keptW.map { $0 ?? none } + [gradient]) { pointers in
      let kernels = plan.sizes.indices.map { index in
        let input = plan.inputOf[index]
        return plan.kernel(
          index, x: keptX[index] == nil ? nil : pointers[index],
          weights: pointers[plan.sizes.count + index], gx: toInputs[input]?.pointer,
          gw: toWeights[index]?.pointer)
      }
      Kernels.blockLinearPullback(
        m: rows, width: width, kernels, gradient: pointers[2 * plan.sizes.count],
        bias: toBias?.pointer)
    }
    if let toBias { gradients.add(to: biasNode) { Tensor(shape: [width], storage: toBias) } }
    for (index, found) in toWeights.enumerated() {
      guard let found else { continue }
      let size = plan.sizes[index]
      gradients.add(to: weightNodes[index]) { Tensor(shape: [size.k, size.n], storage: found) }
    }
    for (input, found) in zip(plan.inputs, toInputs) {
      guard let found else { continue }
      gradients.add(to: input.node) { Tensor(shape: input.shape, storage: found) }
    }
  }
}

/// Whether any two of the ranges are the same or have nothing in common.
private func areSameOrApart(_ ranges: [Range<Int>]) -> Bool {
  ranges.indices.allSatisfy { index in
    ranges[..<index].allSatisfy { $0 == ranges[index] || !$0.overlaps(ranges[index]) }
  }
}

/// Memory of zeros.
private func zeros<Scalar: TensorScalar>(_ count: Int) -> TensorStorage<Scalar> {
  let storage = TensorStorage<Scalar>(count: count)
  Kernels.fill(count: count, with: 0, storage.pointer)
  return storage
}

/// Calls the closure with the addresses of several tensors' elements.
private func readAll<Scalar: TensorScalar>(
  _ tensors: [Tensor<Scalar>], _ body: ([UnsafePointer<Scalar>]) -> Void
) {
  let whole = tensors.map { $0.contiguous() }
  withExtendedLifetime(whole) { body(whole.map { $0.readInPlace { $0 } }) }
}

/// Which inputs the blocks have, and which block is the first to write where.
private struct BlockPlan<Scalar: TensorScalar> {
  struct Input {
    let node: Node
    let shape: [Int]
    let width: Int
    var isCovered = false
  }

  private(set) var inputs: [Input] = []
  private(set) var inputOf: [Int] = []
  let sizes: [(k: Int, n: Int)]
  private let columns: [Range<Int>]
  private let outputs: [Range<Int>]
  private var addsToX: [Bool] = []
  private var addsToResult: [Bool] = []

  init(_ blocks: [LinearBlock<Scalar>]) {
    sizes = blocks.map { ($0.columns.count, $0.weights.shape[1]) }
    columns = blocks.map(\.columns)
    outputs = blocks.map(\.outputs)
    for block in blocks {
      let node = block.input.node
      let known = inputs.firstIndex { node.index != nil && $0.node.index == node.index }
      if known == nil {
        inputs.append(Input(node: node, shape: block.input.shape, width: block.width))
      }
      inputOf.append(known ?? inputs.count - 1)
    }
    for index in blocks.indices {
      addsToResult.append(outputs[..<index].contains(outputs[index]))
      addsToX.append(
        (0..<index).contains {
          inputOf[$0] == inputOf[index] && columns[$0] == columns[index] && sizes[$0].n > 0
        })
    }
    for index in inputs.indices {
      let ranges = blocks.indices.filter { inputOf[$0] == index }.map { columns[$0] }
      precondition(
        areSameOrApart(ranges), "linear: columns of two blocks overlap in part")
      // A block without outputs writes no gradient.
      let written = blocks.indices.filter { inputOf[$0] == index && sizes[$0].n > 0 }
      inputs[index].isCovered =
        Set(written.map { columns[$0] }).reduce(0) { $0 + $1.count } == inputs[index].width
    }
  }

  func kernel(
    _ index: Int, x: UnsafePointer<Scalar>?, weights: UnsafePointer<Scalar>,
    gx: UnsafeMutablePointer<Scalar>? = nil, gw: UnsafeMutablePointer<Scalar>? = nil
  ) -> Kernels.LinearBlock<Scalar> {
    let (start, width) = (columns[index].lowerBound, inputs[inputOf[index]].width)
    return Kernels.LinearBlock(
      x: x.map { $0 + start }, xStep: width, weights: weights, k: sizes[index].k,
      n: sizes[index].n, column: outputs[index].lowerBound, addsToResult: addsToResult[index],
      addsToX: addsToX[index], gx: gx.map { $0 + start }, gw: gw)
  }
}
