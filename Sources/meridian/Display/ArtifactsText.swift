internal import Artifacts
internal import Store

/// Artifacts as a table and as JSON.
struct ArtifactsText {
  private let artifacts: [ArtifactSummary]
  private let showsStore: Bool

  /// Artifacts in this order.
  ///
  /// - Parameter showsStore: whether to say in which store each lies.
  init(_ artifacts: [ArtifactSummary], showsStore: Bool = false) {
    self.artifacts = artifacts
    self.showsStore = showsStore
  }

  func lines(style: Style) -> [String] {
    guard !artifacts.isEmpty else { return ["no artifacts"] }
    // Where only one store is looked into, its column is left out, and with it the last cell of each row.
    var table =
      showsStore
      ? Table([
        "digest": .left, "type": .left, "size": .right, "stored": .right, "made": .left,
        "stage": .left, "kind": .left, "run": .left, "store": .left,
      ])
      : Table([
        "digest": .left, "type": .left, "size": .right, "stored": .right, "made": .left,
        "stage": .left, "kind": .left, "run": .left,
      ])
    for artifact in artifacts {
      let reference = artifact.reference
      table.append([
        reference.digest.short, reference.type.name, Figures.bytes(reference.rawBytes),
        Figures.bytes(reference.storedBytes),
        Figures.localTime(Double(artifact.created) / 1e9), Self.place(artifact),
        artifact.kind ?? "", artifact.run ?? "", artifact.store,
      ])
    }
    return table.lines(style: style)
  }

  var json: JSON {
    .array(
      artifacts.map { artifact in
        .members([
          "digest": .string(artifact.reference.digest.hex),
          "type": .string(artifact.reference.type.name),
          "bytes": .integer(artifact.reference.rawBytes),
          "stored": .integer(artifact.reference.storedBytes),
          "created": .string(Figures.universalTime(Double(artifact.created) / 1e9)),
          "stage": artifact.stage.map(JSON.string),
          "port": artifact.port.map(JSON.string),
          "kind": artifact.kind.map(JSON.string), "run": artifact.run.map(JSON.string),
          "store": showsStore ? .string(artifact.store) : nil,
        ])
      })
  }

  private static func place(_ artifact: ArtifactSummary) -> String {
    guard let stage = artifact.stage else { return "" }
    return artifact.port.map { "\(stage).\($0)" } ?? stage
  }
}
