/// Finds what a reference or path in an input means.
enum InputLinker {
  static func link(_ item: ItemDraft, to port: InputPort, draft: PipelineDraft) -> ItemDraft.Link {
    if case .malformed = item.link { return .malformed }
    let (stageName, outputName) = split(item.text)
    let takesFiles = port.accepts == .files
    guard let position = draft.positions[stageName] else {
      return takesFiles ? files(item.text, draft: draft) : .unknownStage(stageName)
    }
    guard let outputs = draft.stages[position].outputs else { return .unknowable }
    guard let outputName else { return choose(outputs, for: port, stage: position) }
    guard let output = outputs.first(where: { $0.name == outputName }) else {
      // A stage may share its name with the stem of a file: `bad` with `bad.off`.
      if takesFiles, case .files(let found) = files(item.text, draft: draft) {
        return .files(found)
      }
      return .unknownPort(outputName, stage: position)
    }
    return port.accepts.accepts(output.type)
      ? .output(stage: position, port: output) : .wrongType([output], stage: position)
  }

  /// `stage.port` or `stage`; a text with a slash is never split.
  static func split(_ text: String) -> (stage: String, port: String?) {
    guard !text.contains("/"), let dot = text.firstIndex(of: ".") else { return (text, nil) }
    return (String(text[..<dot]), String(text[text.index(after: dot)...]))
  }

  private static func choose(
    _ outputs: [OutputPort], for port: InputPort, stage: Int
  ) -> ItemDraft.Link {
    let fitting = outputs.filter { port.accepts.accepts($0.type) }
    if fitting.count == 1 { return .output(stage: stage, port: fitting[0]) }
    if fitting.isEmpty { return .wrongType(outputs, stage: stage) }
    return .ambiguous(fitting.map(\.name), stage: stage)
  }

  private static func files(_ text: String, draft: PipelineDraft) -> ItemDraft.Link {
    do {
      return .files(try FileFinder.find(text, in: draft.folder))
    } catch {
      switch error {
      case .missing:
        let stages = draft.stages.map(\.name)
        let nearest = NearestName.find(text, among: stages).map { "did you mean stage '\($0)'?" }
        return .fileProblem(
          message: "no such file '\(text)'",
          remedy: nearest ?? MissingFile.remedy(text, in: draft.folder))
      case .unreadable:
        return .fileProblem(
          message: "the file '\(text)' cannot be read", remedy: "check its permissions")
      case .notAFile:
        return .fileProblem(
          message: "'\(text)' is neither a file nor a folder", remedy: "name a regular file")
      case .empty(let reason):
        return .fileProblem(message: "'\(text)': \(reason)", remedy: "check the path")
      }
    }
  }
}
