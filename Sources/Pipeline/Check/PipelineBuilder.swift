/// Turns a draft in which nothing is wrong into a pipeline.
struct PipelineBuilder {
  private let draft: PipelineDraft

  init(_ draft: PipelineDraft) { self.draft = draft }

  func pipeline() -> CheckedPipeline {
    let stages = draft.stages.compactMap(checked)
    let file = draft.file.split(separator: "/").last.map(String.init) ?? draft.file
    let stem = file.split(separator: ".").first.map(String.init) ?? file
    return CheckedPipeline(
      name: draft.root.value("name")?.text ?? stem, path: draft.file, folder: draft.folder,
      parameters: draft.parameters, stages: stages,
      order: Self.order(stages.map(\.sources)))
  }

  private func checked(_ stage: StageDraft) -> CheckedStage? {
    guard let kind = stage.kind, let invocation = stage.invocation else { return nil }
    var values = KindResolution.apply(kind, to: invocation).parameters.values
    let seed = kind.isSeeded ? values["seed"]?.integerValue : nil
    if kind.isSeeded { values["seed"] = nil }
    let inputs = stage.inputs.map(input).sorted {
      $0.port.utf8.lexicographicallyPrecedes($1.port.utf8)
    }
    let sources = inputs.flatMap(\.items).compactMap { item in
      if case .output(let position, _) = item.source { position } else { nil }
    }
    return CheckedStage(
      name: stage.name, line: stage.mark.line, kind: kind, parameters: Parameters(values),
      seed: seed.map(UInt64.init), outputs: stage.outputs ?? kind.outputs, inputs: inputs,
      saves: stage.entries("save").map { entry in
        let text = entry.value.text ?? ""
        return CheckedStage.Save(
          port: entry.key, path: FileFinder.absolute(text, in: draft.folder), written: text)
      },
      remote: (kind as? any DownloadKind.Type)?.remoteFile(Parameters(values)),
      sources: Array(Set(sources)).sorted())
  }

  private func input(_ input: InputDraft) -> CheckedStage.Input {
    var items: [(name: String, source: CheckedStage.Source)] = []
    for item in input.items {
      switch item.link {
      case .output(let position, let port):
        items.append((item.name, .output(stage: position, port: port.name)))
      case .files(let files):
        for file in files {
          items.append((item.itemName(of: file, declaredName: input.hasNames), .file(file)))
        }
      default: continue
      }
    }
    items.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return CheckedStage.Input(
      port: input.name, isMany: input.port?.arity == .many, items: items)
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
