import Foundation

/// `save` copies outputs of type `file`, each to a path of its own that no stage reads.
enum SavesValidator: PipelineValidator {
  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    var owners: [String: String] = [:]
    let inputs = inputPaths(of: draft)
    for stage in draft.stages {
      for entry in stage.entries("save")
      where !stage.restsOnUnlistedItems("save", entry.key) {
        if let problem = portProblem(entry, of: stage, in: draft) { problems.append(problem) }
        guard let text = entry.value.text, !text.isEmpty, !text.hasSuffix("/") else {
          problems.append(
            draft.diagnostic(entry.value.mark, "'save' needs the path of a file", nil))
          continue
        }
        let path = FileFinder.absolute(text, in: draft.folder(of: stage))
        if let owner = owners.updateValue("\(stage.name).\(entry.key)", forKey: path) {
          problems.append(
            draft.diagnostic(
              entry.value.mark, "'\(text)' is already where '\(owner)' is saved",
              "save to another path"))
        }
        if inputs.contains(path) {
          problems.append(
            draft.diagnostic(
              entry.value.mark, "'\(text)' is an input of this pipeline",
              "save to another path"))
        }
      }
    }
    return problems
  }

  private static func inputPaths(of draft: PipelineDraft) -> Set<String> {
    guard draft.stages.contains(where: { !$0.entries("save").isEmpty }) else { return [] }
    var paths: Set<String> = []
    for item in draft.stages.flatMap(\.inputs).flatMap(\.items) {
      if case .files(let files) = item.link { paths.formUnion(files.map(\.path)) }
    }
    return paths
  }

  private static func portProblem(
    _ entry: SourceNode.Entry, of stage: StageDraft, in draft: PipelineDraft
  ) -> Diagnostic? {
    guard let outputs = stage.outputs else { return nil }
    guard let output = outputs.first(where: { $0.name == entry.key }) else {
      return draft.diagnostic(
        entry.mark, "stage '\(stage.name)' has no output '\(entry.key)' to save",
        NearestName.remedy(entry.key, among: outputs.map(\.name), noun: "outputs"))
    }
    if output.type == FileArtifact.name {
      guard let ending = output.fileExtension, let path = entry.value.text,
        (path as NSString).pathExtension.lowercased() != ending
      else { return nil }
      return draft.diagnostic(
        entry.value.mark, "'\(path)' does not end in .\(ending), which is what the stage writes",
        "give it that ending, or set the stage's 'format'")
    }
    return draft.diagnostic(
      entry.mark,
      "'\(stage.name).\(entry.key)' is of type \(output.type); only files can be saved",
      "add an export stage and save its file")
  }
}
