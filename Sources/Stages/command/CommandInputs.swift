internal import Artifacts
internal import Foundation
internal import Pipeline

/// What a `command` stage is given, as paths by name.
enum CommandInputs {
  /// Lays out the inputs of a stage in its folder.
  ///
  /// An item `data/a.csv`, of a folder or pattern that the pipeline calls `data`, is there under its own name and
  /// inside a folder that `data` stands for.
  static func paths(_ context: StageContext, folder: String) throws -> [String: String] {
    var paths: [String: String] = [:]
    for (name, file) in zip(context.itemNames("files"), try context.files("files")) {
      let path = URL(fileURLWithPath: file.path).standardizedFileURL.path
      paths[name] = path
      guard let group = self.folder(of: name) else { continue }
      paths[group] = "\(folder)/files/\(group)"
      try link("\(folder)/files/\(name)", to: path)
    }
    for (index, input) in try context.readers("artifacts").enumerated() {
      let format = try ArtifactCatalogue.type(of: input.reader).exportExtensions.first ?? "npz"
      let path = "\(folder)/input-\(index).\(format)"
      try ArtifactExport.write(input.reader, to: path)
      paths[input.name] = path
    }
    return paths
  }

  /// The name that stands for the folder an item is in; nil for an item on its own.
  static func folder(of name: String) -> String? {
    guard let slash = name.firstIndex(of: "/"), slash > name.startIndex else { return nil }
    return String(name[..<slash])
  }

  private static func link(_ path: String, to target: String) throws {
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
  }
}
