internal import Artifacts
internal import Store

/// Artifacts as a table and as JSON.
struct ArtifactsText {
  private let artifacts: [ArtifactSummary]

  init(_ artifacts: [ArtifactSummary]) { self.artifacts = artifacts }

  func lines(style: Style) -> [String] {
    guard !artifacts.isEmpty else { return ["no artifacts"] }
    var table = Table([
      "digest": .left, "type": .left, "size": .right, "stored": .right, "made": .left,
      "stage": .left, "kind": .left, "run": .left,
    ])
    for artifact in artifacts {
      let reference = artifact.reference
      table.append([
        reference.digest.short, reference.type.name, Figures.bytes(reference.rawBytes),
        Figures.bytes(reference.storedBytes),
        Figures.localTime(Double(artifact.created) / 1e9), Self.place(artifact),
        artifact.kind ?? "", artifact.run ?? "",
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
        ])
      })
  }

  private static func place(_ artifact: ArtifactSummary) -> String {
    guard let stage = artifact.stage else { return "" }
    return artifact.port.map { "\(stage).\($0)" } ?? stage
  }
}
