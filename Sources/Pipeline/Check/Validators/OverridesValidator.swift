/// Every `--set` names a parameter of the file and gives it a value of its type.
enum OverridesValidator: PipelineValidator {
  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    let defaults = ParameterMap(draft.files[0].declared.map { ($0.key, $0.value.parameterValue) })
    return draft.overrides.compactMap { override in
      guard let original = defaults[override.name] else {
        return Diagnostic(
          file: nil, message: "--set \(override.name): \(draft.file) has no such parameter",
          remedy: NearestName.remedy(override.name, among: defaults.names, noun: "parameters"))
      }
      guard case .failure(let failure) = OverrideReader.read(override, like: original) else {
        return nil
      }
      return Diagnostic(
        file: nil, message: "--set \(override.name): \(failure.message)", remedy: failure.remedy)
    }
  }
}
