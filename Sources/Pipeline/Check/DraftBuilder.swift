/// Makes a draft of a pipeline file: applies overrides, interpolates, finds kinds, coerces parameters
/// and links inputs, without stopping at what is wrong.
struct DraftBuilder {
  private(set) var draft: PipelineDraft
  private(set) var diagnostics: [Diagnostic] = []

  init(
    root: SourceNode, file: String, folder: String, overrides: [ParameterOverride],
    catalogue: Catalogue
  ) {
    draft = PipelineDraft(
      file: file, folder: folder, root: root,
      declared: root.value("parameters")?.entries ?? [], overrides: overrides,
      catalogue: catalogue)
    draft.parameters = OverrideReader.effective(draft.declared, overrides)
    readStages()
    linkInputs()
  }

  private mutating func readStages() {
    var interpolator = Interpolator(file: draft.file, parameters: draft.parameters)
    for entry in draft.root.value("stages")?.entries ?? [] {
      guard draft.positions[entry.key] == nil else { continue }
      var stage = StageDraft(
        name: entry.key, mark: entry.mark, node: interpolator.interpolate(stage: entry.value))
      stage.kind = stage.kindName.flatMap { draft.catalogue[$0] }
      readParameters(of: &stage)
      draft.positions[entry.key] = draft.stages.count
      draft.stages.append(stage)
    }
    diagnostics += interpolator.diagnostics
  }

  private func readParameters(of stage: inout StageDraft) {
    guard let kind = stage.kind else { return }
    var given: [String: ParameterValue] = [:]
    for entry in stage.entries("parameters") { given[entry.key] = entry.value.parameterValue }
    var complete = ParameterMap()
    var isComplete = stage.node.value("parameters").map { $0.isNull || $0.entries != nil } ?? true
    for declaration in kind.allParameters {
      guard let value = given[declaration.name] else {
        complete[declaration.name] = declaration.defaultValue.map { defaultValue in
          (try? ParameterCoercion.coerce(defaultValue, to: declaration).get()) ?? defaultValue
        }
        isComplete = isComplete && declaration.defaultValue != nil
        continue
      }
      let coerced = ParameterCoercion.coerce(value, to: declaration)
      stage.values[declaration.name] = coerced
      if case .success(let value) = coerced {
        complete[declaration.name] = value
      } else {
        isComplete = false
      }
    }
    if isComplete {
      let parameters = Parameters(complete)
      stage.parameters = parameters
      stage.outputs = kind.outputs(
        for: parameters, connected: Set(stage.entries("inputs").map(\.key)))
    } else {
      stage.outputs = kind.outputs.isEmpty ? nil : kind.outputs
    }
  }

  private mutating func linkInputs() {
    var downloads = DownloadDrafts(after: draft)
    for position in draft.stages.indices {
      let stage = draft.stages[position]
      draft.stages[position].inputs = stage.entries("inputs").map { entry in
        let port = stage.kind?.inputs.first { $0.name == entry.key }
        var input = InputReader.read(entry, port: port)
        if let port {
          for index in input.items.indices {
            input.items[index].link =
              if let remote = input.items[index].remote {
                downloads.link(remote, to: port, complete: readParameters)
              } else {
                InputLinker.link(input.items[index], to: port, draft: draft)
              }
          }
        }
        return input
      }
    }
    draft.stages += downloads.stages
  }
}
