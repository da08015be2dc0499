#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Putting damaged bytes aside, where nothing finds them but who looks for them.
extension ObjectFiles {
  /// `quarantine/`, whose files keep their time: collection removes old ones.
  var quarantinePath: String { "\(root)/quarantine" }

  /// Moves a file, or whatever has taken its place, into quarantine.
  ///
  /// - Returns: its path there.
  func quarantine(_ path: String, as name: String) throws -> String {
    try Folder.create(quarantinePath)
    let place = "\(quarantinePath)/\(name).\(Folder.uniqueName())"
    try Folder.rename(path, to: place)
    // The time of its arrival, not of its making, says when it is old; a folder keeps its own.
    try? Descriptor(path: place, flags: O_WRONLY).touch()
    return place
  }

  /// Copies a stretch of a file into quarantine, at most 64 MiB of it.
  ///
  /// - Returns: the path of the copy.
  func quarantine(_ range: Range<Int>, of path: String, as name: String) throws -> String {
    let file = try ObjectFiles.openForReading(path)
    let bytes = try file.read(count: min(range.count, 64 << 20), at: range.lowerBound)
    try Folder.create(quarantinePath)
    let place = "\(quarantinePath)/\(name).\(Folder.uniqueName())"
    try Folder.replace(place, with: bytes, temporaryFolder: temporaryPath)
    return place
  }
}
