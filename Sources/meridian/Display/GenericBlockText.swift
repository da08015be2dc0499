package import Artifacts
package import Models

/// What a generic name means on each domain.
package struct GenericBlockText {
  private let generic: GenericBlock
  private let meanings: [BlockDeclaration]

  /// The meanings of a generic name in a catalogue.
  package init(_ generic: GenericBlock, in catalogue: BlockCatalogue) {
    self.generic = generic
    meanings = catalogue.kinds.map(\.declaration).filter { $0.generic?.name == generic.name }
  }

  /// Lines of a terminal.
  package func lines(style: Style, width: Int? = nil) -> [String] {
    var table = Table([
      "means": .left, "on": .left, "domains": .left, "symmetries": .left, "fed": .left,
    ])
    for block in meanings {
      guard let use = block.generic else { continue }
      let domains = use.domains.filter(block.fittingDomains.contains)
      let symmetries = use.symmetries.filter { wanted in
        block.symmetries.contains { $0.symmetry == wanted }
      }
      table.append([
        block.name, Self.list(use.supports.map(\.rawValue), of: Support.Kind.allCases.count),
        Self.list(domains.map(\.rawValue), of: Domain.allCases.count),
        Self.list(symmetries.map(\.rawValue), of: Symmetry.allCases.count),
        block.fieldTypes.map(\.rawValue).joined(separator: ", "),
      ])
    }
    return ["\(style.bold(generic.name)): \(generic.summary)", ""]
      + table.lines(style: style, width: width)
  }

  /// The same as JSON.
  package var json: JSON {
    .members([
      "generic": .string(generic.name), "summary": .string(generic.summary),
      "means": .array(meanings.map { .string($0.name) }),
    ])
  }

  private static func list(_ names: [String], of count: Int) -> String {
    names.count == count ? "all" : names.joined(separator: ", ")
  }
}
