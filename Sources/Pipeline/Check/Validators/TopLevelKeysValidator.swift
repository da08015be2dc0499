/// Every file is a mapping with the keys listed here, and nothing else.
enum TopLevelKeysValidator: PipelineValidator {
  /// The keys that a pipeline file may have.
  static let keys = ["name", "parameters", "matrix", "use", "stages"]

  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    draft.files.flatMap { problems(of: $0.root, in: draft) }
  }

  private static func problems(of root: SourceNode, in draft: PipelineDraft) -> [Diagnostic] {
    guard let entries = root.entries else {
      return [
        draft.diagnostic(
          root.mark, "a pipeline file is a mapping",
          "start with 'name:' and 'stages:'")
      ]
    }
    var problems = entries.filter { !keys.contains($0.key) }.map {
      draft.diagnostic(
        $0.mark, "unknown key '\($0.key)'",
        NearestName.remedy($0.key, among: keys, noun: "keys of a pipeline file"))
    }
    if let name = root.value("name"), name.text == nil {
      problems.append(draft.diagnostic(name.mark, "'name' must be a text"))
    }
    if let node = root.value("parameters"), node.entries == nil, !node.isNull {
      problems.append(
        draft.diagnostic(node.mark, "'parameters' must be a mapping", "write 'name: default'"))
    }
    if let stages = root.value("stages") {
      if stages.entries?.isEmpty ?? true {
        problems.append(
          draft.diagnostic(
            stages.mark, "'stages' must be a mapping of at least one stage",
            "write 'name: {kind: …}'"))
      }
    } else if !entries.contains(where: { $0.key == "use" || isMisspelledStages($0.key) }) {
      problems.append(
        draft.diagnostic(root.mark, "the file has no 'stages'", "add 'stages:'"))
    }
    return problems
  }

  private static func isMisspelledStages(_ key: String) -> Bool {
    !keys.contains(key) && NearestName.find(key, among: keys) == "stages"
  }
}
