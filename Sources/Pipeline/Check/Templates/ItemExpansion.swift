/// Makes the stages of a batch from the draft of its first item: only what names the item is read again.
struct ItemExpansion {
  /// The most items of a stage whose mistakes are shown.
  private static let shown = 3

  private let stage: StageDraft
  private let draft: PipelineDraft
  private let parameters: Set<String>
  private let inputs: Set<String>
  private let saves: Set<String>
  private var mistaken = 0
  private(set) var diagnostics: [Diagnostic] = []

  init(_ stage: StageDraft, in draft: PipelineDraft) {
    self.stage = stage
    self.draft = draft
    func dependent(_ section: String) -> Set<String> {
      let entries = stage.raw.value(section)?.entries ?? []
      return Set(entries.filter { Self.namesItem($0.value) }.map(\.key))
    }
    parameters = dependent("parameters")
    inputs = dependent("inputs")
    saves = dependent("save")
  }

  static func namesItem(_ node: SourceNode) -> Bool {
    TemplateTable.references(in: node).contains { $0 == "item" || $0.hasPrefix("item.") }
  }

  /// The stage of an item, and its parameters after the kind's `resolve`.
  mutating func instance(
    of item: BatchItem, sample: Parameters
  ) -> (stage: StageDraft, parameters: Parameters) {
    guard !parameters.isEmpty || !inputs.isEmpty || !saves.isEmpty else { return (stage, sample) }
    var instance = stage
    var interpolator = Interpolator(
      file: draft.files[stage.mark.file].name, parameters: stage.scopeParameters, item: item,
      hasItems: true)
    instance.node = interpolated(&interpolator)
    if !parameters.isEmpty { instance.readParameters(parameters) }
    if !inputs.isEmpty { link(&instance) }
    guard interpolator.diagnostics.isEmpty, let kind = stage.kind,
      let invocation = instance.invocation
    else {
      report(item, interpolator.diagnostics, instance)
      return (stage, sample)
    }
    guard !parameters.isEmpty || !inputs.isEmpty else { return (instance, sample) }
    let resolved = KindResolution.apply(kind, to: invocation)
    guard resolved.problems.isEmpty else {
      report(item, [], instance)
      return (stage, sample)
    }
    return (instance, resolved.parameters)
  }

  private func interpolated(_ interpolator: inout Interpolator) -> SourceNode {
    let sections: [String: Set<String>] = [
      "parameters": parameters, "inputs": inputs, "save": saves,
    ]
    var entries = stage.node.entries ?? []
    for index in entries.indices {
      guard let names = sections[entries[index].key], !names.isEmpty,
        let raw = stage.raw.value(entries[index].key)?.entries,
        var parts = entries[index].value.entries
      else { continue }
      for part in parts.indices where names.contains(parts[part].key) {
        guard let source = raw.last(where: { $0.key == parts[part].key }) else { continue }
        parts[part].value = interpolator.interpolate(source.value)
      }
      entries[index].value = SourceNode(
        mark: entries[index].value.mark, content: .mapping(parts))
    }
    return SourceNode(mark: stage.node.mark, content: .mapping(entries))
  }

  private func link(_ instance: inout StageDraft) {
    for (index, entry) in instance.entries("inputs").enumerated() where inputs.contains(entry.key) {
      guard let port = instance.inputs[index].port else { continue }
      var input = InputReader.read(entry, port: port)
      for place in input.items.indices {
        // The download of an item is the item of the download.
        input.items[place].link =
          input.items[place].remote != nil && instance.inputs[index].items.indices.contains(place)
          ? instance.inputs[index].items[place].link
          : InputLinker.link(input.items[place], to: port, of: instance, draft: draft)
      }
      instance.inputs[index] = input
    }
  }

  private mutating func report(
    _ item: BatchItem, _ found: [Diagnostic], _ instance: StageDraft
  ) {
    mistaken += 1
    guard mistaken <= Self.shown else {
      if mistaken == Self.shown + 1 {
        diagnostics.append(
          draft.diagnostic(stage.mark, "more items of '\(stage.name)' have such mistakes", nil))
      }
      return
    }
    let problems =
      found.isEmpty
      ? PipelineValidators.ofItems.flatMap { $0.problems(of: instance, in: draft) } : found
    diagnostics += problems.map {
      Diagnostic(
        file: $0.file, line: $0.line, column: $0.column,
        message: "item '\(item.name)': \($0.message)", remedy: $0.remedy)
    }
  }
}
