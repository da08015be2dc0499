package import Autodiff

/// One forward pass as training sees it.
package struct ForwardResult<Scalar: TensorScalar> {
  /// `[nodes, classes]` or `[items, classes]`.
  package let logits: Variable<Scalar>
  /// The trained parameters in the order of the model's leaves, buffers left out.
  package let trained: [Variable<Scalar>]
  /// New values of buffers by path.
  package let updatedBuffers: [String: Tensor<Scalar>]
}

/// Mode and randomness of a pass.
package struct PassMode: Sendable {
  package let isTraining: Bool
  package let seed: UInt64
  /// Names the random streams of the pass, such as `epoch 3 batch 2`.
  package let moment: String

  package init(isTraining: Bool, seed: UInt64, moment: String) {
    self.isTraining = isTraining
    self.seed = seed
    self.moment = moment
  }

  /// Prediction: no randomness.
  package static let prediction = PassMode(isTraining: false, seed: 0, moment: "")
}

extension Model {
  /// Applies every block to an input, or to some of its items.
  ///
  /// - Parameters:
  ///   - items: images or graphs of the input to take; nil takes all.
  package func forward<Scalar: TensorScalar>(
    _ input: BoundInput<Scalar>, items: [Int32]? = nil, parameters: ParameterTree<Scalar>,
    tape: Tape<Scalar>, mode: PassMode
  ) throws -> ForwardResult<Scalar> {
    let input = items.map { input.items($0) } ?? input
    let field: FieldValue<Scalar> =
      switch input.values {
      case .dense(let tensor): .dense(tape.constant(tensor))
      case .sparse(let matrix): .sparse(matrix)
      }
    return try forward(
      field, companions: input.companions.mapValues { tape.constant($0) },
      operators: input.operators, offsets: input.offsets, parameters: parameters, tape: tape,
      mode: mode)
  }

  /// Applies every block to a field.
  package func forward<Scalar: TensorScalar>(
    _ field: FieldValue<Scalar>, companions: [String: Variable<Scalar>] = [:],
    operators: [OperatorSlot: BoundOperator<Scalar>], offsets: ItemOffsets? = nil,
    parameters: ParameterTree<Scalar>, tape: Tape<Scalar>,
    mode: PassMode
  ) throws -> ForwardResult<Scalar> {
    let made = forwardState(
      companions: companions, operators: operators, offsets: offsets, parameters: parameters,
      tape: tape, mode: mode)
    let logits = try made.state.apply(blocks, to: field).dense(on: tape)
    return ForwardResult(
      logits: logits, trained: made.trained, updatedBuffers: made.state.updatedBuffers)
  }

  /// The state that blocks share in a pass, and its trained parameters.
  func forwardState<Scalar: TensorScalar>(
    companions: [String: Variable<Scalar>], operators: [OperatorSlot: BoundOperator<Scalar>],
    offsets: ItemOffsets?, parameters: ParameterTree<Scalar>, tape: Tape<Scalar>, mode: PassMode
  ) -> (state: ForwardState<Scalar>, trained: [Variable<Scalar>]) {
    var variables: [String: Variable<Scalar>] = [:]
    var trained: [Variable<Scalar>] = []
    for (specification, leaf) in zip(specifications, parameters.leaves) {
      let variable =
        specification.isTrained
        ? tape.labelled(leaf.path) { tape.parameter(leaf.tensor) } : tape.constant(leaf.tensor)
      variables[leaf.path] = variable
      if specification.isTrained { trained.append(variable) }
    }
    let state = ForwardState(
      tape: tape, isTraining: mode.isTraining, variables: variables, operators: operators,
      companions: companions, offsets: offsets, seed: mode.seed, moment: mode.moment)
    return (state, trained)
  }
}
