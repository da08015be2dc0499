import Foundation
public import Store

/// Artifacts as files that other programs read; the format follows the path's extension.
public enum ArtifactExport {
  /// The content of an exported file.
  ///
  /// - Parameters:
  ///   - reader: The artifact.
  ///   - path: Where it will go; its extension chooses the format, `.gz` behind it compresses.
  /// - Throws: `ArtifactError` listing the supported extensions when the type has no such exporter.
  public static func bytes(of reader: ArtifactReader, for path: String) throws -> [UInt8] {
    let (format, isPacked) = format(of: path)
    let type = try ArtifactCatalogue.type(of: reader)
    let name = URL(fileURLWithPath: path).lastPathComponent
    if type.exportExtensions == ["*"] {
      return try type.init(from: reader).exported(as: format, file: name)
    }
    guard type.exportExtensions.contains(format) else {
      throw Exports.unsupported(format, reader.type.name, type.exportExtensions, name)
    }
    let bytes = try type.init(from: reader).exported(as: format, file: name)
    return isPacked ? Gzip.compress(bytes) : bytes
  }

  /// Writes an artifact to a path, whole or not at all.
  ///
  /// - Throws: `ArtifactError` when the format is not supported or the path cannot be written.
  public static func write(_ reader: ArtifactReader, to path: String) throws {
    try replace(path, with: try bytes(of: reader, for: path))
  }

  /// Puts bytes at a path through a temporary file beside it.
  static func replace(_ path: String, with bytes: [UInt8]) throws(ArtifactError) {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw ArtifactError(.notWritable, "\(path): \(Self.obstacle(path, error))")
    }
  }

  /// Why a path cannot be written, and what to do.
  private static func obstacle(_ path: String, _ error: any Error) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
        return "the folder '\(folder)' does not exist; make it, or write elsewhere"
      }
      guard isFolder.boolValue else {
        return "'\(folder)' is not a folder; write elsewhere"
      }
    }
    // Foundation's own words are long and do not say what to do.
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    let reason = cause.flatMap { cause in
      cause.domain == NSPOSIXErrorDomain
        ? strerror(Int32(truncatingIfNeeded: cause.code)).map { String(cString: $0) } : nil
    }
    return
      "cannot be written\(reason.map { " (\($0))" } ?? ""); check that the folder is writable and the disk has room"
  }

  /// The extension that chooses the format, and whether `.gz` follows it.
  static func format(of path: String) -> (format: String, isPacked: Bool) {
    var url = URL(fileURLWithPath: path)
    let isPacked = url.pathExtension.lowercased() == "gz"
    if isPacked { url.deletePathExtension() }
    return (url.pathExtension.lowercased(), isPacked)
  }
}
