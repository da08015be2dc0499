package import Artifacts
package import Models

/// The blocks that descriptions of models may name, a row each.
package struct BlockCatalogueText {
  private let blocks: [BlockDeclaration]
  private let generics: [GenericBlock]

  /// The blocks of a catalogue, those of one domain or symmetry where they are named.
  package init(_ catalogue: BlockCatalogue, domain: Domain? = nil, symmetry: Symmetry? = nil) {
    blocks = catalogue.kinds.map(\.declaration).filter { block in
      (domain.map(block.fittingDomains.contains) ?? true)
        && (symmetry.map { wanted in block.symmetries.contains { $0.symmetry == wanted } } ?? true)
    }
    generics = catalogue.generics
  }

  /// Lines of a terminal.
  package func lines(style: Style, width: Int? = nil) -> [String] {
    var table = Table([
      "block": .left, "generic": .left, "domains": .left, "takes": .left, "what": .left,
    ])
    for block in blocks {
      table.append([
        block.name, block.generic?.name ?? "", BlockText.domains(block),
        block.fieldTypes.map(\.rawValue).joined(separator: ", "), block.summary,
      ])
    }
    var names = Table(["generic name": .left, "what": .left])
    for generic in generics { names.append([generic.name, generic.summary]) }
    return table.lines(style: style, width: width) + [""] + names.lines(style: style, width: width)
  }

  /// The same as JSON.
  package var json: JSON { .array(blocks.map { BlockText($0).json }) }
}
