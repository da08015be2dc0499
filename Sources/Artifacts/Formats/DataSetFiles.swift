/// The files of one data set among many, by the parts that their names tell.
struct DataSetFiles<Part: Hashable & Sendable>: Sendable {
  /// The data set's name.
  let name: String
  /// The place of each part's file in the list.
  let places: [Part: Int]

  /// Finds the files of a data set; files that belong to none are left out.
  ///
  /// - Parameters:
  ///   - paths: the files, perhaps inside folders.
  ///   - name: the data set; may be nil when the files are of one.
  ///   - folder: what to connect where there is no data set at all.
  ///   - needed: the parts that must be there.
  ///   - fileName: the name that a part's file should have.
  ///   - part: the data set and the part that a path names.
  /// - Throws: `FormatError` when there is none, or several and no name, or a file is missing or there twice.
  init(
    _ paths: [String], name: String?, folder: String, needed: [Part],
    fileName: (_ dataSet: String, Part) -> String,
    part: (_ path: String) -> (name: String, part: Part)?
  ) throws(FormatError) {
    var found: [String: [Part: Int]] = [:]
    for (place, path) in paths.enumerated() {
      guard let (owner, part) = part(path) else { continue }
      if let other = found[owner, default: [:]].updateValue(place, forKey: part),
        name == nil || name == owner
      {
        throw FormatError(
          .malformed, file: path, problem: "is there twice, the other is \(paths[other])",
          remedy: "connect the files of one folder")
      }
    }
    let names = found.keys.sorted()
    guard let owner = name ?? (names.count == 1 ? names[0] : nil), let places = found[owner] else {
      throw FormatError(
        .missing, file: paths.first ?? "no file", problem: Self.problem(name, names),
        remedy: names.isEmpty
          ? "connect the folder that holds \(folder)"
          : "set `dataset` to one of: \(names.joined(separator: ", "))")
    }
    for part in needed where places[part] == nil {
      throw FormatError(
        .missing, file: fileName(owner, part), problem: "is not among the files",
        remedy: "connect it, too")
    }
    self.name = owner
    self.places = places
  }

  private static func problem(_ name: String?, _ names: [String]) -> String {
    if let name { return "the files hold no data set \(name)" }
    return names.isEmpty
      ? "the files hold no data set of this format" : "the files are of several data sets"
  }
}
