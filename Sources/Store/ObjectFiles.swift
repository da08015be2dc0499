internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The files of a store without its index: what a worker needs to read and write artifacts.
public final class ObjectFiles: Sendable {
  /// The store's folder.
  public let root: String

  let options: StoreOptions
  let packs: PackWriter
  /// Small artifacts lately written by this process, so that equal ones are stored once.
  private let recent = Mutex<[Digest: ArtifactReference]>([:])

  /// Opens the store at `root`, making it if it is not there.
  ///
  /// - Throws: `StoreError` (`notWritable`, `notAStore`, `newerFormat`, `diskFull`).
  public init(root: String, options: StoreOptions = StoreOptions()) throws {
    self.root = root
    self.options = options
    if options.isReadOnly { try StoreMarker.find(root) } else { try StoreMarker.prepare(root) }
    packs = PackWriter(folder: "\(root)/packs", limit: options.packBytes)
  }

  /// Starts an artifact.
  public func makeWriter(type: ArtifactType) throws -> ArtifactWriter {
    try ArtifactWriter(type: type, files: self)
  }

  /// Opens an artifact: reads and checks its table of contents.
  ///
  /// - Throws: `StoreError` (`missing`, `damaged`, `newerFormat`).
  public func open(_ reference: ArtifactReference) throws -> ArtifactReader {
    try open(reference, threads: options.threads)
  }

  /// Opens an artifact whose arrays are read on so many threads.
  func open(_ reference: ArtifactReference, threads: Int) throws -> ArtifactReader {
    let (path, base, length) = try place(of: reference)
    do {
      let file = try ObjectFiles.openForReading(path)
      let directory = try Directory.load(from: file, at: base, length: length)
      guard directory.digest() == reference.digest else {
        throw Directory.Malformed("it holds other content")
      }
      let whole = ArtifactReference(
        digest: reference.digest, type: directory.type, location: reference.location,
        rawBytes: directory.rawBytes, storedBytes: try length ?? file.size())
      return ArtifactReader(
        whole, path: path, base: base, directory: directory, threads: threads)
    } catch let error as Directory.Malformed {
      throw StoreError(
        .damaged,
        "artifact \(reference.digest.short) (\(reference.type)) in \(path) is damaged: "
          + "\(error.reason); run again to remake it", digest: reference.digest)
    } catch let error as StoreError where error.code == .missing {
      throw StoreError(
        .missing,
        "artifact \(reference.digest.short) (\(reference.type)) is not at \(path); "
          + "run again to remake it", digest: reference.digest)
    } catch let error as StoreError where error.code == .ioFailure {
      throw StoreError(
        .damaged, "artifact \(reference.digest.short) (\(reference.type)): \(error.message)",
        digest: reference.digest)
    }
  }

  static func openForReading(_ path: String) throws -> Descriptor {
    try Descriptor(path: path, flags: O_RDONLY)
  }

  var temporaryPath: String { "\(root)/tmp" }

  func objectPath(_ digest: Digest) -> String {
    let hex = digest.hex
    return "\(root)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  func place(
    of reference: ArtifactReference
  ) throws -> (path: String, base: Int, length: Int?) {
    switch reference.location {
    case .object: return (objectPath(reference.digest), 0, nil)
    case .pack(let name, let offset, let length):
      guard PackFormat.isPackName(name), offset >= 0, length >= 0 else {
        throw StoreError(
          .damaged, "artifact \(reference.digest.short): “\(name)” at \(offset) is not in a pack",
          digest: reference.digest)
      }
      return ("\(root)/packs/\(name)", offset, length)
    }
  }

  // MARK: Publishing

  func publish(
    _ sink: ContainerSink, _ directory: Directory, closing: [UInt8]
  ) throws -> ArtifactReference {
    let digest = directory.digest()
    if let bytes = sink.small { return try publish(bytes, digest, directory) }
    let reference = ArtifactReference(
      digest: digest, type: directory.type, location: .object, rawBytes: directory.rawBytes,
      storedBytes: sink.length)
    guard let file = sink.file else { return reference }
    let path = objectPath(digest)
    if isSame(path, length: sink.length, closing: closing), try reuse(path) {
      sink.discard()
      return reference
    }
    try file.synchronize()
    let folder = Folder.parent(of: path) ?? root
    if !Folder.exists(folder) {
      try Folder.create(folder)
      try Folder.synchronize("\(root)/objects")
    }
    try Folder.rename(file.path, to: path)
    try Folder.synchronize(folder)
    return reference
  }

  /// Whether an object of this length and table of contents is there already.
  private func isSame(_ path: String, length: Int, closing: [UInt8]) -> Bool {
    guard let file = try? ObjectFiles.openForReading(path), (try? file.size()) == length else {
      return false
    }
    return (try? file.read(count: closing.count, at: length - closing.count)) == closing
  }

  /// Takes a file that is there for one of this process: from now on it counts as young, and no
  /// collector that does not know of its new use removes it.
  ///
  /// - Returns: false if it has gone meanwhile, or cannot be marked.
  func reuse(_ path: String) throws -> Bool {
    try gate.shared {
      guard let file = try? Descriptor(path: path, flags: O_RDWR) else { return false }
      return (try? file.touch()) != nil
    }
  }

  private func publish(
    _ container: [UInt8], _ digest: Digest, _ directory: Directory
  ) throws -> ArtifactReference {
    if let known = recent.withLock({ $0[digest] }), isOwn(known), holds(known, container) {
      return known
    }
    let place = try packs.append(.artifact, identity: digest, payload: container)
    let reference = ArtifactReference(
      digest: digest, type: directory.type,
      location: .pack(name: place.pack, offset: place.payload.lowerBound, length: container.count),
      rawBytes: directory.rawBytes, storedBytes: container.count)
    recent.withLock {
      if $0.count >= 4096 { $0.removeAll() }
      $0[digest] = reference
    }
    return reference
  }

  /// Whether the artifact lies where no collector may touch it: in the pack that this process writes.
  private func isOwn(_ reference: ArtifactReference) -> Bool {
    guard case .pack(let name, _, _) = reference.location else { return false }
    return packs.isWriting(name)
  }

  private func holds(_ reference: ArtifactReference, _ container: [UInt8]) -> Bool {
    guard let (path, base, length) = try? place(of: reference), length == container.count,
      let file = try? ObjectFiles.openForReading(path)
    else { return false }
    return (try? file.read(count: container.count, at: base)) == container
  }
}
