import Foundation

/// A file that an input of a pipeline names.
package struct FileInput: Hashable, Sendable {
  /// Where it is, absolute.
  package let path: String
  /// The path as the user wrote it, or as they would have, for a file of a folder or glob.
  package let written: String
  /// Its name among the items of a port: the last part of the path, or the path inside the folder.
  package let name: String
  /// Whether the path named this one file, rather than a folder or glob.
  package let isAlone: Bool
}

/// Finds the files that a path, a folder or a glob stands for.
enum FileFinder {
  enum Failure: Error {
    case missing
    case unreadable
    case empty(String)
    case notAFile
  }

  /// The files, sorted by name (UTF-8 bytes).
  ///
  /// Hidden files in folders are left out, as are those
  /// inside hidden folders; globs know `*`, `?`, `[…]` within a name and `**` for any folders.
  static func find(_ text: String, in folder: String) throws(Failure) -> [FileInput] {
    let path = absolute(text, in: folder)
    if let kind = fileKind(path) {
      switch kind {
      case .folder: return try list(path, written: text, matching: nil)
      case .regular:
        guard access(path, R_OK) == 0 else { throw .unreadable }
        let name = String(text.split(separator: "/").last ?? Substring(text))
        return [FileInput(path: path, written: text, name: name, isAlone: true)]
      case .other: throw .notAFile
      }
    }
    guard text.contains(where: { "*?[".contains($0) }) else { throw .missing }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let fixed = parts.prefix { part in !part.contains { "*?[".contains($0) } }
    let base = fixed.isEmpty ? "." : fixed.joined(separator: "/")
    return try list(
      absolute(base.isEmpty ? "/" : base, in: folder), written: fixed.isEmpty ? "" : base,
      matching: Array(parts.dropFirst(fixed.count)))
  }

  /// The path, made absolute against the folder and without `.` and `..` where they can be removed.
  static func absolute(_ text: String, in folder: String) -> String {
    let joined = text.hasPrefix("/") ? text : "\(folder)/\(text)"
    guard
      joined.contains("./") || joined.hasSuffix("/.") || joined.hasSuffix("..")
        || joined.contains("//") || (joined.hasSuffix("/") && joined != "/")
    else { return joined }
    return URL(fileURLWithPath: joined).standardizedFileURL.path
  }

  private enum Kind { case regular, folder, other }

  private static func fileKind(_ path: String) -> Kind? {
    var information = stat()
    guard stat(path, &information) == 0 else { return nil }
    switch information.st_mode & S_IFMT {
    case S_IFREG: return .regular
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  private static func list(
    _ root: String, written: String, matching pattern: [String]?
  ) throws(Failure) -> [FileInput] {
    var names: [String] = []
    collect(root, prefix: "", pattern: pattern, depth: 0, into: &names)
    guard !names.isEmpty else {
      throw .empty(pattern == nil ? "the folder has no files" : "the pattern matches no file")
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let prefix = written.isEmpty || written.hasSuffix("/") ? written : written + "/"
    return names.map {
      FileInput(path: "\(root)/\($0)", written: prefix + $0, name: $0, isAlone: false)
    }
  }

  /// Walks at most 64 folders deep, so that a link that leads back does not walk for ever.
  private static func collect(
    _ folder: String, prefix: String, pattern: [String]?, depth: Int, into names: inout [String]
  ) {
    guard depth < 64, let entries = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { return }
    for entry in entries where !entry.hasPrefix(".") {
      let path = "\(folder)/\(entry)"
      let name = prefix + entry
      switch fileKind(path) {
      case .regular:
        if pattern.map({ matches(name, $0) }) ?? true { names.append(name) }
      case .folder:
        if let pattern, !pattern.contains("**"), depth + 1 >= pattern.count { continue }
        collect(path, prefix: name + "/", pattern: pattern, depth: depth + 1, into: &names)
      default: continue
      }
    }
  }

  private static func matches(_ name: String, _ pattern: [String]) -> Bool {
    matches(name.split(separator: "/").map(String.init)[...], pattern[...])
  }

  private static func matches(_ parts: ArraySlice<String>, _ pattern: ArraySlice<String>) -> Bool {
    guard let first = pattern.first else { return parts.isEmpty }
    if first == "**" {
      return (0...parts.count).contains { matches(parts.dropFirst($0), pattern.dropFirst()) }
    }
    guard let part = parts.first, fnmatch(first, part, 0) == 0 else { return false }
    return matches(parts.dropFirst(), pattern.dropFirst())
  }
}
