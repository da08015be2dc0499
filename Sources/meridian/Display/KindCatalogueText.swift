package import Artifacts
package import Pipeline

/// The catalogue of stage kinds as lines and as JSON.
package struct KindCatalogueText {
  private let catalogue: Catalogue

  package init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  /// A line a kind: its name, what it takes and gives, and what it does.
  package func lines(style: Style, width: Int? = nil) -> [String] {
    var table = Table(["kind": .left, "takes": .left, "gives": .left, "what": .left])
    for kind in catalogue.kinds {
      table.append([
        kind.name, kind.inputs.map(\.name).joined(separator: ", "),
        kind.outputs.map(\.name).joined(separator: ", "), kind.summary,
      ])
    }
    return table.lines(style: style, width: width)
  }

  /// A list of the kinds.
  package var json: JSON { .array(catalogue.kinds.map { KindText($0).json }) }
}
