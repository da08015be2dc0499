/// Every file that is named by URL has a URL and a checksum that are such.
enum DownloadsValidator: PipelineValidator {
  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    draft.stages.flatMap { stage in
      stage.inputs.flatMap { input in
        input.items.flatMap { item in
          (item.remote?.problems ?? []).map { problem in
            draft.diagnostic(
              problem.mark,
              "input '\(input.name)' of stage '\(stage.name)': \(problem.message)", problem.remedy)
          }
        }
      }
    }
  }
}
