internal import Artifacts
internal import Store

/// Pins as a table and as JSON.
struct PinsText {
  private let pins: [(pin: Pin, artifact: ArtifactReference?)]

  /// - Parameter pins: each with its artifact, if the store has it.
  init(_ pins: [(Pin, ArtifactReference?)]) { self.pins = pins }

  func lines(style: Style) -> [String] {
    guard !pins.isEmpty else { return ["no pins"] }
    var table = Table([
      "pin": .left, "digest": .left, "type": .left, "stored": .right, "pinned": .left,
      "as": .left,
    ])
    for (pin, artifact) in pins {
      table.append([
        pin.name, pin.digest.short, artifact?.type.name ?? "not in the store",
        artifact.map { Figures.bytes($0.storedBytes) } ?? "",
        Figures.localTime(Double(pin.created) / 1e9), pin.reference ?? "",
      ])
    }
    return table.lines(style: style)
  }

  var json: JSON {
    .array(
      pins.map { pin, artifact in
        .members([
          "name": .string(pin.name), "digest": .string(pin.digest.hex),
          "type": artifact.map { .string($0.type.name) },
          "stored": artifact.map { .integer($0.storedBytes) },
          "pinned": .string(Figures.universalTime(Double(pin.created) / 1e9)),
          "reference": pin.reference.map(JSON.string),
        ])
      })
  }
}
