internal import Pipeline
internal import Store

/// `source.url`: a file from the web, which is what it is said to be or nothing.
enum SourceURL: DownloadKind {
  static let name = "source.url"
  static let version = 1
  static let summary = """
    A file from the web with a known SHA-256; what an input {url: …, sha256: …} becomes.
    """

  static func run(_ context: StageContext) throws {
    let file = try RemoteFile(
      url: context.parameters.string("url"), sha256: context.parameters.string("sha256"))
    let partial = try context.partialFile()
    let download = Download(
      file,
      onProgress: { done, total in
        context.report(DownloadProgress.report(done, of: total))
      },
      onTrouble: { context.log($0) }, isCancelled: { context.isCancelled })
    try download.run(into: partial)
    try context.commitFile(at: partial.path, to: "file")
  }
}
