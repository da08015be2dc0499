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

  /// Reads a file; nil where that is larger than `limit` bytes or no YAML mapping.
  package init?(path: String, limit: Int = 1 << 20) {
    var information = stat()
    guard stat(path, &information) == 0, Int(information.st_size) <= limit,
      let text = try? PipelineText.read(path: path, name: path)
    else { return nil }
    var reader = YAMLReader(file: nil)
    guard let root = reader.read(text), root.entries != nil else { return nil }
    parameters = (root.value("parameters")?.entries ?? []).map(\.key)
    stages = (root.value("stages")?.entries ?? []).map {
      Stage(name: $0.key, kind: $0.value.value("kind")?.text)
    }
  }
}
