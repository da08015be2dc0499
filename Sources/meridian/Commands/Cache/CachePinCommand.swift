internal import ArgumentParser
internal import Pipeline
internal import Store

/// Keeps an artifact from being collected.
struct CachePinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Keep an artifact, and everything it was made from, whatever is collected.",
    discussion: """
      EXAMPLES:
        meridian cache pin pipelines/quickstart.yml:digits-model.model --name paper
        meridian cache pin 4f2a9c
      """)

  @OptionGroup var target: ReferenceOptions

  @Option(
    help: ArgumentHelp(
      "The pin's name; a pin of that name is replaced. The first digits of the digest unless given.",
      valueName: "name"))
  var name: String?

  func run() throws {
    let (store, artifact) = try target.find()
    let settings = target.overrides.values.map { " --set \($0.name)=\($0.text)" }.joined()
    let pin = Pin(
      name: name ?? artifact.digest.short, digest: artifact.digest,
      reference: target.reference + settings)
    try store.pin(pin)
    try StandardStream.output.write(
      "pinned \(artifact.type.name) \(artifact.digest.short) as '\(pin.name)'\n")
  }
}
