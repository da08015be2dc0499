import Store

/// The stages that fetch what inputs name by URL: one for each URL and checksum, however often a file
/// names it.
struct DownloadDrafts {
  /// The stages, to be put after those of the file.
  private(set) var stages: [StageDraft] = []

  private let kind: (any DownloadKind.Type)?
  /// How many stages come before.
  private let start: Int
  private var positions: [RemoteFile: Int] = [:]
  private var names: Set<String> = []

  init(after draft: PipelineDraft) {
    kind = draft.catalogue.downloader
    start = draft.stages.count
  }

  /// The link of an input to the stage that fetches `remote`, which is made if it is the first.
  ///
  /// - Parameter complete: reads the parameters of a stage, as for those of the file.
  mutating func link(
    _ remote: RemoteDraft, to port: InputPort, complete: (inout StageDraft) -> Void
  ) -> ItemDraft.Link {
    guard let kind else {
      return .fileProblem(
        message: "this program cannot download", remedy: "name a file instead of a URL")
    }
    guard let file = remote.file, let output = kind.outputs.first else { return .unknowable }
    let position = positions[file] ?? add(file, at: remote.mark, kind, complete)
    return port.accepts.accepts(output.type)
      ? .output(stage: position, port: output) : .wrongType([output], stage: position)
  }

  private mutating func add(
    _ file: RemoteFile, at mark: SourceMark, _ kind: any DownloadKind.Type,
    _ complete: (inout StageDraft) -> Void
  ) -> Int {
    let parameters = ParameterMap([
      ("url", .string(file.url)), ("sha256", .string(file.sha256.hex)),
    ])
    let content = ParameterMap([
      ("kind", .string(kind.name)), ("parameters", .map(parameters)),
    ])
    var stage = StageDraft(
      name: name(for: file), mark: mark, node: SourceNode(.map(content), at: mark),
      isDownload: true)
    stage.kind = kind
    complete(&stage)
    let position = start + stages.count
    positions[file] = position
    stages.append(stage)
    return position
  }

  /// `download:bunny.ply`, with a number where another file has that name.
  private mutating func name(for file: RemoteFile) -> String {
    let plain = "download:\(file.name)"
    var name = plain
    var number = 1
    while !names.insert(name).inserted {
      number += 1
      name = "\(plain)-\(number)"
    }
    return name
  }
}
