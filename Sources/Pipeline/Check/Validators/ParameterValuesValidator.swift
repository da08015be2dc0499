/// Every parameter's value is of the declared type, in range, one of the choices.
enum ParameterValuesValidator: StageValidator {
  static func problems(of stage: StageDraft, in draft: PipelineDraft) -> [Diagnostic] {
    stage.entries("parameters").compactMap { entry in
      guard case .failure(let failure) = stage.values[entry.key] else { return nil }
      let path = ParameterPath([.name(entry.key)] + failure.path)
      return draft.diagnostic(
        entry.value.mark(at: failure.path[...]),
        "parameter '\(path)' of stage '\(stage.name)': \(failure.message)", failure.remedy)
    }
  }
}
