import Autodiff

/// A model and its input in one precision, with what each block makes of it.
struct AuditMeasurement<Scalar: TensorScalar> {
  let model: Model
  let input: ModelInput
  let bound: BoundInput<Scalar>
  let parameters: ParameterTree<Scalar>
  let steps: [TracedBlock<Scalar>]

  /// What was measured of a block, or of the whole model, which has no block.
  struct Measured {
    let placed: PlacedBlock?
    let error: Double
    let floor: Double?
  }

  init(_ model: Model, _ input: ModelInput) throws {
    self.model = model
    self.input = input
    bound = try BoundInput(input, for: model, as: Scalar.self)
    parameters = model.parameters.converted(to: Scalar.self)
    steps = try model.traced(bound, parameters: parameters)
  }

  /// The error of each block whose fields the action moves and that has something to compare, and of the whole model last; and why
  /// the other blocks have none.
  ///
  /// - Parameter withFloors: whether it is measured, too, what sampling explains of each.
  func errors(
    in domain: MovedDomain, withFloors: Bool
  ) throws -> (measured: [Measured], unmeasured: [ModelAudit.Unmeasured]) {
    let action = domain.action
    guard let first = steps.first, let last = steps.last,
      let start = action.moved(first.input.value, first.placed.input)
    else { return ([], []) }
    let moved = try BoundInput(
      start, operators: domain.operators, offsets: domain.offsets, for: model)
    var found: [Measured] = []
    var unmeasured: [ModelAudit.Unmeasured] = []
    for (index, step) in steps.enumerated() {
      func leaveOut(_ reason: String) {
        unmeasured.append(.init(place: step.placed.place, reason: reason))
      }
      guard standsAlone(index) else {
        leaveOut("it chooses points or works on chosen ones, so the model alone tells")
        continue
      }
      guard let x = action.moved(step.input.value, step.placed.input),
        let wanted = action.moved(step.output.value, step.placed.output)
      else {
        leaveOut("the elements drawn do not move its fields by whole cells")
        continue
      }
      let companions = companions(step.companions, under: action)
      let made = try model.applied(
        [step.placed], to: x, companions: companions, moved, parameters: parameters)
      let comparison = comparison(
        step.placed.output, action, shape: made.shape, reach: step.placed.windowReach)
      guard let error = comparison.error(made, wanted) else {
        leaveOut("no window stays inside the grid both before and after the shift")
        continue
      }
      let floor =
        withFloors
        ? try floor(
          of: [step.placed], from: step.input, step.companions, to: step.output, in: domain,
          moved: .init(x: x, companions: companions, bound: moved, made: made, wanted: wanted))
        : nil
      found.append(Measured(placed: step.placed, error: error, floor: floor))
    }
    guard let wanted = action.moved(last.output.value, model.output) else {
      return (found, unmeasured)
    }
    let companions = companions(first.companions, under: action)
    let whole = try model.applied(
      model.blocks, to: start, companions: companions, moved, parameters: parameters)
    let error = comparison(model.output, action, shape: whole.shape, reach: 0).error(whole, wanted)
    let floor =
      withFloors
      ? try floor(
        of: model.blocks, from: first.input, first.companions, to: last.output, in: domain,
        moved: .init(x: start, companions: companions, bound: moved, made: whole, wanted: wanted))
      : nil
    return (found + [Measured(placed: nil, error: error ?? .infinity, floor: floor)], unmeasured)
  }

  /// Whether a block can be looked at apart from those before it: one that chooses nodes, or works on chosen ones, cannot.
  func standsAlone(_ index: Int) -> Bool {
    guard case .nodes = steps[index].placed.input.support else { return true }
    return steps[index].placed.selectedLevels.isEmpty
      && (index + 1 == steps.count || steps[index + 1].placed.selectedLevels.isEmpty)
  }

  private func companions(
    _ fields: [String: Variable<Scalar>], under action: any SymmetryAction
  ) -> [String: Tensor<Scalar>] {
    var moved: [String: Tensor<Scalar>] = [:]
    for field in model.description.companionInputs {
      guard let value = fields[field.name]?.value else { continue }
      let signature = FieldSignature(
        field.type, channels: value.shape[1] / field.type.dimension, on: .nodes(level: 0))
      moved[field.name] = action.moved(value, signature) ?? value
    }
    return moved
  }

  private func comparison(
    _ signature: FieldSignature, _ action: any SymmetryAction, shape: [Int], reach: Int
  ) -> FieldComparison {
    FieldComparison(rows: action.compared(shape, signature, reach: reach))
  }
}
