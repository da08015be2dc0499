/// Every input that a kind needs is connected.
enum RequiredInputsValidator: PipelineValidator {
  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    draft.stages.flatMap { stage -> [Diagnostic] in
      guard let kind = stage.kind else { return [] }
      let given = stage.entries("inputs").map(\.key)
      let names = kind.inputs.map(\.name)
      let connected = Set(given + NearestName.meant(given, among: names))
      return kind.inputs.filter { $0.isRequired && !connected.contains($0.name) }.map {
        draft.diagnostic(
          stage.mark, "stage '\(stage.name)' connects nothing to the input '\($0.name)'",
          "add '\($0.name)' under 'inputs': it takes \($0.accepts)")
      }
    }
  }
}
