extension ModelDescription {
  /// Every mistake that can be found without data; see `problems(in:operators:catalogue:)`.
  public func problems(
    operators: [OperatorSignature]? = nil, predictsNumbers: Bool? = nil,
    catalogue: BlockCatalogue = .current
  ) -> [ModelProblem] {
    placed(
      signature: nil, operators: operators, catalogue: catalogue, predictsNumbers: predictsNumbers
    ).problems
  }

  /// Places every block for data of a signature, or of unknown sizes.
  package func placed(
    signature: InputSignature?, operators: [OperatorSignature]?, catalogue: BlockCatalogue,
    needsHead: Bool = true, predictsNumbers: Bool? = nil
  ) -> (blocks: [PlacedBlock], output: FieldSignature, problems: [ModelProblem]) {
    guard domain.symmetries.contains(symmetry) else {
      let message = "a \(domain) has no \(symmetry) symmetry"
      return ([], inputSignature(signature), [ModelProblem("symmetry", message)])
    }
    let placement = Placement(
      domain: domain, symmetry: symmetry, classCount: signature?.outputCount,
      operators: operators, catalogue: catalogue)
    var result = placement.place(
      blocks, input: inputSignature(signature), companions: companions(signature), path: "blocks",
      place: "blocks")
    result.problems += widthProblems(signature)
    result.problems += versionProblems(in: catalogue)
    if needsHead && result.isCertain && result.problems.isEmpty {
      result.problems += headProblems(
        result.output, signature: signature,
        predictsNumbers: predictsNumbers ?? signature.map { $0.targetCount != nil })
    }
    return (result.blocks, result.output, result.problems)
  }

  private func inputSignature(_ signature: InputSignature?) -> FieldSignature {
    var support = domain.inputSupport
    if let shape = signature?.gridShape, shape.count == 2 {
      support =
        domain == .sphere
        ? .sphere(bandwidth: shape[0] / 2) : .grid(height: shape[0], width: shape[1])
    }
    let type = mainType ?? .scalar
    return FieldSignature(
      type, channels: signature?.width(of: mainInputs).map { $0 / type.dimension }, on: support)
  }

  private func companions(_ signature: InputSignature?) -> Companions {
    let main = inputSignature(signature)
    var companions = Companions()
    for field in companionInputs {
      let channels = signature?.width(of: [field]).map { $0 / field.type.dimension }
      companions[field.name] = main.with(field.type, channels: channels)
    }
    return companions
  }

  /// Refuses inputs whose numbers a point are no whole number of copies of their type.
  private func widthProblems(_ signature: InputSignature?) -> [ModelProblem] {
    inputs.compactMap { field in
      guard let width = signature?.width(of: [field]), width % field.type.dimension != 0 else {
        return nil
      }
      return ModelProblem(
        "inputs.\(field.name)",
        "has \(width) numbers a \(domain.pointNoun), but \(field.type) has \(field.type.dimension) a channel"
      )
    }
  }

  /// What is wrong with what the last block hands on: a classifier's logits are wanted.
  private func headProblems(
    _ output: FieldSignature, signature: InputSignature?, predictsNumbers: Bool?
  ) -> [ModelProblem] {
    let place = "blocks[\(max(0, blocks.count - 1))]"
    let isInvariant = output.type == .scalar
    if !isInvariant && predictsNumbers != true {
      let what = predictsNumbers == nil ? "an answer" : "a class"
      return [
        ModelProblem(
          place,
          "the model ends with a field of type \(output.type), but \(what) is invariant; end it with one of: \(invariantNames(output))"
        )
      ]
    }
    switch output.support {
    case .sphere, .rotations:
      return [
        ModelProblem(
          place,
          "the model ends with a field on \(output.support), but a class of an image is invariant; add - readout and - linear: {channels: classes}"
        )
      ]
    case .grid:
      return [
        ModelProblem(
          place,
          "the model ends with a field on \(output.support), but a class of an image is invariant; add - readout and - linear: {channels: classes}"
        )
      ]
    case .nodes(let level) where level > 0:
      return [
        ModelProblem(
          place,
          "the model ends on level \(level) of the hierarchy; add - unpool to classify nodes, or - readout to classify graphs"
        )
      ]
    default: break
    }
    guard let signature, output.width != signature.outputCount else { return [] }
    let wanted = signature.targetCount == nil ? "classes" : "targets"
    return [
      ModelProblem(
        place,
        "the model ends with \(output.width ?? 0) channels, but there are \(signature.outputCount) \(wanted); end it with - linear: {channels: \(wanted)}"
      )
    ]
  }

  /// The blocks that make a scalar field of one of another type.
  private func invariantNames(_ output: FieldSignature) -> String {
    BlockCatalogue.current.kinds.map(\.declaration).filter {
      $0.outputTypes == [.scalar] && $0.fieldTypes.contains(output.type.kind)
        && $0.supports.contains(output.support.kind)
    }.map(\.name).joined(separator: ", ")
  }
}
