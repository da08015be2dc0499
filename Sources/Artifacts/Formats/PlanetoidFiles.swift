import Numerics

/// The files of a citation network by their parts.
struct PlanetoidFiles {
  let name: String
  private let paths: [String]
  private let places: [String: Int]

  /// Finds the files of a data set by their names, `ind.NAME.x` and so on.
  ///
  /// - Throws: `FormatError` when there is none, or several and no name, or one is missing or there twice.
  init(_ paths: [String], name: String?) throws(FormatError) {
    let files = try DataSetFiles(
      paths, name: name, folder: "ind.NAME.x, ind.NAME.graph and the others",
      needed: Planetoid.parts, fileName: { "ind.\($0).\($1)" }, part: Self.part)
    self.name = files.name
    self.paths = paths
    places = files.places
  }

  /// The data set and the part that a path names.
  static func part(of path: String) -> (name: String, part: String)? {
    var file = path.split(separator: "/").last ?? ""
    if file.hasSuffix(".gz") { file = file.dropLast(3) }
    guard file.hasPrefix("ind.") else { return nil }
    for part in Planetoid.parts where file.hasSuffix(".\(part)") {
      let name = file.dropFirst(4).dropLast(part.count + 1)
      if !name.isEmpty { return (String(name), part) }
    }
    return nil
  }

  /// The place of a part's file in the list.
  func place(_ part: String) -> Int { places[part] ?? 0 }

  /// Throws an error about a part's file unless something holds.
  func check(_ holds: Bool, _ part: String, _ problem: String) throws(FormatError) {
    guard !holds else { return }
    throw FormatError(
      .malformed, file: paths[place(part)], problem: problem,
      remedy: "connect the files of one data set")
  }

  /// The rows of all nodes: those of `allx`, then each row of `tx` where its node is.
  func joined(
    _ all: SparseMatrix<Double>, _ tested: SparseMatrix<Double>, _ test: PlanetoidOrder
  ) throws -> SparseMatrix<Double> {
    try check(
      all.nonzeroCount + tested.nonzeroCount <= Int(Int32.max), "allx",
      "has more entries than 32-bit indices carry")
    var rows = [Int?](repeating: nil, count: test.nodeCount - all.rows)
    for (row, node) in test.nodes.enumerated() { rows[Int(node) - all.rows] = row }
    var (offsets, columns, values) = (all.rowOffsets, all.columnIndices, all.values)
    for row in rows {
      if let entries = row.map(tested.entries(inRow:)) {
        columns += tested.columnIndices[entries]
        values += tested.values[entries]
      }
      offsets.append(Int32(values.count))
    }
    return try SparseMatrix(
      rows: test.nodeCount, columns: all.columns, rowOffsets: offsets, columnIndices: columns,
      values: values)
  }
}
