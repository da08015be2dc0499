/// A stage as a file has it, before its parameters are put in.
struct StageTemplate: Sendable {
  /// The name, with the prefix of a used file.
  let name: String
  /// The name as it is written.
  let localName: String
  let mark: SourceMark
  let node: SourceNode
  /// The position of its scope.
  let scope: Int
  /// The positions of the matrix's axes that it depends on, itself or through its inputs.
  var axes: [Int] = []
  /// The position of the draft of its first variant.
  var first = 0
}

/// The templates of all files, each with the axes of the matrix that it depends on.
struct TemplateTable: Sendable {
  let matrix: Matrix
  private(set) var templates: [StageTemplate] = []
  private(set) var positions: [String: Int] = [:]
  private let scopes: [Scope]
  private let files: [SourceFile]

  init(files: [SourceFile], scopes: [Scope], matrix: Matrix) {
    self.matrix = matrix
    self.scopes = scopes
    self.files = files
    for (position, scope) in scopes.enumerated() {
      for entry in files[scope.file].root.value("stages")?.entries ?? [] {
        let name = scope.prefix + entry.key
        guard positions[name] == nil else { continue }
        positions[name] = templates.count
        templates.append(
          StageTemplate(
            name: name, localName: entry.key, mark: entry.mark, node: entry.value, scope: position))
      }
    }
    guard !matrix.axes.isEmpty else { return }
    findAxes()
  }

  /// Says where the drafts of a template begin.
  mutating func begin(_ template: Int, at position: Int) { templates[template].first = position }

  /// The template and, if one is named, the output that a text in a scope refers to; nil when it names no stage.
  func resolve(_ text: String, in scope: Int) -> (template: Int, port: String?)? {
    let prefix = scopes[scope].prefix
    if let position = positions[prefix + text] { return (position, nil) }
    guard !text.contains("/"), let dot = text.lastIndex(of: "."),
      let position = positions[prefix + text[..<dot]]
    else { return nil }
    return (position, String(text[text.index(after: dot)...]))
  }

  /// The names that stages of a scope may be called by there.
  func names(in scope: Int) -> [String] {
    let prefix = scopes[scope].prefix
    return templates.compactMap {
      $0.name.hasPrefix(prefix) ? String($0.name.dropFirst(prefix.count)) : nil
    }
  }

  // MARK: Axes

  private mutating func findAxes() {
    let dependence = scopes.indices.reduce(into: [[String: Set<Int>]]()) { found, position in
      found.append(parameterAxes(of: scopes[position], parents: found))
    }
    let direct = templates.map { template in
      Self.references(in: template.node).reduce(into: Set<Int>()) {
        $0.formUnion(dependence[template.scope][$1] ?? [])
      }
    }
    let sources = templates.map { template in
      Self.texts(in: template.node.value("inputs")).compactMap {
        resolve($0, in: template.scope)?.template
      }
        + Self.texts(in: template.node.value("foreach")).compactMap {
          resolve($0, in: template.scope)?.template
        }
    }
    for position in templates.indices {
      var reached: Set<Int> = [position]
      var open = [position]
      var axes: Set<Int> = []
      while let next = open.popLast() {
        axes.formUnion(direct[next])
        for source in sources[next] where reached.insert(source).inserted { open.append(source) }
      }
      templates[position].axes = axes.sorted()
    }
  }

  /// The axes that the value of each parameter of a scope depends on.
  private func parameterAxes(of scope: Scope, parents: [[String: Set<Int>]]) -> [String: Set<Int>] {
    guard let parent = scope.parent else {
      return Dictionary(
        uniqueKeysWithValues: matrix.axes.enumerated().map { ($1.name, [$0]) })
    }
    var axes: [String: Set<Int>] = [:]
    for entry in scope.given {
      axes[entry.key] = Self.references(in: entry.value).reduce(into: []) {
        $0.formUnion(parents[parent][$1] ?? [])
      }
    }
    return axes
  }

  /// The parameters that the scalars of a node name.
  static func references(in node: SourceNode) -> Set<String> {
    var names: Set<String> = []
    for text in texts(in: node) where text.utf8.contains(UInt8(ascii: "$")) {
      for case .reference(let name) in Interpolator.split(text) { names.insert(name) }
    }
    return names
  }

  private static func texts(in node: SourceNode?) -> [String] {
    switch node?.content {
    case .scalar(.string(let text), _): [text]
    case .sequence(let elements): elements.flatMap { texts(in: $0) }
    case .mapping(let entries): entries.flatMap { texts(in: $0.value) }
    default: []
    }
  }
}
