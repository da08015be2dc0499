internal import ArgumentParser
internal import Artifacts
internal import Models
internal import Pipeline

struct BlocksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blocks",
    abstract:
      "Show the blocks that models are made of, those that fit a domain or symmetry, or all of one.",
    discussion: """
      EXAMPLES:
        meridian blocks
        meridian blocks gcn
        meridian blocks --domain mesh --symmetry gauge
        meridian blocks --json
      """)

  @Argument(help: "A block, generic or particular; all of them if none is named.")
  var block: String?

  @Option(help: "Only the blocks of models on this domain.")
  var domain: String?

  @Option(help: "Only the blocks that respect this symmetry.")
  var symmetry: String?

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let catalogue = BlockCatalogue.current
    let output = StandardStream.output
    guard let block else {
      let text = BlockCatalogueText(
        catalogue, domain: try named(domain, "domain"), symmetry: try named(symmetry, "symmetry"))
      if json { return try output.write(text.json.text(indented: true) + "\n") }
      return try output.write(lines: text.lines(style: output.style, width: output.wrappingWidth))
    }
    if let kind = catalogue.kinds.first(where: { $0.declaration.name == block }) {
      let text = BlockText(kind.declaration)
      if json { return try output.write(text.json.text(indented: true) + "\n") }
      return try output.write(lines: text.lines(style: output.style, width: output.wrappingWidth))
    }
    guard let generic = catalogue.generics.first(where: { $0.name == block }) else {
      let remedy =
        NearestName.find(block, among: catalogue.names).map { "did you mean '\($0)'?" }
        ?? "'meridian blocks' lists them"
      throw CommandError(.usage, "there is no block '\(block)'; \(remedy)")
    }
    let text = GenericBlockText(generic, in: catalogue)
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style, width: output.wrappingWidth))
  }

  private func named<Name: RawRepresentable<String> & CaseIterable>(
    _ text: String?, _ noun: String
  ) throws -> Name? {
    guard let text else { return nil }
    guard let name = Name(rawValue: text) else {
      let valid = Name.allCases.map(\.rawValue)
      let remedy =
        NearestName.find(text, among: valid).map { "did you mean '\($0)'?" }
        ?? "there are: \(valid.joined(separator: ", "))"
      throw CommandError(.usage, "there is no \(noun) '\(text)'; \(remedy)")
    }
    return name
  }
}
