/// The items of a port have different names, because the stage and the key know them by name.
enum ItemNamesValidator: StageValidator {
  static func problems(of stage: StageDraft, in draft: PipelineDraft) -> [Diagnostic] {
    stage.inputs.flatMap { input -> [Diagnostic] in
      var seen: Set<String> = []
      return input.items.flatMap { item -> [Diagnostic] in
        let names = item.connections(declaredName: input.hasNames)?.map(\.name) ?? []
        return names.filter { !seen.insert($0).inserted }.map {
          draft.diagnostic(
            item.mark, "input '\(input.name)' of stage '\(stage.name)' has two items '\($0)'",
            "give them names: '{first: …, second: …}'")
        }
      }
    }
  }
}
