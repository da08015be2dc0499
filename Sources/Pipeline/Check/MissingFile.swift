import Foundation

/// Says what may have been meant by the path of a file that does not exist.
enum MissingFile {
  static func remedy(_ text: String, in folder: String) -> String {
    let here = FileFinder.absolute(text, in: FileManager.default.currentDirectoryPath)
    if FileManager.default.fileExists(atPath: here) {
      return "paths are relative to the pipeline file; write '\(relative(here, to: folder))'"
    }
    var existing = FileFinder.absolute(text, in: folder)
    var wanted = ""
    while !FileManager.default.fileExists(atPath: existing), existing.count > 1 {
      wanted = (existing as NSString).lastPathComponent
      existing = (existing as NSString).deletingLastPathComponent
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: existing)) ?? []
    if names.count <= 10_000, let nearest = NearestName.find(wanted, among: names) {
      return "did you mean '\(nearest)' in '\(existing)'?"
    }
    return "'\(existing)' has no '\(wanted)'; paths are relative to the pipeline file"
  }

  /// How an absolute path is written in a file in `folder`.
  private static func relative(_ path: String, to folder: String) -> String {
    let target = path.split(separator: "/")
    let base = folder.split(separator: "/")
    let common = zip(target, base).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: base.count - common)
    return (up + target.dropFirst(common).map(String.init)).joined(separator: "/")
  }
}
