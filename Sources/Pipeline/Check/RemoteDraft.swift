/// A file input written as `{url: …, sha256: …}`, as far as it could be understood.
struct RemoteDraft {
  /// Something wrong with it, and where.
  struct Problem {
    let mark: SourceMark
    let message: String
    let remedy: String
  }

  static let keys = ["url", "sha256"]

  /// The place of the mapping.
  let mark: SourceMark
  /// The file, if nothing is wrong.
  let file: RemoteFile?
  let problems: [Problem]

  /// Whether a mapping is meant as a remote file rather than as names with references.
  ///
  /// - Parameter mayHaveNames: whether names could stand there; then only what looks like a URL, or
  ///   both keys, tell.
  static func isMeant(by node: SourceNode, mayHaveNames: Bool) -> Bool {
    let url = node.value("url")
    let hasChecksum = node.value("sha256") != nil
    guard mayHaveNames else { return url != nil || hasChecksum }
    guard let url else { return false }
    return hasChecksum || url.text?.contains("://") ?? false
  }

  init(_ node: SourceNode) {
    mark = node.mark
    var problems: [Problem] = []
    for entry in node.entries ?? [] where !Self.keys.contains(entry.key) {
      let remedy = NearestName.remedy(entry.key, among: Self.keys, noun: "keys of a download")
      problems.append(
        Problem(
          mark: entry.mark, message: "a download has no '\(entry.key)'",
          remedy: remedy ?? "write {url: …, sha256: …}"))
    }
    let url = Self.text(
      "url", of: node, "the download has no 'url'", "add 'url: https://…'", &problems,
      RemoteFile.mistake(inURL:))
    let isSound = url.map { RemoteFile.mistake(inURL: $0) == nil } ?? false
    let subject = isSound ? "'\(url ?? "")'" : "the download"
    let sum = Self.text(
      "sha256", of: node,
      "\(subject) has no 'sha256', by which the file is known to be the right one",
      "download it once, run 'sha256sum FILE' and add 'sha256: …'", &problems,
      RemoteFile.mistake(inChecksum:))
    self.problems = problems
    file = problems.isEmpty ? try? RemoteFile(url: url ?? "", sha256: sum ?? "") : nil
  }

  /// The text of a key; what is wrong with it is added to `problems`.
  private static func text(
    _ key: String, of node: SourceNode, _ missing: String, _ remedy: String,
    _ problems: inout [Problem], _ mistake: (String) -> RemoteFile.Mistake?
  ) -> String? {
    guard let value = node.value(key), !value.isNull else {
      let mark = node.value(key)?.mark ?? node.mark
      problems.append(Problem(mark: mark, message: missing, remedy: remedy))
      return nil
    }
    guard let text = value.text else {
      problems.append(
        Problem(mark: value.mark, message: "'\(key)' must be a text", remedy: "write '\(key): …'"))
      return nil
    }
    if let found = mistake(text) {
      problems.append(Problem(mark: value.mark, message: found.message, remedy: found.remedy))
    }
    return text
  }
}
