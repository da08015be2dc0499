#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Where a container's bytes go while it is written: memory while it is small, then a temporary
/// file that is locked as long as its writer lives.
final class ContainerSink {
  private let folder: String
  private let limit: Int
  private var memory: [UInt8] = []
  private(set) var file: Descriptor?
  private(set) var length = 0

  init(temporaryFolder: String, limit: Int) {
    folder = temporaryFolder
    self.limit = limit
  }

  /// The bytes, as long as they are small.
  var small: [UInt8]? { file == nil ? memory : nil }

  /// Appends bytes in order.
  func append(_ bytes: UnsafeRawBufferPointer) throws {
    let offset = length
    if let file = try reserve(bytes.count, small: bytes) { try file.write(bytes, at: offset) }
  }

  /// Makes room at the end; returns the file that the caller must write to, at the old length,
  /// or nil if the bytes went to memory.
  func reserve(_ count: Int, small bytes: UnsafeRawBufferPointer) throws -> Descriptor? {
    if file == nil, length + count > limit { try spill() }
    length += count
    if file == nil { memory.append(contentsOf: bytes) }
    return file
  }

  /// The bytes that go to the disk at a time while later ones are still being made.
  private static let stride = 4 << 20

  /// Tells that the bytes of `range`, at most a stride of them, were written to `file`; any thread may.
  ///
  /// Each time the end of a stride is passed the stride before it goes to the disk: that of the writers behind is
  /// nearly complete then, and no page is touched again that is on its way. What is left is for the last flush.
  static func didWrite(_ range: Range<Int>, to file: Descriptor) {
    let end = range.upperBound / stride * stride
    guard end > range.lowerBound, end >= 2 * stride else { return }
    file.beginFlushing(end - 2 * stride..<end - stride)
  }

  private func spill() throws {
    let opened = try Temporary.create(in: folder)
    try memory.withUnsafeBytes { try opened.write($0, at: 0) }
    memory = []
    file = opened
  }

  /// Removes the temporary file, if there is one.
  func discard() {
    if let file { unlink(file.path) }
    file = nil
    memory = []
  }
}

/// Files under `tmp/` that are locked by their writers, so that those of the dead can be removed.
enum Temporary {
  static func create(in folder: String) throws -> Descriptor {
    while true {
      let file = try Descriptor(
        path: "\(folder)/\(Folder.uniqueName()).part", flags: O_RDWR | O_CREAT | O_EXCL)
      // A collector may take the lock, and the file away, before we do.
      if try file.tryLock(), file.isStillNamed() { return file }
    }
  }

  /// Removes what dead writers left: unlocked files and scratch folders.
  ///
  /// - Parameter isShared: whether writers of other hosts may be alive, whose locks are not seen here; then only what is a
  ///   day old goes.
  static func collect(in folder: String, isShared: Bool = false) throws {
    for name in try Folder.names(in: folder) {
      let path = "\(folder)/\(name)"
      if isShared, Folder.age(of: path) ?? 0 < 86_400 { continue }
      if name.hasSuffix(".part") {
        guard let file = try? Descriptor(path: path, flags: O_RDWR), try file.tryLock() else {
          continue
        }
        unlink(path)
      } else {
        ScratchFolder.collect(path)
      }
    }
  }
}
