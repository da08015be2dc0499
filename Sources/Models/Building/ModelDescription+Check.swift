extension ModelDescription {
  /// Every mistake that can be found without data; see `problems(in:operators:catalogue:)`.
  public func problems(
    operators: [OperatorSignature]? = nil, catalogue: BlockCatalogue = .current
  ) -> [ModelProblem] {
    placed(signature: nil, operators: operators, catalogue: catalogue).problems
  }

  /// Places every block for data of a signature, or of unknown sizes.
  package func placed(
    signature: InputSignature?, operators: [OperatorSignature]?, catalogue: BlockCatalogue,
    needsHead: Bool = true
  ) -> (blocks: [PlacedBlock], output: FieldSignature, problems: [ModelProblem]) {
    guard domain.symmetries.contains(symmetry) else {
      let message = "a \(domain) has no \(symmetry) symmetry"
      return ([], inputSignature(signature), [ModelProblem("symmetry", message)])
    }
    let placement = Placement(
      domain: domain, symmetry: symmetry, classCount: signature?.outputCount,
      operators: operators, catalogue: catalogue)
    var result = placement.place(
      blocks, input: inputSignature(signature), path: "blocks", place: "blocks")
    result.problems += versionProblems(in: catalogue)
    if needsHead && result.isCertain && result.problems.isEmpty {
      result.problems += headProblems(result.output, signature: signature)
    }
    return (result.blocks, result.output, result.problems)
  }

  private func inputSignature(_ signature: InputSignature?) -> FieldSignature {
    var support = domain.inputSupport
    if let shape = signature?.gridShape, shape.count == 2 {
      support = .grid(height: shape[0], width: shape[1])
    }
    return FieldSignature(
      inputs.first?.type ?? .scalar, channels: signature?.channelCount, on: support)
  }

  /// What is wrong with what the last block hands on: a classifier's logits are wanted.
  private func headProblems(
    _ output: FieldSignature, signature: InputSignature?
  ) -> [ModelProblem] {
    let place = "blocks[\(max(0, blocks.count - 1))]"
    switch output.support {
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
    guard let signature, output.channels != signature.outputCount else { return [] }
    let wanted = signature.targetCount == nil ? "classes" : "targets"
    return [
      ModelProblem(
        place,
        "the model ends with \(output.channels ?? 0) channels, but there are \(signature.outputCount) \(wanted); end it with - linear: {channels: \(wanted)}"
      )
    ]
  }
}
