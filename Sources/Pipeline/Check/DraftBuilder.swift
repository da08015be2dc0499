/// Makes a draft of a pipeline: reads the files it uses, applies overrides, makes the variants of every stage,
/// interpolates, finds kinds, coerces parameters and links inputs, without stopping at what is wrong.
struct DraftBuilder {
  private(set) var draft: PipelineDraft
  private(set) var diagnostics: [Diagnostic]
  private let scopes: [Scope]

  init(
    root: SourceNode, file: String, folder: String, overrides: [ParameterOverride],
    catalogue: Catalogue
  ) {
    let loader = SourceLoader(root: root, file: file, folder: folder)
    let matrix = MatrixReader(loader.files[0], overrides: overrides)
    scopes = loader.scopes
    diagnostics = loader.diagnostics + matrix.diagnostics
    draft = PipelineDraft(
      files: loader.files,
      templates: TemplateTable(files: loader.files, scopes: scopes, matrix: matrix.matrix),
      overrides: overrides, catalogue: catalogue)
    draft.parameters = OverrideReader.effective(loader.files[0].declared, overrides)
    makeVariants()
    readBatches()
    readStages()
    linkInputs()
  }

  // MARK: Variants

  private mutating func makeVariants() {
    for (position, template) in draft.templates.templates.enumerated() {
      draft.templates.begin(position, at: draft.stages.count)
      for variant in draft.templates.matrix.variants(over: template.axes) {
        draft.stages.append(
          StageDraft(
            name: template.name, mark: template.mark, scope: template.scope, raw: template.node,
            scopeParameters: parameters(of: template.scope, variant), variant: variant,
            node: template.node))
      }
    }
  }

  /// The parameters that stages of a scope see in a variant.
  private mutating func parameters(of position: Int, _ variant: Variant) -> ParameterMap {
    let scope = scopes[position]
    guard let parent = scope.parent else {
      var parameters = draft.parameters
      for (name, value) in draft.templates.matrix.values(of: variant) { parameters[name] = value }
      return parameters
    }
    let file = draft.files[scope.file]
    var parameters = ParameterMap(file.declared.map { ($0.key, $0.value.parameterValue) })
    guard !scope.given.isEmpty else { return parameters }
    var interpolator = Interpolator(
      file: draft.files[scopes[parent].file].name, parameters: self.parameters(of: parent, variant))
    for entry in scope.given where parameters[entry.key] != nil {
      parameters[entry.key] = interpolator.interpolate(entry.value).parameterValue
    }
    diagnostics += interpolator.diagnostics
    return parameters
  }

  // MARK: Items

  private mutating func readBatches() {
    var visited: Set<Int> = []
    for position in draft.stages.indices { readBatch(of: position, visited: &visited) }
  }

  private mutating func readBatch(of position: Int, visited: inout Set<Int>) {
    let stage = draft.stages[position]
    guard visited.insert(position).inserted, let written = stage.raw.value("foreach") else {
      return
    }
    var interpolator = interpolator(for: stage)
    let node = interpolator.interpolate(written)
    diagnostics += interpolator.diagnostics
    if let text = node.text, let source = draft.resolve(text, in: stage), source.port == nil {
      readBatch(of: source.stage, visited: &visited)
      draft.stages[position].batch = draft.stages[source.stage].batch
      if draft.stages[source.stage].batch == nil,
        draft.stages[source.stage].raw.value("foreach") == nil
      {
        diagnostics.append(
          draft.diagnostic(
            node.mark, "'\(text)' runs once, not once an item",
            "leave 'foreach' out, or give '\(text)' a 'foreach' of its own"))
      }
      return
    }
    do {
      let items = try BatchReader(folder: draft.folder(of: stage)).items(node)
      draft.stages[position].batch = Batch(origin: position, items: items)
    } catch {
      diagnostics.append(draft.diagnostic(error.mark, error.message, error.remedy))
    }
  }

  private func interpolator(for stage: StageDraft, item: BatchItem? = nil) -> Interpolator {
    Interpolator(
      file: draft.files[stage.mark.file].name, parameters: stage.scopeParameters,
      item: item ?? stage.batch?.items.first, hasItems: stage.raw.value("foreach") != nil)
  }

  // MARK: Stages

  private mutating func readStages() {
    for position in draft.stages.indices {
      var stage = draft.stages[position]
      var interpolator = interpolator(for: stage)
      stage.node = interpolator.interpolate(stage: stage.raw)
      diagnostics += interpolator.diagnostics
      stage.kind = stage.kindName.flatMap { draft.catalogue[$0] }
      stage.readParameters()
      draft.stages[position] = stage
    }
  }

  private mutating func linkInputs() {
    for position in draft.stages.indices {
      let stage = draft.stages[position]
      draft.stages[position].inputs = stage.entries("inputs").map { entry in
        let port = stage.kind?.inputs.first { $0.name == entry.key }
        var input = InputReader.read(entry, port: port)
        guard let port, !stage.restsOnUnlistedItems("inputs", entry.key) else { return input }
        for index in input.items.indices {
          input.items[index].link = InputLinker.link(
            input.items[index], to: port, of: stage, draft: draft)
        }
        return input
      }
    }
  }
}

extension StageDraft {
  /// Brings what the node says of parameters to the types that the kind declares, and finds the outputs.
  mutating func readParameters() {
    guard let kind else { return }
    var complete = ParameterMap()
    var isComplete = node.value("parameters").map { $0.isNull || $0.entries != nil } ?? true
    let entries = entries("parameters")
    for declaration in kind.allParameters {
      guard let entry = entries.last(where: { $0.key == declaration.name }) else {
        complete[declaration.name] = declaration.defaultValue.map { defaultValue in
          (try? ParameterCoercion.coerce(defaultValue, to: declaration).get()) ?? defaultValue
        }
        isComplete = isComplete && declaration.defaultValue != nil
        continue
      }
      guard !restsOnUnlistedItems("parameters", declaration.name) else {
        isComplete = false
        continue
      }
      let coerced = ParameterCoercion.coerce(entry.value.parameterValue, to: declaration)
      values[declaration.name] = coerced
      if case .success(let value) = coerced {
        complete[declaration.name] = value
      } else {
        isComplete = false
      }
    }
    take(isComplete ? Parameters(complete) : nil)
  }

  /// Reads again only the parameters of these names; the others stay as they are.
  mutating func readParameters(_ names: Set<String>) {
    guard let kind, var complete = parameters?.values else { return readParameters() }
    for declaration in kind.allParameters where names.contains(declaration.name) {
      guard let entry = entries("parameters").last(where: { $0.key == declaration.name }) else {
        return readParameters()
      }
      let coerced = ParameterCoercion.coerce(entry.value.parameterValue, to: declaration)
      values[declaration.name] = coerced
      guard case .success(let value) = coerced else { return take(nil) }
      complete[declaration.name] = value
    }
    take(Parameters(complete))
  }

  private mutating func take(_ found: Parameters?) {
    parameters = found
    guard let kind else { return }
    guard let found else {
      outputs = kind.outputs.isEmpty ? nil : kind.outputs
      return
    }
    outputs = kind.outputs(for: found, connected: Set(entries("inputs").map(\.key)))
  }
}
