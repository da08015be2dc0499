/// A port that takes one value is given one.
enum InputArityValidator: StageValidator {
  static func problems(of stage: StageDraft, in draft: PipelineDraft) -> [Diagnostic] {
    stage.inputs.compactMap { input -> Diagnostic? in
      guard let port = input.port else { return nil }
      if port.arity == .many { return input.items.isEmpty ? empty(input, in: draft) : nil }
      guard input.isSingle else {
        return draft.diagnostic(
          input.mark, "input '\(input.name)' of stage '\(stage.name)' takes one value",
          "give one reference\(port.accepts == .files ? " or path" : "")")
      }
      guard case .files(let files) = input.items.first?.link, files.count > 1 else {
        return nil
      }
      return draft.diagnostic(
        input.items[0].mark,
        "input '\(input.name)' of stage '\(stage.name)' takes one file, "
          + "'\(input.items[0].text)' are \(files.count)", "name one of them")
    }
  }

  private static func empty(_ input: InputDraft, in draft: PipelineDraft) -> Diagnostic {
    draft.diagnostic(
      input.mark, "input '\(input.name)' is empty", "name something or leave the input out")
  }
}
