import Yams

/// Composes a YAML text into nodes with places, and reports every mistake of form.
struct YAMLReader {
  /// How many nodes aliases may add to those that are written.
  static let aliasAllowance = 250_000

  private let file: String?
  private let position: Int
  private var budget: Int
  private var restored: [Unicode.Scalar: Unicode.Scalar] = [:]
  private(set) var diagnostics: [Diagnostic] = []

  /// A reader of the file of that name, at `position` among the files of its pipeline.
  init(file: String?, position: Int = 0) {
    self.file = file
    self.position = position
    budget = Self.aliasAllowance
  }

  /// The root of the text's only document, or nil when it has none or cannot be read.
  mutating func read(_ text: String) -> SourceNode? {
    budget = text.utf8.count + Self.aliasAllowance
    if let line = AliasGuard.lineOfCostlyKey(in: text) {
      report(
        SourceMark(line: line, column: 1), "aliases or collections cannot be keys of a mapping",
        "write the key out")
      return nil
    }
    guard let node = compose(text) else { return nil }
    let root = convert(node)
    if budget < 0 {
      diagnostics = []
      report(
        SourceMark(line: 1, column: 1), "the YAML anchors of this file expand without bound",
        "write out what the aliases stand for, or nest fewer of them")
      return nil
    }
    return root
  }

  /// Composes; keys that are given twice are renamed until the composer takes the text, and reported
  /// when the nodes are converted, so that they hide no other mistake.
  private mutating func compose(_ text: String) -> Node? {
    var text = text
    for attempt in 0..<UInt32(1000) {
      do {
        return try Yams.compose(yaml: text, .basic, .default, .utf8)
      } catch let error as YamlError {
        guard case .duplicatedKeysInMapping(_, let context) = error,
          let renamed = rename(at: context.mark, in: text, attempt: attempt)
        else {
          report(error)
          return nil
        }
        text = renamed
      } catch {
        report(SourceMark(line: 1, column: 1), "cannot be read as YAML: \(error)", nil)
        return nil
      }
    }
    return nil
  }

  /// Replaces the first letter of the key at `mark` by one of the private-use area, which keeps
  /// every other place in the file where it was.
  private mutating func rename(at mark: Mark, in text: String, attempt: UInt32) -> String? {
    guard let stand = Unicode.Scalar(0xE000 + attempt) else { return nil }
    var scalars = text.unicodeScalars
    var index = scalars.startIndex
    for _ in 1..<max(mark.line, 1) {
      guard let end = scalars[index...].firstIndex(of: "\n") else { return nil }
      index = scalars.index(after: end)
    }
    guard
      var place = scalars.index(index, offsetBy: mark.column - 1, limitedBy: scalars.endIndex),
      place < scalars.endIndex
    else { return nil }
    if scalars[place] == "\"" || scalars[place] == "'" { place = scalars.index(after: place) }
    guard place < scalars.endIndex, isLetter(scalars[place]) else { return nil }
    restored[stand] = scalars[place]
    scalars.replaceSubrange(place...place, with: CollectionOfOne(stand))
    return String(scalars)
  }

  private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
  }

  private mutating func convert(_ node: Node) -> SourceNode {
    budget -= 1
    let mark = SourceMark(
      line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, file: position)
    guard budget >= 0 else { return SourceNode(.null, at: mark) }
    switch node {
    case .scalar(let scalar):
      let value =
        scalar.style == .plain || scalar.style == .any
        ? ScalarSchema.value(ofPlain: scalar.string) : .string(scalar.string)
      return SourceNode(mark: mark, content: .scalar(value, text: scalar.string))
    case .sequence(let sequence):
      return SourceNode(mark: mark, content: .sequence(sequence.map { convert($0) }))
    case .mapping(let mapping): return convert(mapping, at: mark)
    case .alias: return SourceNode(.null, at: mark)
    }
  }

  private mutating func convert(_ mapping: Node.Mapping, at mark: SourceMark) -> SourceNode {
    var entries: [SourceNode.Entry] = []
    var merged: [SourceNode.Entry] = []
    var seen: [String: SourceMark] = [:]
    for (key, value) in mapping {
      let keyMark = SourceMark(
        line: key.mark?.line ?? mark.line, column: key.mark?.column ?? 1, file: position)
      guard case .scalar(let scalar) = key else {
        report(keyMark, "a key of a mapping must be a plain text", nil)
        continue
      }
      let name = restore(scalar.string)
      let converted = convert(value)
      if name == "<<", scalar.style == .plain {
        merged += mergeEntries(of: converted, at: keyMark)
        continue
      }
      if let first = seen[name] {
        let (earlier, later) = (min(first, keyMark), max(first, keyMark))
        report(
          later, "the key '\(name)' is given twice",
          "it is also at line \(earlier.line), column \(earlier.column); remove one")
      }
      seen[name] = keyMark
      entries.append(SourceNode.Entry(key: name, mark: keyMark, value: converted))
    }
    for entry in merged where seen.updateValue(entry.mark, forKey: entry.key) == nil {
      entries.append(entry)
    }
    return SourceNode(mark: mark, content: .mapping(entries))
  }

  private mutating func mergeEntries(
    of node: SourceNode, at mark: SourceMark
  ) -> [SourceNode.Entry] {
    if let entries = node.entries { return entries }
    if let elements = node.elements { return elements.flatMap { $0.entries ?? [] } }
    report(mark, "'<<' takes a mapping or a list of mappings", "merge an alias of a mapping")
    return []
  }

  private func restore(_ key: String) -> String {
    guard !restored.isEmpty, let first = key.unicodeScalars.first, let original = restored[first]
    else { return key }
    var scalars = key.unicodeScalars
    scalars.removeFirst()
    return String(original) + String(scalars)
  }

  private mutating func report(_ error: YamlError) {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let setting = context.map { "\($0.text.trimmingSuffix(" ")) " } ?? ""
      report(
        SourceMark(line: mark.line, column: mark.column), "this is no YAML: \(setting)\(problem)",
        nil)
    case .reader(let problem, _, _, _):
      report(SourceMark(line: 1, column: 1), "this is no YAML: \(problem)", nil)
    case .duplicatedKeysInMapping(let keys, let context):
      report(
        SourceMark(line: context.mark.line, column: context.mark.column),
        "the key '\(keys.first ?? "")' is given twice", "remove one")
    default:
      report(SourceMark(line: 1, column: 1), "this is no YAML: \(error)", nil)
    }
  }

  private mutating func report(_ mark: SourceMark, _ message: String, _ remedy: String?) {
    diagnostics.append(
      Diagnostic(
        file: file, line: mark.line, column: mark.column, message: message, remedy: remedy))
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    var text = self
    while text.hasSuffix(suffix) { text.removeLast(suffix.count) }
    return text
  }
}
