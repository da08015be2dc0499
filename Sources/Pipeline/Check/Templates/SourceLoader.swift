import Foundation

/// Reads the files that a pipeline uses, and the files that those use.
struct SourceLoader {
  /// How deep files may use files.
  private static let depth = 16
  static let keys = ["file", "parameters"]

  private(set) var files: [SourceFile]
  private(set) var scopes: [Scope] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// Starts at the pipeline's own file.
  init(root: SourceNode, file: String, folder: String) {
    files = [SourceFile(name: file, folder: folder, root: root)]
    let own = "\(folder)/\(file.split(separator: "/").last ?? "")"
    add(Scope(file: 0, prefix: "", parent: nil, given: []), within: [own])
  }

  private mutating func add(_ scope: Scope, within path: [String]) {
    let position = scopes.count
    scopes.append(scope)
    guard let node = files[scope.file].root.value("use"), !node.isNull else { return }
    guard let entries = node.entries else {
      return report(node.mark, "'use' must be a mapping", "write 'prefix: {file: other.yml}'")
    }
    for entry in entries { use(entry, from: position, within: path) }
  }

  private mutating func use(
    _ entry: SourceNode.Entry, from parent: Int, within path: [String]
  ) {
    let scope = scopes[parent]
    guard StageNamesValidator.isValid(entry.key) else {
      return report(
        entry.mark, "'\(entry.key)' cannot be a prefix",
        "use letters, digits, '-' and '_', and begin with a letter or digit")
    }
    for unknown in entry.value.entries ?? [] where !Self.keys.contains(unknown.key) {
      report(
        unknown.mark, "unknown key '\(unknown.key)' of '\(entry.key)'",
        NearestName.remedy(unknown.key, among: Self.keys, noun: "keys of a used file"))
    }
    guard let node = entry.value.value("file") ?? (entry.value.entries == nil ? entry.value : nil),
      let text = node.text
    else {
      return report(entry.mark, "'\(entry.key)' names no file", "write '{file: other.yml}'")
    }
    let absolute = FileFinder.absolute(text, in: files[scope.file].folder)
    guard !path.contains(absolute), path.count < Self.depth else {
      return report(
        node.mark, "'\(text)' uses itself, directly or through others", "remove one of these uses")
    }
    guard let file = load(text, absolute, from: scope, at: node.mark) else { return }
    let given = entry.value.value("parameters")
    check(given, against: files[file], named: text)
    add(
      Scope(
        file: file, prefix: "\(scope.prefix)\(entry.key).", parent: parent,
        given: given?.entries ?? []),
      within: path + [absolute])
  }

  private mutating func load(
    _ text: String, _ absolute: String, from scope: Scope, at mark: SourceMark
  ) -> Int? {
    let folder = (files[scope.file].name as NSString).deletingLastPathComponent
    let name = text.hasPrefix("/") || folder.isEmpty ? text : "\(folder)/\(text)"
    do {
      var reader = YAMLReader(file: name, position: files.count)
      let root = reader.read(try PipelineText.read(path: absolute, name: name))
      diagnostics += reader.diagnostics
      guard let root else {
        if reader.diagnostics.isEmpty { report(mark, "'\(text)' is empty", "add 'stages:' to it") }
        return nil
      }
      if let matrix = root.value("matrix") {
        report(
          matrix.mark, "a file that is used cannot have a matrix",
          "give it to the pipeline that uses this file", file: name)
      }
      files.append(
        SourceFile(
          name: name, folder: (absolute as NSString).deletingLastPathComponent, root: root))
      return files.count - 1
    } catch {
      guard case .invalid(let found) = error, let first = found.first else { return nil }
      report(
        mark, "'\(text)': \(first.message)",
        first.line == nil
          ? MissingFile.remedy(text, in: files[scope.file].folder) : first.remedy)
      return nil
    }
  }

  private mutating func check(
    _ given: SourceNode?, against file: SourceFile, named text: String
  ) {
    guard let given, !given.isNull else { return }
    guard let entries = given.entries else {
      return report(given.mark, "'parameters' must be a mapping", "write 'name: value'")
    }
    let names = file.declared.map(\.key)
    for entry in entries where !names.contains(entry.key) {
      report(
        entry.mark, "'\(text)' has no parameter '\(entry.key)'",
        NearestName.remedy(entry.key, among: names, noun: "parameters"))
    }
  }

  private mutating func report(
    _ mark: SourceMark, _ message: String, _ remedy: String?, file: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(
        file: file ?? files[mark.file].name, line: mark.line, column: mark.column,
        message: message, remedy: remedy))
  }
}
