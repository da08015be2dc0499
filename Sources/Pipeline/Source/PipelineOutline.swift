import Foundation

/// What a pipeline file names at first sight: its parameters, and its stages with their kinds.
///
/// Nothing is checked and no other file is looked at, so that it is there at once, also for a file under work.
package struct PipelineOutline: Sendable {
  /// A stage as the file names it.
  package struct Stage: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// Its kind as written; nil where there is none.
    package let kind: String?
  }

  /// The names of the pipeline's parameters.
  package let parameters: [String]
  /// The stages in the order of the file.
  package let stages: [Stage]

  /// The largest file that is looked at: 8 MiB.
  private static let largest = 8 << 20

  /// Reads a file; nil where that is larger than 8 MiB or no YAML mapping.
  ///
  /// - Parameter parsed: the size in bytes up to which a file is read as YAML; of a larger one only the lines are
  ///   looked at, which tells as much where every stage begins a line of its own.
  package init?(path: String, parsed: Int = 64 << 10) {
    var information = stat()
    guard stat(path, &information) == 0, Int(information.st_size) <= Self.largest,
      let text = try? PipelineText.read(path: path, name: path)
    else { return nil }
    guard text.utf8.count <= parsed else {
      self.init(lines: text)
      return
    }
    var reader = YAMLReader(file: nil)
    guard let root = reader.read(text), root.entries != nil else { return nil }
    self.init(
      parameters: (root.value("parameters")?.entries ?? []).map(\.key),
      stages: (root.value("stages")?.entries ?? []).map {
        Stage(name: $0.key, kind: $0.value.value("kind")?.text)
      })
  }

  private init(parameters: [String], stages: [Stage]) {
    self.parameters = parameters
    self.stages = stages
  }

  /// Takes the keys that stand furthest left below `parameters:` and `stages:`, and the first `kind:` after each.
  private init(lines text: String) {
    var names: [String: [String]] = [:]
    var kinds: [Int: String] = [:]
    var section = ""
    var indent: Int?
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      guard let first = line.firstIndex(where: { $0 != UInt8(ascii: " ") }),
        line[first] != UInt8(ascii: "#"), line[first] != UInt8(ascii: "\r")
      else { continue }
      let depth = line.distance(from: line.startIndex, to: first)
      if depth == 0 {
        section = Self.key(line) ?? ""
        indent = nil
        continue
      }
      guard section == "stages" || section == "parameters" else { continue }
      if indent == nil { indent = depth }
      if depth == indent, let key = Self.key(line[first...]) {
        names[section, default: []].append(key)
      }
      guard section == "stages", let place = names[section]?.indices.last, kinds[place] == nil
      else { continue }
      kinds[place] = Self.kind(line)
    }
    self.init(
      parameters: names["parameters"] ?? [],
      stages: (names["stages"] ?? []).enumerated().map { Stage(name: $1, kind: kinds[$0]) })
  }

  private static func key(_ line: Substring.UTF8View) -> String? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    return plain(line[..<colon])
  }

  private static func kind(_ line: Substring.UTF8View) -> String? {
    guard let range = Substring(line).range(of: "kind:") else { return nil }
    let value = Substring(line)[range.upperBound...].utf8.drop { $0 == UInt8(ascii: " ") }
    return plain(value.prefix { !" ,}\r".utf8.contains($0) })
  }

  /// A scalar without the quotes around it.
  private static func plain(_ bytes: Substring.UTF8View) -> String? {
    let text = String(Substring(bytes)).trimmingCharacters(in: CharacterSet(charactersIn: " \"'"))
    return text.isEmpty ? nil : text
  }
}
