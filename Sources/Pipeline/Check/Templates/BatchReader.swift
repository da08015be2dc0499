/// Lists the items of a `foreach` that names files, values, a table of them or a range of numbers.
struct BatchReader {
  /// What is wrong with a `foreach`, and where.
  struct Problem: Error {
    let mark: SourceMark
    let message: String
    let remedy: String?
  }

  static let keys = ["count", "files", "from", "manifest", "name"]

  /// The most numbers of a range, and the largest of them.
  static let mostNumbers = 100_000
  static let largestNumber = 999_999_999

  /// The folder that paths are relative to.
  let folder: String

  /// The items, in the order of their names for files, and of the list or table otherwise.
  func items(_ node: SourceNode) throws(Problem) -> [BatchItem] {
    let items: [BatchItem]
    switch node.content {
    case .scalar: items = try files(node)
    case .sequence(let elements): items = try list(elements, named: nil, at: node.mark)
    case .mapping(let entries):
      for entry in entries where !Self.keys.contains(entry.key) {
        throw Problem(
          mark: entry.mark, message: "unknown key '\(entry.key)' of 'foreach'",
          remedy: NearestName.remedy(entry.key, among: Self.keys, noun: "keys"))
      }
      if let node = node.value("files") {
        items = try files(node)
      } else if let table = node.value("manifest") {
        items = try manifest(table, named: node.value("name")?.text)
      } else if let count = node.value("count") {
        items = try numbers(count, from: node.value("from"))
      } else {
        throw Problem(
          mark: node.mark, message: "'foreach' names no items",
          remedy:
            "write 'foreach: meshes/*.off', a list, a stage, {manifest: items.csv} or {count: 100}")
      }
    }
    guard !items.isEmpty else {
      throw Problem(mark: node.mark, message: "'foreach' has no items", remedy: "name at least one")
    }
    var seen: Set<String> = []
    for item in items where !seen.insert(item.name).inserted {
      throw Problem(
        mark: node.mark, message: "two items of 'foreach' are called '\(item.name)'",
        remedy: "give each a name of its own: {name: …}")
    }
    return items
  }

  private func files(_ node: SourceNode) throws(Problem) -> [BatchItem] {
    guard let text = node.text else {
      throw Problem(
        mark: node.mark,
        message: "'foreach' must be a path, a pattern, a stage, a list or a mapping",
        remedy: "write 'foreach: meshes/*.off'")
    }
    do {
      let files = try FileFinder.find(text, in: folder)
      CheckWitness.note(files, for: text, in: folder)
      return files.map { file in
        BatchItem(
          name: file.name, value: .string(file.written),
          fields: ParameterMap([("stem", .string(Self.stem(file.name)))]))
      }
    } catch {
      let message =
        switch error {
        case .missing: "'foreach': no such file, folder or stage '\(text)'"
        case .unreadable: "'foreach': '\(text)' cannot be read"
        case .notAFile: "'foreach': '\(text)' is neither a file nor a folder"
        case .empty(let reason): "'foreach: \(text)': \(reason)"
        }
      throw Problem(
        mark: node.mark, message: message, remedy: MissingFile.remedy(text, in: folder))
    }
  }

  /// The name of a file without folders and without its last ending (and `.gz` behind it).
  private static func stem(_ name: String) -> String {
    var parts = (name.split(separator: "/").last ?? "").split(
      separator: ".", omittingEmptySubsequences: false)
    if parts.count > 2, parts.last == "gz" { parts.removeLast() }
    if parts.count > 1 { parts.removeLast() }
    return parts.joined(separator: ".")
  }

  private func list(
    _ elements: [SourceNode], named column: String?, at mark: SourceMark
  ) throws(Problem) -> [BatchItem] {
    var items: [BatchItem] = []
    for element in elements {
      let value = element.parameterValue
      switch value {
      case .map(let fields):
        items.append(try item(fields, named: column, at: element.mark))
      case .null, .list:
        throw Problem(
          mark: element.mark, message: "an item is \(value.typeName)",
          remedy: "write a text, a number or {name: …}")
      default: items.append(BatchItem(name: SourceNode.text(of: value), value: value))
      }
    }
    return items
  }

  /// Whole numbers in a row, named with as many digits as the last one so that names sort as the numbers do.
  private func numbers(
    _ count: SourceNode, from first: SourceNode?
  ) throws(Problem) -> [BatchItem] {
    let count = try number(count, named: "count", 1...Self.mostNumbers)
    let first = try first.map { node throws(Problem) in
      try number(node, named: "from", 0...Self.largestNumber - count + 1)
    }
    let numbers = (first ?? 0)..<(first ?? 0) + count
    let digits = String(numbers.upperBound - 1).count
    return numbers.map { number in
      let text = String(number)
      let name = String(repeating: "0", count: digits - text.count) + text
      return BatchItem(name: name, value: .integer(number))
    }
  }

  private func number(
    _ node: SourceNode, named key: String, _ range: ClosedRange<Int>
  ) throws(Problem) -> Int {
    if case .integer(let number) = node.parameterValue, range.contains(number) { return number }
    throw Problem(
      mark: node.mark,
      message: "'\(key)' of 'foreach' must be a whole number from \(range.lowerBound) to "
        + "\(range.upperBound)", remedy: "write {count: 100}, or {count: 100, from: 500}")
  }

  private func item(
    _ fields: ParameterMap, named column: String?, at mark: SourceMark
  ) throws(Problem) -> BatchItem {
    let column = column ?? (fields["name"] != nil ? "name" : fields.names.first ?? "name")
    guard let name = fields[column] else {
      throw Problem(
        mark: mark, message: "an item has no '\(column)'",
        remedy: NearestName.remedy(column, among: fields.names, noun: "fields"))
    }
    return BatchItem(name: SourceNode.text(of: name), value: .map(fields), fields: fields)
  }

  private func manifest(
    _ node: SourceNode, named column: String?
  ) throws(Problem) -> [BatchItem] {
    guard let text = node.text else {
      throw Problem(
        mark: node.mark, message: "'manifest' must be the path of a .csv or .json file", remedy: nil
      )
    }
    let rows: [ParameterMap]
    do {
      rows = try ManifestReader.rows(of: text, in: folder)
    } catch {
      throw Problem(mark: node.mark, message: "'\(text)'\(error.message)", remedy: error.remedy)
    }
    var items: [BatchItem] = []
    for row in rows { items.append(try item(row, named: column, at: node.mark)) }
    return items
  }
}
