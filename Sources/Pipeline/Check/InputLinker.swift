/// Finds what a reference or path in an input means.
enum InputLinker {
  static func link(
    _ item: ItemDraft, to port: InputPort, of stage: StageDraft, draft: PipelineDraft
  ) -> ItemDraft.Link {
    if case .malformed = item.link { return .malformed }
    if let remote = item.remote { return download(remote, to: port, draft: draft) }
    let takesFiles = port.accepts == .files
    guard let (position, outputName) = draft.resolve(item.text, in: stage) else {
      return takesFiles
        ? files(item.text, of: stage, draft: draft) : .unknownStage(stageName(in: item.text))
    }
    guard let outputs = draft.stages[position].outputs else { return .unknowable }
    let output: OutputPort
    if let outputName {
      guard let named = outputs.first(where: { $0.name == outputName }) else {
        // A stage may share its name with the stem of a file: `bad` with `bad.off`.
        if takesFiles, case .files(let found) = files(item.text, of: stage, draft: draft) {
          return .files(found)
        }
        return .unknownPort(outputName, stage: position)
      }
      guard port.accepts.accepts(named.type) else { return .wrongType([named], stage: position) }
      output = named
    } else {
      let fitting = outputs.filter { port.accepts.accepts($0.type) }
      if fitting.isEmpty { return .wrongType(outputs, stage: position) }
      guard fitting.count == 1 else { return .ambiguous(fitting.map(\.name), stage: position) }
      output = fitting[0]
    }
    guard let batch = draft.stages[position].batch, batch.origin != stage.batch?.origin else {
      return .output(stage: position, port: output)
    }
    guard port.arity == .many else { return .needsForeach(stage: position) }
    return .gather(stage: position, port: output, items: batch.items.map(\.name))
  }

  private static func download(
    _ remote: RemoteDraft, to port: InputPort, draft: PipelineDraft
  ) -> ItemDraft.Link {
    guard let output = draft.catalogue.downloader?.outputs.first else {
      return .fileProblem(
        message: "this program cannot download", remedy: "name a file instead of a URL")
    }
    guard port.accepts.accepts(output.type) else {
      return .fileProblem(
        message: "what is downloaded is a file, and this takes \(port.accepts)",
        remedy: "connect a stage that makes it of the file")
    }
    return remote.file.map { .download($0, port: output) } ?? .unknowable
  }

  /// The part of a text that would be a stage's name.
  private static func stageName(in text: String) -> String {
    guard !text.contains("/"), let dot = text.lastIndex(of: ".") else { return text }
    return String(text[..<dot])
  }

  /// What a text means that names files.
  static func files(
    _ text: String, of stage: StageDraft, draft: PipelineDraft
  ) -> ItemDraft.Link {
    let folder = draft.folder(of: stage)
    do {
      let files = try FileFinder.find(text, in: folder)
      // That a file named by itself is there is seen when it is planned.
      if files.first?.isAlone == false { CheckWitness.note(files, for: text, in: folder) }
      return .files(files)
    } catch {
      switch error {
      case .missing:
        let stages = draft.templates.names(in: stage.scope)
        let nearest = NearestName.find(text, among: stages).map { "did you mean stage '\($0)'?" }
        return .fileProblem(
          message: "no such file '\(text)'",
          remedy: nearest ?? MissingFile.remedy(text, in: folder))
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
