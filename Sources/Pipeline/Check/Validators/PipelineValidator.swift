/// One rule that every pipeline file must keep.
///
/// A new rule is a new file and a line in `all`.
protocol PipelineValidator: Sendable {
  /// Everything in the draft that breaks the rule.
  static func problems(in draft: PipelineDraft) -> [Diagnostic]
}

/// The rules, in no particular order: mistakes are sorted by place.
enum PipelineValidators {
  static let all: [any PipelineValidator.Type] = [
    TopLevelKeysValidator.self,
    StageFormValidator.self,
    StageNamesValidator.self,
    OverridesValidator.self,
    KindNamesValidator.self,
    ParameterNamesValidator.self,
    ParameterValuesValidator.self,
    RequiredParametersValidator.self,
    InputNamesValidator.self,
    RequiredInputsValidator.self,
    InputArityValidator.self,
    ReferencesValidator.self,
    DownloadsValidator.self,
    ItemNamesValidator.self,
    CyclesValidator.self,
    SavesValidator.self,
    KindChecksValidator.self,
  ]
}
