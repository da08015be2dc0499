/// Every kind finds its own use in order.
enum KindChecksValidator: StageValidator {
  static func problems(of stage: StageDraft, in draft: PipelineDraft) -> [Diagnostic] {
    guard let kind = stage.kind, let invocation = stage.invocation else { return [] }
    return KindResolution.apply(kind, to: invocation).problems.map {
      draft.diagnostic(mark(of: $0.place, in: stage), message($0, stage), $0.remedy)
    }
  }

  private static func message(_ problem: StageProblem, _ stage: StageDraft) -> String {
    switch problem.place {
    case .stage, .input: "stage '\(stage.name)': \(problem.message)"
    case .parameter(let path): "parameter '\(path)' of stage '\(stage.name)': \(problem.message)"
    }
  }

  private static func mark(of place: StageProblem.Place, in stage: StageDraft) -> SourceMark {
    switch place {
    case .stage: return stage.mark
    case .input(let name): return stage.inputs.first { $0.name == name }?.mark ?? stage.mark
    case .parameter(let path):
      guard let node = stage.node.value("parameters"),
        case .name(let first)? = path.steps.first,
        node.entries?.contains(where: { $0.key == first }) ?? false
      else { return stage.mark }
      return node.mark(at: path.steps[...])
    }
  }
}
