internal import Foundation

extension Folder {
  /// Removes a file, or a folder with all that is in it; false if that was refused.
  @discardableResult
  static func removeTree(_ path: String) -> Bool {
    (try? FileManager.default.removeItem(atPath: path)) != nil
  }
}
