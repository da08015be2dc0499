public import Foundation

/// A folder of its own for one test, gone when the test lets go of it.
public final class TemporaryFolder: Sendable {
  /// The folder, from the root.
  public let path: String

  /// Makes an empty folder.
  public init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("meridian-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of something in this folder, there or not.
  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, with the folders it needs, and gives its path.
  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }

  /// Writes a file, with the folders it needs, and gives its path.
  @discardableResult
  public func write(_ name: String, _ data: Data) throws -> String {
    let url = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
    return url.path
  }

  /// Whether there is something of this name in the folder.
  public func contains(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(name))
  }
}
