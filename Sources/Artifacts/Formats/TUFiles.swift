/// The files of a data set of TU Dortmund, by what they hold.
struct TUFiles: Sendable {
  /// What a file holds; the raw value is what follows the data set's name in the file's.
  enum Part: String, Sendable, CaseIterable {
    case edges = "A"
    case indicator = "graph_indicator"
    case graphLabels = "graph_labels"
    case graphAttributes = "graph_attributes"
    case nodeLabels = "node_labels"
    case nodeAttributes = "node_attributes"
    case edgeLabels = "edge_labels"
    case edgeAttributes = "edge_attributes"
  }

  /// The data set's name.
  let name: String
  /// The places of its files in the list.
  let parts: [Part: Int]

  /// Finds the files of a data set by their names; other files are left out.
  ///
  /// - Parameters:
  ///   - paths: The files, perhaps inside folders.
  ///   - name: The data set; may be nil when the files are of one.
  /// - Throws: `FormatError` when there is none, or several and no name, or a file is missing or there twice.
  init(_ paths: [String], name: String?) throws(FormatError) {
    let files = try DataSetFiles(
      paths, name: name, folder: "DS_A.txt, DS_graph_indicator.txt and DS_graph_labels.txt",
      needed: [Part.edges, .indicator], fileName: { "\($0)_\($1.rawValue).txt" }, part: Self.part)
    self.name = files.name
    parts = files.places
  }

  /// The data set and the part that a path names, `NAME_A.txt` and so on, perhaps with `.gz`.
  static func part(of path: String) -> (name: String, part: Part)? {
    var file = path.split(separator: "/").last ?? ""
    if file.hasSuffix(".gz") { file = file.dropLast(3) }
    guard file.hasSuffix(".txt") else { return nil }
    file = file.dropLast(4)
    // `_A` ends no other part's name, so that the order does not matter.
    for part in Part.allCases where file.hasSuffix("_\(part.rawValue)") {
      let name = file.dropLast(part.rawValue.count + 1)
      if !name.isEmpty { return (String(name), part) }
    }
    return nil
  }
}
