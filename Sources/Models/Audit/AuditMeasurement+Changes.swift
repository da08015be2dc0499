import Autodiff

extension AuditMeasurement {
  /// Change of the output over the output when the input is deformed; nil where the domain has no deformations.
  func change(under deformation: SmoothDeformation) throws -> Double? {
    guard let first = steps.first, let last = steps.last,
      let deformed = try deformation.deformed(
        first.input.value, first.placed.input, companions: first.companions.mapValues(\.value),
        operators: input.operators, of: model.description)
    else { return nil }
    let moved = try BoundInput(
      deformed.values, operators: deformed.operators, offsets: bound.offsets, for: model)
    let output = try model.applied(
      model.blocks, to: deformed.values, companions: deformed.companions, moved,
      parameters: parameters)
    return FieldComparison.change([output], from: [last.output.value])
  }

  /// What changes of the signals, of each block that is fed the same over another's domain, and of the whole model over it.
  ///
  /// - Parameters:
  ///   - bent: the same model on the same points with other signals and operators.
  ///   - levels: how many levels of the domains have the same points, finest first.
  func changes(to bent: AuditMeasurement, levels: Int) throws -> [ModelAudit.Bend.Change] {
    guard let first = steps.first, let last = steps.last, let bentFirst = bent.steps.first,
      let bentLast = bent.steps.last
    else { return [] }
    let names = first.companions.keys.sorted()
    let signals = FieldComparison.change(
      [bentFirst.input.value] + names.compactMap { bentFirst.companions[$0]?.value },
      from: [first.input.value] + names.compactMap { first.companions[$0]?.value })
    func corresponds(_ signature: FieldSignature) -> Bool {
      if case .nodes(let level) = signature.support { return level < levels }
      return true
    }
    var changes = [ModelAudit.Bend.Change(place: "signals", change: signals)]
    for (index, step) in steps.enumerated() where standsAlone(index) {
      guard corresponds(step.placed.input), corresponds(step.placed.output) else { continue }
      let made = try model.applied(
        [step.placed], to: step.input.value, companions: step.companions.mapValues(\.value),
        bent.bound, parameters: parameters)
      changes.append(
        .init(
          place: step.placed.place,
          change: FieldComparison.change([made], from: [step.output.value])))
    }
    return changes + [
      .init(
        place: "model",
        change: FieldComparison.change([bentLast.output.value], from: [last.output.value]))
    ]
  }
}
