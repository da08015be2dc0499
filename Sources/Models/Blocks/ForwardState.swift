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
