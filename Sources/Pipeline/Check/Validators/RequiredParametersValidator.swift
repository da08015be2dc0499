/// Every parameter without a default is given.
enum RequiredParametersValidator: PipelineValidator {
  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    draft.stages.flatMap { stage -> [Diagnostic] in
      guard let kind = stage.kind else { return [] }
      let written = stage.entries("parameters").map(\.key)
      let names = kind.allParameters.map(\.name)
      let given = Set(written + NearestName.meant(written, among: names))
      return kind.allParameters.filter { $0.isRequired && !given.contains($0.name) }.map {
        draft.diagnostic(
          stage.mark,
          "stage '\(stage.name)' gives no '\($0.name)', which kind \(kind.name) needs",
          "add '\($0.name)' under 'parameters': \($0.type)")
      }
    }
  }
}
