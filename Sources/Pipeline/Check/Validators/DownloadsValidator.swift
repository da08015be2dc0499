/// Every file that is named by URL has a URL and a checksum that are such.
enum DownloadsValidator: StageValidator {
  static func problems(of stage: StageDraft, in draft: PipelineDraft) -> [Diagnostic] {
    stage.inputs.flatMap { input in
      input.items.flatMap { item in
        (item.remote?.problems ?? []).map { problem in
          draft.diagnostic(
            problem.mark, "input '\(input.name)' of stage '\(stage.name)': \(problem.message)",
            problem.remedy)
        }
      }
    }
  }
}
