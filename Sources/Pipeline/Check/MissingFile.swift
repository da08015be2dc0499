import Foundation

/// Says what may have been meant by the path of a file that does not exist.
enum MissingFile {
  static func remedy(_ text: String, in folder: String) -> String {
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
}
