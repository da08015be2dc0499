import Foundation

/// The whole content of one input file, decompressed if it was gzip, with the name its errors carry.
public struct FileBytes: Sendable, Equatable {
  /// The file's name as the user wrote it; used in messages only.
  public let name: String
  /// The content.
  public let bytes: [UInt8]

  /// Wraps bytes that are already in memory.
  ///
  /// - Parameters:
  ///   - bytes: The content, taken as it is.
  ///   - name: The name that errors carry.
  public init(_ bytes: [UInt8], name: String) {
    self.name = name
    self.bytes = bytes
  }

  /// Reads a file whole; a gzip file (known by its first bytes, not its extension) is expanded.
  ///
  /// The file is read, not mapped: a mapped file that another program shortens would trap.
  ///
  /// - Parameters:
  ///   - path: The file to open.
  ///   - name: The name that errors carry; `path` when nil.
  ///   - limit: The most bytes that a gzip file may expand to.
  /// - Throws: `FormatError` when the file cannot be read, is empty, or is damaged gzip.
  public static func read(
    path: String, name: String? = nil, limit: Int = Gzip.defaultLimit
  ) throws(FormatError) -> FileBytes {
    let shown = name ?? path
    var raw = try load(path: path, name: shown)
    if Gzip.isGzip(raw) {
      raw = try Gzip.expand(FileBytes(raw, name: shown), limit: limit)
    }
    let file = FileBytes(raw, name: shown)
    try file.requireContent()
    return file
  }

  /// Throws when there is not a single byte.
  func requireContent() throws(FormatError) {
    if bytes.isEmpty {
      throw FormatError(
        .empty, file: name, problem: "the file is empty", remedy: "write the file again")
    }
  }

  private static func load(path: String, name: String) throws(FormatError) -> [UInt8] {
    func fail(_ problem: String, _ remedy: String) -> FormatError {
      FormatError(.unreadable, file: name, problem: problem, remedy: remedy)
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw fail(
        "cannot be opened (\(String(cString: strerror(errno))))",
        "check the path and its permissions")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw fail("cannot be read (\(String(cString: strerror(errno))))", "check the file system")
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw fail("is a folder", "name a file in it")
    }
    var content: [UInt8] = []
    var expected = max(Int(status.st_size), 0) + 1
    while true {
      var outcome = 0
      let part = [UInt8](unsafeUninitializedCapacity: expected) { buffer, count in
        outcome = fill(buffer, from: descriptor)
        count = max(outcome, 0)
      }
      guard outcome >= 0 else {
        throw fail("cannot be read (\(String(cString: strerror(errno))))", "check the file system")
      }
      if content.isEmpty { content = part } else { content += part }
      if part.count < expected { return content }
      expected = 1 << 20
    }
  }

  /// Reads until the buffer is full or the file ends; −1 on an error.
  private static func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>, from descriptor: Int32)
    -> Int
  {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled...])
      let got = Foundation.read(descriptor, rest.baseAddress, rest.count)
      if got == 0 { break }
      if got < 0 {
        if errno == EINTR { continue }
        return -1
      }
      filled += got
    }
    return filled
  }
}
