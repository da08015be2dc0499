import Store

/// The stages that fetch what inputs name by URL: one for each URL and checksum, however often a pipeline names it.
struct DownloadStages {
  /// The stages, which come after all others.
  private(set) var stages: [CheckedStage] = []

  private let kind: (any DownloadKind.Type)?
  /// How many stages come before.
  private let start: Int
  private var positions: [RemoteFile: Int] = [:]
  private var names: Set<String> = []

  init(after count: Int, in catalogue: Catalogue) {
    start = count
    kind = catalogue.downloader
  }

  /// The position of the stage that fetches a file, which is made if it is the first to be asked for.
  ///
  /// - Parameter mark: the place where the file is named.
  mutating func position(of file: RemoteFile, at mark: SourceMark) -> Int {
    if let position = positions[file] { return position }
    let position = start + stages.count
    positions[file] = position
    if let kind { stages.append(stage(file, at: mark, kind)) }
    return position
  }

  private mutating func stage(
    _ file: RemoteFile, at mark: SourceMark, _ kind: any DownloadKind.Type
  ) -> CheckedStage {
    let name = name(for: file)
    return CheckedStage(
      name: name, template: name, item: nil, variant: [], settings: StageSettings(),
      line: mark.line, kind: kind,
      parameters: Parameters(
        ParameterMap([("url", .string(file.url)), ("sha256", .string(file.sha256.hex))])),
      seed: nil, outputs: kind.outputs, inputs: [], saves: [], remote: file)
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
