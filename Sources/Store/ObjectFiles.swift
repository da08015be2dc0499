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
  /// Whether other hosts may use the folder at the same time.
  let isShared: Bool
  /// The files of the stores behind, where artifacts are looked for that are not here.
  let behind: [ObjectFiles]
  /// Small artifacts lately written by this process, so that equal ones are stored once.
  private let recent = Mutex<[Digest: ArtifactReference]>([:])

  /// Opens the store at `root`, making it if it is not there.
  ///
  /// - Throws: `StoreError` (`notWritable`, `notAStore`, `newerFormat`, `diskFull`).
  public convenience init(root: String, options: StoreOptions = StoreOptions()) throws {
    try self.init(root: root, options: options, behind: [])
  }

  init(root: String, options: StoreOptions, behind: [ObjectFiles]) throws {
    self.root = root
    self.options = options
    self.behind = behind
    if options.isReadOnly { try StoreMarker.find(root) } else { try StoreMarker.prepare(root) }
    isShared = options.isShared ?? NetworkFolder.isShared(root)
    packs = PackWriter(folder: "\(root)/packs", limit: options.packBytes, takesOver: !isShared)
  }

  /// Starts an artifact.
  public func makeWriter(type: ArtifactType) throws -> ArtifactWriter {
    try ArtifactWriter(type: type, files: self)
  }

  /// Opens an artifact: reads and checks its table of contents.
  ///
  /// - Throws: `StoreError` (`missing`, `damaged`, `newerFormat`).
  public func open(_ reference: ArtifactReference) throws -> ArtifactReader {
    do {
      return try openOwn(reference)
    } catch let error as StoreError where error.code == .missing {
      for files in behind {
        if let reader = try? files.openOwn(reference) { return reader }
      }
      throw error
    }
  }

  /// The same, without the stores behind, and with arrays read on so many threads.
  func openOwn(_ reference: ArtifactReference, threads: Int? = nil) throws -> ArtifactReader {
    let (path, base, length) = try place(of: reference)
    do {
      return try open(reference, path: path, base: base, length: length, threads: threads)
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

  /// Opens a container that is at `base` of the file at `path`.
  ///
  /// - Throws: `StoreError`, `Directory.Malformed`.
  func open(
    _ reference: ArtifactReference, path: String, base: Int, length: Int?, threads: Int? = nil
  ) throws -> ArtifactReader {
    let file = try ObjectFiles.openForReading(path)
    let directory = try Directory.load(from: file, at: base, length: length)
    guard directory.digest() == reference.digest else {
      throw Directory.Malformed("it holds other content")
    }
    let whole = ArtifactReference(
      digest: reference.digest, type: directory.type, location: reference.location,
      rawBytes: directory.rawBytes, storedBytes: try length ?? file.size())
    return ArtifactReader(
      whole, path: path, base: base, directory: directory, threads: threads ?? options.threads)
  }

  /// The bytes of an artifact as they are stored, with their table of contents.
  func container(of reference: ArtifactReference) throws -> (bytes: [UInt8], Directory) {
    let (path, base, length) = try place(of: reference)
    let file = try ObjectFiles.openForReading(path)
    let directory = try Directory.load(from: file, at: base, length: length)
    return (try file.read(count: try length ?? file.size(), at: base), directory)
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
    try place(file.path, as: digest)
    return reference
  }

  /// Gives a whole, durable container its name among the objects.
  func place(_ file: String, as digest: Digest) throws {
    let path = objectPath(digest)
    let folder = Folder.parent(of: path) ?? root
    if !Folder.exists(folder) {
      try Folder.create(folder)
      try Folder.synchronize("\(root)/objects")
    }
    try Folder.rename(file, to: path)
    try Folder.synchronize(folder)
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

  /// Stores the container of a small artifact, unless this process lately stored it.
  func publish(
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
