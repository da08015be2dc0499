/// A stage connects only ports that its kind has.
enum InputNamesValidator: PipelineValidator {
  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    draft.stages.flatMap { stage -> [Diagnostic] in
      guard let kind = stage.kind else { return [] }
      let names = kind.inputs.map(\.name)
      return stage.inputs.filter { $0.port == nil }.map { input in
        let isParameter = kind.allParameters.contains { $0.name == input.name }
        return draft.diagnostic(
          input.mark, "unknown input '\(input.name)' of kind \(kind.name)",
          isParameter
            ? "'\(input.name)' is a parameter: give it under 'parameters'"
            : NearestName.remedy(input.name, among: names, noun: "inputs"))
      }
    }
  }
}
