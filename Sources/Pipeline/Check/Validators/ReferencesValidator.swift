/// Every reference names an output that exists and fits; every path names a file.
enum ReferencesValidator: StageValidator {
  static func problems(of stage: StageDraft, in draft: PipelineDraft) -> [Diagnostic] {
    stage.inputs.flatMap { input -> [Diagnostic] in
      guard let port = input.port else { return [] }
      return input.items.compactMap { problem(of: $0, port: port, stage: stage, in: draft) }
    }
  }

  private static func problem(
    of item: ItemDraft, port: InputPort, stage: StageDraft, in draft: PipelineDraft
  ) -> Diagnostic? {
    func report(_ message: String, _ remedy: String?) -> Diagnostic {
      draft.diagnostic(item.mark, message, remedy)
    }
    // That a stage names itself is reported as the circle that it is.
    if let source = item.link.source, draft.stages[source].name == stage.name { return nil }
    let place = "input '\(port.name)' of stage '\(stage.name)'"
    switch item.link {
    case .output, .gather, .download, .files, .unknowable: return nil
    case .malformed:
      return report(
        "\(place) must be a reference or path",
        "write 'stage', 'stage.output', a path or {url: …, sha256: …}")
    case .unknownStage(let name):
      let names = draft.templates.names(in: stage.scope).filter { $0 != stage.name }
      return report(
        "unknown stage '\(name)'", NearestName.remedy(name, among: names, noun: "other stages"))
    case .needsForeach(let position):
      let source = draft.stages[position].name
      return report(
        "'\(source)' runs once an item, and \(place) takes one value",
        "add 'foreach: \(source)' to go on item by item, or gather the items in an input that takes many"
      )
    case .unknownPort(let name, let position):
      let source = draft.stages[position]
      return report(
        "stage '\(source.name)' has no output '\(name)'",
        NearestName.remedy(name, among: (source.outputs ?? []).map(\.name), noun: "outputs"))
    case .ambiguous(let names, let position):
      let source = draft.stages[position].name
      return report(
        "'\(item.text)' is ambiguous: several outputs fit \(place)",
        "write \(names.map { "'\(source).\($0)'" }.joined(separator: " or "))")
    case .wrongType(let outputs, let position):
      return wrongType(outputs, source: draft.stages[position].name, port: port, report: report)
    case .fileProblem(let message, let remedy): return report("\(place): \(message)", remedy)
    }
  }

  private static func wrongType(
    _ outputs: [OutputPort], source: String, port: InputPort,
    report: (String, String?) -> Diagnostic
  ) -> Diagnostic {
    let found = outputs.map { "'\(source).\($0.name)' is of type \($0.type)" }
    let what = found.isEmpty ? "'\(source)' has no outputs" : found.joined(separator: ", ")
    return report(
      "input '\(port.name)' takes \(port.accepts), but \(what)",
      "connect a stage that yields \(port.accepts)")
  }
}
