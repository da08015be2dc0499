/// Stage names can be told from paths and from `stage.port`.
enum StageNamesValidator: PipelineValidator {
  static func problems(in draft: PipelineDraft) -> [Diagnostic] {
    draft.templates.templates.filter { !isValid($0.localName) }.map {
      draft.diagnostic(
        $0.mark, "'\($0.localName)' cannot be the name of a stage",
        "use letters, digits, '-' and '_', and begin with a letter or digit")
    }
  }

  static func isValid(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, isLetter(first), name.utf8.count <= 128 else {
      return false
    }
    return name.unicodeScalars.allSatisfy { isLetter($0) || $0 == "-" || $0 == "_" }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      ? ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        || ("0"..."9").contains(scalar)
      : scalar.properties.isAlphabetic
  }
}
