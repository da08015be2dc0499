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
  /// - Parameters:
  ///   - stage: the stage whose input it is.
  ///   - written: the input as the file has it; where it names the item, each item has a download of its own.
  mutating func link(
    _ remote: RemoteDraft, to port: InputPort, of stage: StageDraft, written: SourceNode?
  ) -> ItemDraft.Link {
    guard let kind else {
      return .fileProblem(
        message: "this program cannot download", remedy: "name a file instead of a URL")
    }
    guard let file = remote.file, let output = kind.outputs.first else { return .unknowable }
    let position: Int
    if stage.batch != nil, let written, ItemExpansion.namesItem(written) {
      position = add(file, at: remote.mark, kind, written: written, for: stage)
    } else {
      position = positions[file] ?? add(file, at: remote.mark, kind, written: nil, for: stage)
      positions[file] = position
    }
    return port.accepts.accepts(output.type)
      ? .output(stage: position, port: output) : .wrongType([output], stage: position)
  }

  private mutating func add(
    _ file: RemoteFile, at mark: SourceMark, _ kind: any DownloadKind.Type, written: SourceNode?,
    for stage: StageDraft
  ) -> Int {
    func node(_ parameters: SourceNode) -> SourceNode {
      let kindNode = SourceNode(.string(kind.name), at: mark)
      return SourceNode(
        mark: mark,
        content: .mapping([
          .init(key: "kind", mark: mark, value: kindNode),
          .init(key: "parameters", mark: mark, value: parameters),
        ]))
    }
    let plain = ParameterMap([
      ("url", .string(file.url)), ("sha256", .string(file.sha256.hex)),
    ])
    let read = node(SourceNode(.map(plain), at: mark))
    var download = StageDraft(
      name: written == nil ? name(for: file.name) : name(for: stage.name), mark: mark,
      scope: stage.scope, raw: written.map(node) ?? read, scopeParameters: stage.scopeParameters,
      variant: written == nil ? Variant() : stage.variant,
      batch: written == nil ? nil : stage.batch, node: read, isDownload: true)
    download.kind = kind
    download.readParameters()
    stages.append(download)
    return start + stages.count - 1
  }

  /// `download:bunny.ply`, with a number where another file has that name.
  private mutating func name(for file: String) -> String {
    let plain = "download:\(file)"
    var name = plain
    var number = 1
    while !names.insert(name).inserted {
      number += 1
      name = "\(plain)-\(number)"
    }
    return name
  }
}
