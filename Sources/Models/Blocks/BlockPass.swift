public import Autodiff

/// What a block sees of one forward pass.
public struct BlockPass<Scalar: TensorScalar> {
  /// The tape that records the pass.
  public let tape: Tape<Scalar>
  /// Whether the pass is part of training (dropout and batch statistics are on).
  public let isTraining: Bool
  let state: ForwardState<Scalar>
  let placed: PlacedBlock

  /// The parameter of a name that the block stated.
  public func parameter(_ name: String) -> Variable<Scalar> {
    guard let variable = state.variables["\(placed.path).\(name)"] else {
      preconditionFailure("\(placed.place) states no parameter '\(name)'")
    }
    return variable
  }

  /// Whether the block stated a parameter of this name.
  public func hasParameter(_ name: String) -> Bool {
    state.variables["\(placed.path).\(name)"] != nil
  }

  /// The present values of a buffer that the block stated.
  public func buffer(_ name: String) -> Tensor<Scalar> { parameter(name).value }

  /// Sets a buffer's values; they hold from the next pass on.
  public func setBuffer(_ name: String, _ value: Tensor<Scalar>) {
    state.updatedBuffers["\(placed.path).\(name)"] = value
  }

  /// The operator of a role that the block stated.
  public func `operator`(_ role: String) -> SparseOperator<Scalar> {
    guard let slot = placed.operators.first(where: { $0.role == role }),
      let bound = state.matrix(slot)
    else { preconditionFailure("\(placed.place) states no operator '\(role)'") }
    return bound
  }

  /// The operator of a role that the block stated as one that it can do without; nil where none is connected.
  public func optionalOperator(_ role: String) -> SparseOperator<Scalar>? {
    placed.operators.first { $0.role == role }.flatMap { state.matrix($0) }
  }

  /// The edges between every two points of an item of the block's input, both ways; blocks of a pass share them.
  ///
  /// - Parameter points: of all items.
  public func completeEdges(points: Int) -> EdgeList {
    guard case .nodes(let level) = placed.input.support else {
      return EdgeList(completing: [0, points])
    }
    return state.completeEdges(level: level, offsets: itemOffsets ?? [0, points])
  }

  /// The eigenbasis of a role that the block stated: those of all items of the pass.
  public func basis(_ role: String) -> SpectralBasis<Scalar> {
    guard let slot = placed.operators.first(where: { $0.role == role }),
      let bound = state.operators[slot]?.basis
    else { preconditionFailure("\(placed.place) states no eigenbasis '\(role)'") }
    return bound
  }

  /// The field of a name that is carried beside the main one; nil if there is none.
  public func companion(_ name: String) -> Variable<Scalar>? { state.companions[name] }

  /// Sets the field of a name that goes on beside the main one, as `prepare` announced it.
  public func setCompanion(_ name: String, _ value: Variable<Scalar>) {
    state.companions[name] = value
  }

  /// Where the nodes of each graph lie in the block's input, when the pass is over many graphs: one more offset than graphs.
  ///
  /// Nil when the pass is over one graph, over images, or over one vector an item.
  public var itemOffsets: [Int]? {
    guard case .nodes(let level) = placed.input.support else { return nil }
    guard placed.selectedLevels.contains(level) else { return state.offsets?.levels[level] }
    return state.selection(level).offsets
  }

  /// Chooses nodes of the block's input, which make up the level that it hands on; the fields beside it that live there go on with
  /// those nodes alone.
  ///
  /// - Parameters:
  ///   - nodes: ascending.
  ///   - offsets: where those of each graph begin, when the pass is over many.
  public func selectNodes(_ nodes: [Int32], of count: Int, offsets: [Int]?) {
    guard case .nodes(let level) = placed.output.support else { return }
    var selection = NodeSelection<Scalar>(nodes: nodes, count: count, offsets: offsets)
    for name in placed.companions.names(on: placed.input.support) {
      guard let whole = state.companions[name] else { continue }
      selection.companions[name] = whole
      state.companions[name] = whole.gatherRows(nodes)
    }
    state.select(selection, level: level)
  }

  /// Puts the fields beside the block's input, which live on chosen nodes, back among those that were not chosen: these have what
  /// they had before.
  func returnCompanions() {
    guard case .nodes(let level) = placed.input.support else { return }
    let selection = state.selection(level)
    let places = SparseOperator<Scalar>.placing(selection.nodes, among: selection.count)
    for name in placed.companions.names(on: placed.input.support) {
      guard let part = state.companions[name], let whole = selection.companions[name] else {
        continue
      }
      // A position that is left alone is no zero: only what became of the others since is added.
      state.companions[name] = whole + places.multiply(part - whole.gatherRows(selection.nodes))
    }
  }

  /// A fresh key for random choices: it depends on seed, step and the block's path alone.
  public func randomKey() -> UInt64 { state.randomKey(placed.path) }

  /// Applies the blocks inside this one, in order.
  public func applyNested(_ input: FieldValue<Scalar>) throws -> FieldValue<Scalar> {
    try state.apply(placed.children, to: input)
  }

  /// Applies the blocks that were placed inside this one in one of several rounds, in order.
  public func applyNested(
    _ input: FieldValue<Scalar>, round: Int, of rounds: Int
  ) throws -> FieldValue<Scalar> {
    let count = placed.children.count / rounds
    return try state.apply(Array(placed.children[round * count..<(round + 1) * count]), to: input)
  }
}
