/// Turns a draft in which nothing is wrong into a pipeline: a stage for each variant and item.
struct PipelineBuilder {
  private let draft: PipelineDraft
  /// The position of the first stage that each draft becomes.
  private let firsts: [Int]
  private var downloads: DownloadStages
  /// What is wrong with single items of batches.
  private(set) var diagnostics: [Diagnostic] = []

  init(_ draft: PipelineDraft) {
    self.draft = draft
    var firsts: [Int] = []
    var next = 0
    for stage in draft.stages {
      firsts.append(next)
      next += stage.batch?.items.count ?? 1
    }
    self.firsts = firsts
    downloads = DownloadStages(after: next, in: draft.catalogue)
  }

  /// The pipeline; not to be used where there are diagnostics.
  mutating func pipeline() -> CheckedPipeline {
    var stages: [CheckedStage] = []
    for stage in draft.stages { stages += instances(of: stage) }
    stages += downloads.stages
    checkSaves(stages)
    let file = draft.file.split(separator: "/").last.map(String.init) ?? draft.file
    let stem = file.split(separator: ".").first.map(String.init) ?? file
    return CheckedPipeline(
      name: draft.root.value("name")?.text ?? stem, path: draft.file, folder: draft.folder,
      parameters: draft.parameters, stages: stages,
      order: diagnostics.isEmpty ? Self.order(stages.map(\.sources)) : [],
      answers: CheckWitness.current?.answers)
  }

  private mutating func instances(of stage: StageDraft) -> [CheckedStage] {
    guard let kind = stage.kind, let invocation = stage.invocation else { return [] }
    let resolved = KindResolution.apply(kind, to: invocation).parameters
    guard let batch = stage.batch else { return [checked(stage, kind, resolved, item: nil)] }
    var expansion = ItemExpansion(stage, in: draft)
    var stages: [CheckedStage] = []
    for index in batch.items.indices {
      let (instance, parameters) = expansion.instance(of: batch.items[index], sample: resolved)
      stages.append(checked(instance, kind, parameters, item: index))
    }
    diagnostics += expansion.diagnostics
    return stages
  }

  private mutating func checked(
    _ stage: StageDraft, _ kind: any StageKind.Type, _ parameters: Parameters, item: Int?
  ) -> CheckedStage {
    var values = parameters.values
    let seed = kind.isSeeded ? values["seed"]?.integerValue : nil
    if kind.isSeeded { values["seed"] = nil }
    var inputs: [CheckedStage.Input] = []
    for draft in stage.inputs { inputs.append(input(draft, item: item)) }
    inputs.sort { $0.port.utf8.lexicographicallyPrecedes($1.port.utf8) }
    let itemName = item.flatMap { stage.batch?.items[$0].name }
    let variant = draft.templates.matrix.values(of: stage.variant)
    let folder = draft.folder(of: stage)
    return CheckedStage(
      name: Self.name(stage.name, itemName, variant), template: stage.name, item: itemName,
      variant: variant, settings: StageSettingsReader(stage.node).settings, line: stage.mark.line,
      kind: kind, parameters: Parameters(values), seed: seed.map(UInt64.init),
      outputs: stage.outputs ?? kind.outputs, inputs: inputs,
      saves: stage.entries("save").map { entry in
        let text = entry.value.text ?? ""
        return CheckedStage.Save(
          port: entry.key, path: FileFinder.absolute(text, in: folder), written: text)
      },
      remote: inputs.isEmpty
        ? (kind as? any DownloadKind.Type)?.remoteFile(Parameters(values)) : nil)
  }

  /// `model`, `surface[bunny.off]`, `model[seed=0,width=16]`.
  private static func name(
    _ template: String, _ item: String?, _ variant: [(name: String, value: ParameterValue)]
  ) -> String {
    guard item != nil || !variant.isEmpty else { return template }
    let parts =
      [item].compactMap { $0 } + variant.map { "\($0.name)=\(SourceNode.text(of: $0.value))" }
    return "\(template)[\(parts.joined(separator: ","))]"
  }

  private mutating func input(_ input: InputDraft, item: Int?) -> CheckedStage.Input {
    var items: [(name: String, source: CheckedStage.Source)] = []
    for entry in input.items {
      switch entry.link {
      case .output(let position, let port):
        let offset = draft.stages[position].batch == nil ? 0 : item ?? 0
        items.append((entry.name, .output(stage: firsts[position] + offset, port: port.name)))
      case .gather(let position, let port, let names):
        for (offset, name) in names.enumerated() {
          items.append(
            (
              entry.itemName(ofGathered: name, declaredName: input.hasNames),
              .output(stage: firsts[position] + offset, port: port.name)
            ))
        }
      case .download(let file, let port):
        let position = downloads.position(of: file, at: entry.mark)
        items.append((entry.name, .output(stage: position, port: port.name)))
      case .files(let files):
        for file in files {
          items.append((entry.itemName(of: file, declaredName: input.hasNames), .file(file)))
        }
      default: continue
      }
    }
    if items.count > 1 { items.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
    return CheckedStage.Input(
      port: input.name, isMany: input.port?.arity == .many, items: items)
  }

  /// Items and variants must not be saved over each other.
  private mutating func checkSaves(_ stages: [CheckedStage]) {
    var owners: [String: CheckedStage] = [:]
    var reported: Set<String> = []
    for stage in stages {
      for save in stage.saves {
        guard let owner = owners.updateValue(stage, forKey: save.path),
          reported.insert(stage.template).inserted
        else { continue }
        diagnostics.append(
          Diagnostic(
            file: draft.file, line: stage.line, column: 1,
            message: "'\(owner.name)' and '\(stage.name)' are both saved to '\(save.written)'",
            remedy: remedy(for: save, of: stage, and: owner)))
      }
    }
  }

  /// How to keep two stages from being saved to one path: the path as it is written, with what they differ in.
  private func remedy(
    for save: CheckedStage.Save, of stage: CheckedStage, and owner: CheckedStage
  ) -> String {
    guard stage.template == owner.template else { return "save to another path" }
    if stage.item != owner.item {
      let field = hasDistinctStems(stage.template) ? "item.stem" : "item.name"
      return "put the item into the path: \(Self.path(save.written, with: [field]))"
    }
    let differing = zip(stage.variant, owner.variant).filter { $0.value != $1.value }.map(\.0.name)
    return
      "put the parameters of the matrix into the path: \(Self.path(save.written, with: differing))"
  }

  /// Whether the items of a stage are files that differ without their folders and endings.
  private func hasDistinctStems(_ template: String) -> Bool {
    guard let batch = draft.stages.first(where: { $0.name == template })?.batch else {
      return false
    }
    let stems = Set(batch.items.compactMap { $0.fields["stem"] })
    return stems.count == batch.items.count
  }

  /// `out/x-${seed}.npz` for `out/x.npz`.
  private static func path(_ written: String, with names: [String]) -> String {
    let start = written.lastIndex(of: "/").map { written.index(after: $0) } ?? written.startIndex
    // A first dot hides the file and begins no ending.
    let ending =
      written[start...].dropFirst().firstIndex(of: ".") ?? written.endIndex
    let addition = names.map { "-${\($0)}" }.joined()
    return "\(written[..<ending])\(addition)\(written[ending...])"
  }

  /// A topological order; the graph has no cycle.
  static func order(_ sources: [[Int]]) -> [Int] {
    var order: [Int] = []
    var placed = Array(repeating: false, count: sources.count)
    for start in sources.indices where !placed[start] {
      var path = [(node: start, next: 0)]
      while let (node, next) = path.last {
        if next < sources[node].count {
          path[path.count - 1].next += 1
          if !placed[sources[node][next]] { path.append((sources[node][next], 0)) }
        } else {
          path.removeLast()
          if !placed[node] {
            placed[node] = true
            order.append(node)
          }
        }
      }
    }
    return order
  }
}
