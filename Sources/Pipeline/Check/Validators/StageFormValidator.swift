/// A stage is a mapping with the keys listed here, and nothing else.
enum StageFormValidator: PipelineValidator {
  private static let sections = ["inputs", "parameters", "save"]
  /// The keys that a stage may have.
  static let keys = ["kind", "foreach"] + sections + StageSettingsReader.keys

  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    draft.stages.flatMap { problems(of: $0, in: draft) }
  }

  private static func problems(of stage: StageDraft, in draft: PipelineDraft) -> [Diagnostic] {
    guard let entries = stage.node.entries else {
      return [
        draft.diagnostic(
          stage.mark, "stage '\(stage.name)' must be a mapping", "write '{kind: …}'")
      ]
    }
    var problems = entries.filter { !keys.contains($0.key) }.map {
      draft.diagnostic(
        $0.mark, "unknown key '\($0.key)' of stage '\(stage.name)'",
        NearestName.remedy($0.key, among: keys, noun: "keys of a stage"))
    }
    for section in sections {
      guard let node = stage.node.value(section), node.entries == nil, !node.isNull else {
        continue
      }
      problems.append(
        draft.diagnostic(
          node.mark, "'\(section)' of stage '\(stage.name)' must be a mapping",
          "write 'name: value'"))
    }
    problems += StageSettingsReader(stage.node).problems.map {
      draft.diagnostic($0.mark, "stage '\(stage.name)': \($0.message)", $0.remedy)
    }
    return problems
  }
}
