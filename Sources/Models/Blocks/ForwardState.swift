import Autodiff
import Numerics

/// What the blocks of a model share during one forward pass.
final class ForwardState<Scalar: TensorScalar> {
  let tape: Tape<Scalar>
  let isTraining: Bool
  let variables: [String: Variable<Scalar>]
  let operators: [OperatorSlot: BoundOperator<Scalar>]
  /// Where each graph's nodes lie, when the pass is over many graphs.
  let offsets: ItemOffsets?
  let seed: UInt64
  /// Position in the training, such as `epoch 3 batch 2`: part of the name of every random stream.
  let moment: String
  /// Fields carried beside the main one, as the last block left them.
  var companions: [String: Variable<Scalar>]
  var updatedBuffers: [String: Tensor<Scalar>] = [:]
  /// The nodes chosen last, by the level that they make up.
  private var selections: [Int: NodeSelection<Scalar>] = [:]
  /// Operators of chosen nodes, so that blocks of one level share them.
  private var induced: [InducedKey: SparseOperator<Scalar>] = [:]
  /// Edges between all points of an item, by level.
  private var complete: [Int: EdgeList] = [:]

  private struct InducedKey: Hashable {
    let pattern: ObjectIdentifier
    let levels: [Int]
    let preferred: OperatorKind?
  }

  init(
    tape: Tape<Scalar>, isTraining: Bool, variables: [String: Variable<Scalar>],
    operators: [OperatorSlot: BoundOperator<Scalar>], companions: [String: Variable<Scalar>],
    offsets: ItemOffsets?, seed: UInt64, moment: String
  ) {
    self.tape = tape
    self.isTraining = isTraining
    self.variables = variables
    self.operators = operators
    self.companions = companions
    self.offsets = offsets
    self.seed = seed
    self.moment = moment
  }

  func randomKey(_ path: String) -> UInt64 {
    var stream = RandomStream(seed: seed, path, moment)
    return stream.next()
  }

  /// The nodes that make up a level, which a block before has chosen.
  func selection(_ level: Int) -> NodeSelection<Scalar> {
    guard let found = selections[level] else {
      preconditionFailure("no block has chosen the nodes of level \(level)")
    }
    return found
  }

  func select(_ selection: NodeSelection<Scalar>, level: Int) {
    selections[level] = selection
    induced = induced.filter { !$0.key.levels.contains(level) }
    complete[level] = nil
  }

  func completeEdges(level: Int, offsets: [Int]) -> EdgeList {
    if let made = complete[level] { return made }
    let made = EdgeList(completing: offsets)
    complete[level] = made
    return made
  }

  /// The matrix of a slot: as it was bound, or that of the nodes chosen last.
  func matrix(_ slot: OperatorSlot) -> SparseOperator<Scalar>? {
    if case .selection(let level) = slot.part {
      let chosen = selection(level)
      return .placing(chosen.nodes, among: chosen.count)
    }
    guard case .selectable(let whole, let kind)? = operators[slot] else {
      return operators[slot]?.matrix
    }
    let key = InducedKey(
      pattern: whole.patternIdentity, levels: slot.selections, preferred: slot.kinds.first)
    if let made = induced[key] { return made }
    let part = slot.selections.reduce(whole) { $0.induced(by: selection($1).nodes) }
    let made = Propagation.preferred(part, kind: kind, among: slot.kinds)
    induced[key] = made
    return made
  }

  func apply(
    _ blocks: [PlacedBlock], to input: FieldValue<Scalar>
  ) throws -> FieldValue<Scalar> {
    var field = input
    for placed in blocks {
      let pass = BlockPass(tape: tape, isTraining: isTraining, state: self, placed: placed)
      field = try tape.labelled(placed.place) { try placed.block.apply(field, pass) }
    }
    return field
  }
}
