/// A place in a YAML file: line and column, counted from 1.
struct SourceMark: Hashable, Sendable, Comparable {
  let line: Int
  let column: Int
  /// The position of the file among those of the pipeline; 0 is the one that is run.
  var file = 0

  static func < (left: SourceMark, right: SourceMark) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}

/// A value in a YAML file with its place: aliases followed, merges done, scalars typed.
struct SourceNode: Sendable {
  /// One pair of a mapping.
  struct Entry: Sendable {
    let key: String
    let mark: SourceMark
    var value: SourceNode
  }

  enum Content: Sendable {
    /// A scalar: its value and, for one written in the file, its text.
    case scalar(ParameterValue, text: String)
    case sequence([SourceNode])
    case mapping([Entry])
  }

  let mark: SourceMark
  var content: Content

  /// The entries of a mapping; nil when this is something else.
  var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The elements of a sequence; nil when this is something else.
  var elements: [SourceNode]? {
    if case .sequence(let elements) = content { elements } else { nil }
  }

  /// The text of a scalar; nil for null and when this is something else.
  var text: String? {
    guard case .scalar(let value, let text) = content, !value.isNull else { return nil }
    return text
  }

  /// Whether nothing is written here.
  var isNull: Bool {
    if case .scalar(.null, _) = content { true } else { false }
  }

  /// The value under a key; the last one if the key is given twice.
  func value(_ key: String) -> SourceNode? { entries?.last { $0.key == key }?.value }

  /// The plain value, without places.
  var parameterValue: ParameterValue {
    switch content {
    case .scalar(let value, _): value
    case .sequence(let elements): .list(elements.map(\.parameterValue))
    case .mapping(let entries):
      .map(ParameterMap(entries.map { ($0.key, $0.value.parameterValue) }))
    }
  }

  /// The place of the deepest value that is written on the way along `path`.
  func mark(at path: ArraySlice<ParameterPath.Step>) -> SourceMark {
    guard let step = path.first else { return mark }
    switch step {
    case .name(let name):
      guard let entry = entries?.last(where: { $0.key == name }) else { return mark }
      return path.count == 1 ? entry.value.mark : entry.value.mark(at: path.dropFirst())
    case .index(let index):
      guard let elements, elements.indices.contains(index) else { return mark }
      return elements[index].mark(at: path.dropFirst())
    }
  }

  /// A node that says `value` and stands at `mark`.
  init(_ value: ParameterValue, at mark: SourceMark) {
    self.mark = mark
    switch value {
    case .list(let values): content = .sequence(values.map { SourceNode($0, at: mark) })
    case .map(let map):
      content = .mapping(
        map.pairs.map { Entry(key: $0.name, mark: mark, value: SourceNode($0.value, at: mark)) })
    default: content = .scalar(value, text: Self.text(of: value))
    }
  }

  init(mark: SourceMark, content: Content) {
    self.mark = mark
    self.content = content
  }

  /// A scalar's value as text, as it appears inside a longer text.
  static func text(of value: ParameterValue) -> String {
    value.stringValue ?? value.canonicalJSON
  }
}
