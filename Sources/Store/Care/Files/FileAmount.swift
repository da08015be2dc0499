/// How many files there are, and how many bytes they hold.
public struct FileAmount: Sendable, Equatable {
  /// The number of things counted.
  public internal(set) var count: Int
  /// Their bytes.
  public internal(set) var bytes: Int

  /// Creates an amount; nothing unless told otherwise.
  public init(count: Int = 0, bytes: Int = 0) {
    self.count = count
    self.bytes = bytes
  }

  mutating func add(_ bytes: Int, count: Int = 1) {
    self.count += count
    self.bytes += bytes
  }

  /// The files at and below `path`; links are counted and not followed.
  static func below(_ path: String) -> FileAmount {
    guard let status = FileStatus(of: path) else { return FileAmount() }
    guard status.isFolder else { return FileAmount(count: 1, bytes: status.bytes) }
    var amount = FileAmount()
    for name in (try? Folder.names(in: path)) ?? [] {
      let inner = below("\(path)/\(name)")
      amount.add(inner.bytes, count: inner.count)
    }
    return amount
  }
}
