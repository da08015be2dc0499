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
    var found: [String: [Part: Int]] = [:]
    for (place, path) in paths.enumerated() {
      guard let (owner, part) = Self.part(of: path) else { continue }
      if let other = found[owner, default: [:]].updateValue(place, forKey: part),
        name == nil || name == owner
      {
        throw FormatError(
          .malformed, file: path, problem: "is there twice, the other is \(paths[other])",
          remedy: "connect the files of one folder")
      }
    }
    let names = found.keys.sorted()
    guard let owner = name ?? (names.count == 1 ? names[0] : nil), let parts = found[owner] else {
      let folder = paths.first.map { "\($0)" } ?? "no file"
      throw FormatError(
        .missing, file: folder, problem: Self.problem(name, names),
        remedy: names.isEmpty
          ? "connect the folder that holds DS_A.txt, DS_graph_indicator.txt and DS_graph_labels.txt"
          : "set `dataset` to one of: \(names.joined(separator: ", "))")
    }
    for part in [Part.edges, .indicator] where parts[part] == nil {
      throw FormatError(
        .missing, file: "\(owner)_\(part.rawValue).txt", problem: "is not among the files",
        remedy: "connect it, too")
    }
    self.name = owner
    self.parts = parts
  }

  private static func problem(_ name: String?, _ names: [String]) -> String {
    if let name { return "the files hold no data set \(name)" }
    return names.isEmpty
      ? "the files hold no data set of this format" : "the files are of several data sets"
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
