/// A kind that fetches one file from where a URL says, and commits it only if it has the SHA-256 given.
///
/// A file input `{url: …, sha256: …}` becomes a stage of the catalogue's kind of this protocol, so
/// that cache, plan and provenance know it like any other. The URL is not part of the key: the
/// checksum says what the file is, wherever it is had from.
public protocol DownloadKind: StageKind {}

extension DownloadKind {
  /// None: it begins with a URL.
  public static var inputs: [InputPort] { [] }
  /// The file.
  public static var outputs: [OutputPort] {
    [OutputPort("file", FileArtifact.name, doc: "The file, checked.")]
  }
  /// `url` and `sha256`.
  public static var parameters: [ParameterDeclaration] {
    [
      ParameterDeclaration(
        "url", .string, affectsResult: false,
        doc: "Where the file is: https, http or file; changing it alone fetches nothing anew."),
      ParameterDeclaration(
        "sha256", .string, doc: "The SHA-256 of its bytes, 64 hexadecimal digits."),
    ]
  }

  /// The checksum in lower case, which is how the key has it.
  public static func resolve(_ invocation: StageInvocation) -> [String: ParameterValue] {
    ["sha256": .string(invocation.parameters.string("sha256").lowercased())]
  }

  /// Whether URL and checksum are such.
  public static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let parameters = invocation.parameters
    return [
      ("url", RemoteFile.mistake(inURL: parameters.string("url"))),
      ("sha256", RemoteFile.mistake(inChecksum: parameters.string("sha256"))),
    ].compactMap { name, mistake in
      mistake.map {
        .parameter(.name(name), message: $0.message, remedy: $0.remedy)
      }
    }
  }

  /// What a use of the kind fetches; nil for parameters that `check` refuses.
  package static func remoteFile(_ parameters: Parameters) -> RemoteFile? {
    try? RemoteFile(url: parameters.string("url"), sha256: parameters.string("sha256"))
  }
}

extension Catalogue {
  /// The kind that downloads, if there is one.
  var downloader: (any DownloadKind.Type)? {
    kinds.lazy.compactMap { $0 as? any DownloadKind.Type }.first
  }
}
