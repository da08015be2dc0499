/// How a user names an artifact.
package enum ArtifactName: Hashable, Sendable {
  /// By the first digits of its digest.
  case digest(prefix: String)
  /// As what a stage of a pipeline file has made: `FILE:stage` or `FILE:stage.port`. `output` is the part after the colon.
  case stage(file: String, output: String)

  /// Takes a reference apart.
  ///
  /// - Throws: `CommandError` where it is neither form.
  package init(_ text: String) throws {
    // The name of a stage that downloads, `download:bunny.ply`, has a colon of its own.
    let stages = text.firstRange(of: ":download:")?.lowerBound
    if let colon = stages ?? text.lastIndex(of: ":") {
      let file = String(text[..<colon])
      let output = String(text[text.index(after: colon)...])
      guard !file.isEmpty, !output.isEmpty else {
        throw CommandError(
          .usage, "reference '\(text)' is incomplete; write FILE:stage or FILE:stage.port")
      }
      self = .stage(file: file, output: output)
      return
    }
    let digits = text.lowercased()
    guard !digits.isEmpty, digits.count <= 64, digits.allSatisfy(\.isHexDigit) else {
      let hint =
        Paths.isFile(text)
        ? "'\(text)' is a file; name one of its stages as \(text):stage"
        : "'\(text)' is no reference; write the first digits of a digest, FILE:stage or FILE:stage.port"
      throw CommandError(.usage, hint)
    }
    guard digits.count >= 4 else {
      throw CommandError(.usage, "digest '\(text)' is too short; give at least 4 digits")
    }
    self = .digest(prefix: digits)
  }
}
