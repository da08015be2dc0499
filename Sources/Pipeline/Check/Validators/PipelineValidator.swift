/// One rule that every pipeline file must keep.
///
/// A new rule is a new file and a line in `all`.
protocol PipelineValidator: Sendable {
  /// Everything in the draft that breaks the rule.
  static func problems(in draft: PipelineDraft) -> [Diagnostic]
}

/// A rule that every stage must keep by itself.
protocol StageValidator: PipelineValidator {
  /// Everything in a stage that breaks the rule.
  static func problems(of stage: StageDraft, in draft: PipelineDraft) -> [Diagnostic]
}

extension StageValidator {
  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    draft.stages.flatMap { problems(of: $0, in: draft) }
  }
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

  /// Those that an item of a batch may break though the first one does not.
  static let ofItems: [any StageValidator.Type] = [
    ParameterValuesValidator.self,
    InputArityValidator.self,
    ReferencesValidator.self,
    ItemNamesValidator.self,
    KindChecksValidator.self,
  ]
}
