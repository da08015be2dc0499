/// Every stage has a kind that the catalogue knows.
enum KindNamesValidator: PipelineValidator {
  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    draft.stages.compactMap { stage in
      guard stage.kind == nil, stage.node.entries != nil else { return nil }
      guard let name = stage.kindName else {
        return draft.diagnostic(
          stage.kindMark, "stage '\(stage.name)' has no kind", "add 'kind: …'")
      }
      return draft.diagnostic(
        stage.kindMark, "unknown kind '\(name)'",
        NearestName.find(name, among: draft.catalogue.names).map { "did you mean '\($0)'?" }
          ?? "'meridian stages' lists the kinds")
    }
  }
}
