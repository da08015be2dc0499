internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Brings artifacts of one store over into the files of another, each read and checked once on its way.
struct Adoption {
  /// Why something of the other store cannot be had; it counts as not there.
  struct Unusable: Error {
    let digest: Digest
    let reason: String
  }

  private let files: ObjectFiles
  private let source: ObjectFiles
  private var scratch: ScratchFolder?

  init(into files: ObjectFiles, from source: ObjectFiles) {
    self.files = files
    self.source = source
  }

  /// The artifact's place in the files, where it is when this returns.
  ///
  /// - Throws: `Unusable` when the other store does not have it whole; `StoreError` when the files
  ///   cannot be written.
  mutating func adopt(_ artifact: ArtifactReference) throws -> ArtifactReference {
    switch artifact.location {
    case .object: try adoptObject(artifact)
    case .pack: try adoptPacked(artifact)
    }
  }

  // MARK: Large artifacts

  private mutating func adoptObject(_ artifact: ArtifactReference) throws -> ArtifactReference {
    if let own = try? files.openOwn(artifact) { return own.reference }
    let scratch = try self.scratch ?? files.makeScratchFolder()
    self.scratch = scratch
    let path = "\(scratch.path)/\(artifact.digest.hex)"
    defer { unlink(path) }
    let origin = source.objectPath(artifact.digest)
    // Linking takes no space and copies nothing; it works within one file system, where that allows it.
    if link(origin, path) != 0 { try copy(artifact, from: origin, to: path) }
    let checked = try check(artifact, at: path)
    try files.place(path, as: artifact.digest)
    return checked
  }

  private func copy(_ artifact: ArtifactReference, from origin: String, to path: String) throws {
    let input = try reading(artifact) { try ObjectFiles.openForReading(origin) }
    let output = try Descriptor(path: path, flags: O_RDWR | O_CREAT | O_EXCL)
    var buffer = Buffer()
    let piece = buffer.reserve(4 << 20)
    var offset = 0
    while true {
      let count = try reading(artifact) { try input.read(into: piece, at: offset) }
      if count == 0 { break }
      try output.write(UnsafeRawBufferPointer(rebasing: piece[..<count]), at: offset)
      offset += count
    }
    try output.synchronize()
  }

  private func check(_ artifact: ArtifactReference, at path: String) throws -> ArtifactReference {
    try reading(artifact) {
      let reader = try files.open(artifact, path: path, base: 0, length: nil)
      try reader.verify()
      return reader.reference
    }
  }

  // MARK: Small artifacts

  private func adoptPacked(_ artifact: ArtifactReference) throws -> ArtifactReference {
    let (container, directory) = try reading(artifact) {
      try source.openOwn(artifact).verify()
      return try source.container(of: artifact)
    }
    return try files.publish(container, artifact.digest, directory)
  }

  private func reading<Result>(
    _ artifact: ArtifactReference, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as StoreError {
      throw Unusable(digest: artifact.digest, reason: error.message)
    } catch let error as Directory.Malformed {
      throw Unusable(digest: artifact.digest, reason: error.reason)
    }
  }
}
