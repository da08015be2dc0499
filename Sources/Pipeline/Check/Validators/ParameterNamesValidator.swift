/// A stage gives only parameters that its kind declares.
enum ParameterNamesValidator: PipelineValidator {
  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    draft.stages.flatMap { stage -> [Diagnostic] in
      guard let kind = stage.kind else { return [] }
      let names = kind.allParameters.map(\.name)
      return stage.entries("parameters").filter { !names.contains($0.key) }.map { entry in
        let isInput = kind.inputs.contains { $0.name == entry.key }
        return draft.diagnostic(
          entry.mark, "unknown parameter '\(entry.key)' of kind \(kind.name)",
          isInput
            ? "'\(entry.key)' is an input: give it under 'inputs'"
            : NearestName.remedy(entry.key, among: names, noun: "parameters"))
      }
    }
  }
}
