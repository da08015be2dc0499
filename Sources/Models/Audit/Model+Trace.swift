import Autodiff

/// What one block was fed and made in a pass.
struct TracedBlock<Scalar: TensorScalar> {
  let placed: PlacedBlock
  let input: Variable<Scalar>
  let companions: [String: Variable<Scalar>]
  let output: Variable<Scalar>
}

extension Model {
  /// A pass of prediction that keeps what every block of the model's own list was fed and made.
  func traced<Scalar: TensorScalar>(
    _ input: BoundInput<Scalar>, parameters: ParameterTree<Scalar>
  ) throws -> [TracedBlock<Scalar>] {
    let tape = Tape<Scalar>(recording: false)
    let state = forwardState(
      companions: input.companions.mapValues { tape.constant($0) }, operators: input.operators,
      offsets: input.offsets, parameters: parameters, tape: tape, mode: .prediction
    ).state
    var field: FieldValue<Scalar> =
      switch input.values {
      case .dense(let tensor): .dense(tape.constant(tensor))
      case .sparse(let matrix): .sparse(matrix)
      }
    return try blocks.map { placed in
      let (fed, companions) = (field.dense(on: tape), state.companions)
      field = try state.apply([placed], to: field)
      return TracedBlock(
        placed: placed, input: fed, companions: companions, output: field.dense(on: tape))
    }
  }

  /// What blocks, those of the model's own list or others in their places, make of a field.
  func applied<Scalar: TensorScalar>(
    _ blocks: [PlacedBlock], to x: Tensor<Scalar>, companions: [String: Tensor<Scalar>],
    _ input: BoundInput<Scalar>, parameters: ParameterTree<Scalar>
  ) throws -> Tensor<Scalar> {
    let tape = Tape<Scalar>(recording: false)
    let state = forwardState(
      companions: companions.mapValues { tape.constant($0) }, operators: input.operators,
      offsets: input.offsets, parameters: parameters, tape: tape, mode: .prediction
    ).state
    return try state.apply(blocks, to: .dense(tape.constant(x))).dense(on: tape).value
  }
}
