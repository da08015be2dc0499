/// Puts the pipeline's parameters in the place of `${name}`.
///
/// A scalar that is nothing but `${name}` becomes the parameter's value and keeps its type; inside a
/// longer text scalars are inserted as text; `$${` stands for `${` itself. A parameter without a value
/// has to be given one by the caller where it is part of a text, an input or a path.
struct Interpolator {
  /// How many bytes and nodes interpolation may produce in one file: 64 Mi.
  static let allowance = 64 << 20

  private let file: String
  private let parameters: ParameterMap
  private let item: BatchItem?
  private let hasItems: Bool
  private var budget = Self.allowance
  /// Whether a parameter without a value is a mistake here, and not just a null.
  private var needsValues = false
  private(set) var diagnostics: [Diagnostic] = []

  /// An interpolator of a stage.
  ///
  /// - Parameters:
  ///   - item: What `${item}` and `${item.field}` stand for.
  ///   - hasItems: Whether the stage has items, though they could not be listed.
  init(
    file: String, parameters: ParameterMap, item: BatchItem? = nil, hasItems: Bool = false
  ) {
    self.file = file
    self.parameters = parameters
    self.item = item
    self.hasItems = hasItems
  }

  /// A stage with every scalar interpolated.
  mutating func interpolate(stage node: SourceNode) -> SourceNode {
    guard case .mapping(let entries) = node.content else { return interpolate(node) }
    defer { needsValues = false }
    let interpolated = entries.map { entry in
      if entry.key == "foreach" { return entry }
      needsValues = ["inputs", "save"].contains(entry.key)
      return SourceNode.Entry(key: entry.key, mark: entry.mark, value: interpolate(entry.value))
    }
    return SourceNode(mark: node.mark, content: .mapping(interpolated))
  }

  /// The node with every scalar interpolated; keys stay as they are.
  mutating func interpolate(_ node: SourceNode) -> SourceNode {
    switch node.content {
    case .scalar(.string(let text), _):
      guard text.utf8.contains(UInt8(ascii: "$")) else { return node }
      return interpolate(text, at: node.mark)
    case .scalar: return node
    case .sequence(let elements):
      return SourceNode(mark: node.mark, content: .sequence(elements.map { interpolate($0) }))
    case .mapping(let entries):
      return SourceNode(
        mark: node.mark,
        content: .mapping(
          entries.map {
            SourceNode.Entry(key: $0.key, mark: $0.mark, value: interpolate($0.value))
          }))
    }
  }

  private mutating func interpolate(_ text: String, at mark: SourceMark) -> SourceNode {
    let pieces = Self.split(text)
    if pieces.count == 1, case .reference(let name) = pieces[0] {
      guard let value = value(of: name, at: mark) else { return SourceNode(.null, at: mark) }
      if needsValues, value.isNull { reportUnset(name, at: mark) }
      spend(value.canonicalJSON.utf8.count, at: mark)
      return budget < 0 ? SourceNode(.null, at: mark) : SourceNode(value, at: mark)
    }
    var result = ""
    for piece in pieces {
      switch piece {
      case .text(let part): result += part
      case .unclosed:
        report(mark, "'${' without '}'", "close it, or write '$${' for the characters themselves")
      case .reference(let name): result += insertion(of: name, at: mark)
      }
      guard budget >= 0 else { return SourceNode(.null, at: mark) }
    }
    return SourceNode(mark: mark, content: .scalar(.string(result), text: result))
  }

  private mutating func insertion(of name: String, at mark: SourceMark) -> String {
    guard let value = value(of: name, at: mark) else { return "" }
    switch value {
    case .null:
      reportUnset(name, at: mark)
      return ""
    case .list, .map:
      report(
        mark, "the parameter '\(name)' is \(value.typeName) and cannot stand inside a text",
        "use '${\(name)}' alone as the value")
      return ""
    default:
      let text = SourceNode.text(of: value)
      spend(text.utf8.count, at: mark)
      return text
    }
  }

  private mutating func value(of name: String, at mark: SourceMark) -> ParameterValue? {
    if hasItems, Self.isItem(name) { return itemValue(of: name, at: mark) }
    if let value = parameters[name] { return value }
    report(
      mark, "unknown parameter '\(name)' in '${\(name)}'",
      NearestName.remedy(name, among: parameters.names, noun: "parameters of this file"))
    return nil
  }

  private mutating func itemValue(of name: String, at mark: SourceMark) -> ParameterValue? {
    // Items that could not be listed were reported; nothing more can be said of what they hold.
    guard let item else { return .string("item") }
    if name == "item" { return item.value }
    let field = String(name.dropFirst("item.".count))
    if let value = item.fields[field] { return value }
    report(
      mark, "the items have no '\(field)' in '${\(name)}'",
      NearestName.remedy(field, among: item.fields.names, noun: "fields"))
    return nil
  }

  private mutating func reportUnset(_ name: String, at mark: SourceMark) {
    report(mark, "the parameter '\(name)' has no value", "give it one with --set \(name)=VALUE")
  }

  private mutating func spend(_ amount: Int, at mark: SourceMark) {
    let before = budget
    budget -= amount
    guard before >= 0, budget < 0 else { return }
    report(
      mark, "the parameters of this file expand to more than \(Self.allowance >> 20) MiB",
      "shorten the parameter's value")
  }

  private mutating func report(_ mark: SourceMark, _ message: String, _ remedy: String?) {
    diagnostics.append(
      Diagnostic(
        file: file, line: mark.line, column: mark.column, message: message, remedy: remedy))
  }
}

extension Interpolator {
  enum Piece: Equatable {
    case text(String)
    case reference(String)
    case unclosed
  }

  /// Cuts a text into plain parts and references.
  static func split(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    var plain = ""
    var rest = Substring(text)
    while let dollar = rest.firstIndex(of: "$") {
      plain += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        plain += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        guard let end = rest.firstIndex(of: "}") else { return pieces + [.unclosed] }
        if !plain.isEmpty { pieces.append(.text(plain)) }
        plain = ""
        let name = rest[rest.index(rest.startIndex, offsetBy: 2)..<end]
        pieces.append(.reference(trimmed(name)))
        rest = rest[rest.index(after: end)...]
      } else {
        plain += "$"
        rest = rest.dropFirst()
      }
    }
    plain += rest
    if !plain.isEmpty { pieces.append(.text(plain)) }
    return pieces
  }

  /// Whether `${item}` or one of its fields is anywhere in a node.
  static func namesItem(in node: SourceNode) -> Bool {
    switch node.content {
    case .scalar(.string(let text), _):
      split(text).contains { piece in
        if case .reference(let name) = piece { isItem(name) } else { false }
      }
    case .scalar: false
    case .sequence(let elements): elements.contains(where: namesItem)
    case .mapping(let entries): entries.contains { namesItem(in: $0.value) }
    }
  }

  private static func isItem(_ name: String) -> Bool {
    name == "item" || name.hasPrefix("item.")
  }

  private static func trimmed(_ name: Substring) -> String {
    var name = name
    while name.first == " " { name.removeFirst() }
    while name.last == " " { name.removeLast() }
    return String(name)
  }
}
