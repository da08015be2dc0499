internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Reads an archive that is not trusted: everything in it is checked before anything is entered.
///
/// Nothing it says is ever used as a path, and nothing it claims takes memory beyond its own size.
final class ArchiveReader {
  private let path: String
  private let files: ObjectFiles
  private let file: Descriptor
  private let contents: ArchiveContents
  private var results: [StageResult] = []
  private var checked: [CheckedContainer] = []
  private var scratch: ScratchFolder?

  /// A container whose every byte matches its digest.
  private struct CheckedContainer {
    let reference: ArtifactReference
    let range: Range<Int>
    /// The hash of a small container's bytes, which are read again.
    let hash: Digest?
    /// The checked copy of a large one.
    let copy: String?
  }

  /// Opens an archive and reads its table of contents.
  ///
  /// - Parameter name: the archive as the user named it.
  /// - Throws: `StoreError` (`missing`, `damaged`, `newerFormat`).
  init(_ path: String, files: ObjectFiles) throws {
    self.path = path
    self.files = files
    do {
      file = try ObjectFiles.openForReading(path)
    } catch let error as StoreError where error.code == .missing {
      throw StoreError(.missing, "\(path): there is no such file; check the path")
    }
    contents = try ArchiveReader.contents(of: file, path)
  }

  private static func refusal(_ path: String, _ problem: String) -> StoreError {
    StoreError(
      .damaged, "\(path): \(problem); nothing was imported, export it again or copy it again")
  }

  private static func contents(of file: Descriptor, _ path: String) throws -> ArchiveContents {
    let size = try file.size()
    let head = try file.read(count: ArchiveFormat.headerLength + 40, at: 0)
    guard head.prefix(8) == ArchiveFormat.header.prefix(8) else {
      throw refusal(path, "it is no archive of `meridian cache export`")
    }
    guard head.count == ArchiveFormat.headerLength + 40 else {
      throw refusal(path, "it ends early")
    }
    guard head.prefix(ArchiveFormat.headerLength) == ArchiveFormat.header[...] else {
      let version = Int(head[8]) | Int(head[9]) << 8
      throw StoreError(
        .newerFormat,
        "\(path): an archive of format \(version), this program knows \(ArchiveFormat.version); "
          + "use a newer Meridian")
    }
    let (length, digest) = try head.withUnsafeBytes { bytes in
      var fields = FieldReader(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(16)))
      guard let length = try? fields.number(UInt64.self), let digest = try? fields.digest() else {
        throw refusal(path, "it ends early")
      }
      return (length, digest)
    }
    guard length <= UInt64(max(0, size - head.count)), length <= ArchiveFormat.recordLimit else {
      throw refusal(path, "its table of contents is longer than the file, or than one may be")
    }
    let table = try file.read(count: Int(length), at: head.count)
    guard Digest.of(table) == digest,
      let contents = try? table.withUnsafeBytes({ bytes throws(CBORDecoder.Malformed) in
        try ArchiveContents(decoding: bytes)
      })
    else { throw refusal(path, "its table of contents is damaged") }
    try checkSize(contents, size, from: head.count + table.count, path)
    return contents
  }

  /// The lengths in the table must add up to exactly the file.
  private static func checkSize(
    _ contents: ArchiveContents, _ size: Int, from start: Int, _ path: String
  ) throws {
    var rest = size - start
    for entry in contents.results + contents.artifacts {
      let frame = entry.length.addingReportingOverflow(PackFormat.frameHeaderLength)
      guard entry.length > 0, !frame.overflow, frame.partialValue <= rest else {
        throw refusal(path, "it ends before its table of contents says")
      }
      rest -= frame.partialValue
    }
    guard rest == 0 else { throw refusal(path, "it has \(rest) bytes more than it lists") }
  }

  // MARK: Checking

  /// Checks every record and every byte of every artifact.
  func check() throws {
    var position = try file.size()
    for entry in contents.results + contents.artifacts {
      position -= entry.length + PackFormat.frameHeaderLength
    }
    var listed: Set<Digest> = []
    for artifact in contents.artifacts where !listed.insert(artifact.identity).inserted {
      throw refusal("it lists artifact \(artifact.identity.short) twice")
    }
    for entry in contents.results {
      let range = try payload(.result, entry, &position)
      results.append(try result(range, entry, listed))
    }
    for entry in contents.artifacts {
      let range = try payload(.artifact, entry, &position)
      checked.append(try container(range, entry))
    }
    try checkOutputs()
  }

  /// What records say of artifacts is added up and shown: it must be what the artifacts are.
  private func checkOutputs() throws {
    let held = Dictionary(checked.map { ($0.reference.digest, $0.reference) }) { first, _ in first }
    for result in results {
      for output in result.outputs {
        guard let found = held[output.artifact.digest], found.type == output.artifact.type,
          found.rawBytes == output.artifact.rawBytes
        else {
          throw refusal(
            "what it says of artifact \(output.artifact.digest.short), which stage '\(result.stage)' made, is not true"
          )
        }
      }
    }
  }

  private func refusal(_ problem: String) -> StoreError { Self.refusal(path, problem) }

  private func payload(
    _ kind: FrameKind, _ entry: ArchiveContents.Entry, _ position: inout Int
  ) throws -> Range<Int> {
    let first = position + PackFormat.frameHeaderLength
    let bytes = try file.read(count: PackFormat.frameHeaderLength, at: position)
    guard let header = FrameHeader(bytes[...]), header.kind == kind,
      header.identity == entry.identity, header.length == entry.length
    else { throw refusal("what it holds at \(position) is not what it lists") }
    position = first + entry.length
    return first..<position
  }

  private func result(
    _ range: Range<Int>, _ entry: ArchiveContents.Entry, _ listed: Set<Digest>
  ) throws -> StageResult {
    guard range.count <= ArchiveFormat.recordLimit else {
      throw refusal("a record at \(range.lowerBound) has \(range.count) bytes")
    }
    let bytes = try file.read(count: range.count, at: range.lowerBound)
    guard Digest.of(bytes) == entry.identity,
      let result = try? bytes.withUnsafeBytes({ bytes throws(CBORDecoder.Malformed) in
        try StageResult(decoding: bytes)
      })
    else { throw refusal("a record at \(range.lowerBound) is damaged") }
    for text in result.texts where !Self.isPlain(text) {
      throw refusal("a record at \(range.lowerBound) has a name that is no plain text")
    }
    for output in result.outputs {
      guard output.artifact.location == .object else {
        throw refusal("a record at \(range.lowerBound) names a place in a pack")
      }
      guard listed.contains(output.artifact.digest) else {
        throw refusal(
          "it lacks artifact \(output.artifact.digest.short), which stage '\(result.stage)' made")
      }
    }
    return result
  }

  /// Whether a text can be shown: long ones and control characters, which terminals obey, cannot.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.count <= 1 << 20
      && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  private func container(
    _ range: Range<Int>, _ entry: ArchiveContents.Entry
  ) throws -> CheckedContainer {
    guard range.count > files.options.packedBytes else {
      let reference = try verified(file, range, entry)
      let bytes = try file.read(count: range.count, at: range.lowerBound)
      return CheckedContainer(
        reference: reference, range: range, hash: Digest.of(bytes), copy: nil)
    }
    // The copy is what is checked, so that nobody can change it in between.
    let folder = try scratch ?? files.makeScratchFolder()
    scratch = folder
    let copy = try Descriptor(
      path: "\(folder.path)/\(entry.identity.hex)", flags: O_RDWR | O_CREAT | O_EXCL)
    try file.copy(range, to: copy, at: 0)
    try copy.synchronize()
    let reference = try verified(copy, 0..<range.count, entry)
    return CheckedContainer(reference: reference, range: range, hash: nil, copy: copy.path)
  }

  /// What a container holds, after hashing all of it.
  private func verified(
    _ file: Descriptor, _ range: Range<Int>, _ entry: ArchiveContents.Entry
  ) throws -> ArtifactReference {
    do {
      let directory = try Directory.load(from: file, at: range.lowerBound, length: range.count)
      guard directory.digest() == entry.identity else {
        throw Directory.Malformed("it holds other content")
      }
      let names = directory.arrays.map(\.description.name) + [directory.type.name]
      guard names.allSatisfy(Self.isPlain) else {
        throw Directory.Malformed("a name in it is no plain text")
      }
      let reference = ArtifactReference(
        digest: entry.identity, type: directory.type, location: .object,
        rawBytes: directory.rawBytes, storedBytes: range.count)
      try ArtifactReader(
        reference, path: file.path, base: range.lowerBound, directory: directory,
        threads: files.options.threads
      ).verify()
      return reference
    } catch let error as Directory.Malformed {
      throw refusal("artifact \(entry.identity.short) is damaged: \(error.reason)")
    } catch let error as StoreError where error.code == .damaged {
      throw refusal("artifact \(entry.identity.short) is damaged")
    }
  }

  // MARK: Entering

  /// Enters what was checked and is new: artifacts first, then the results that name them.
  ///
  /// The store holds a lease, so that what is found in it stays.
  func enter(into store: Store) throws -> ArchiveReport {
    var report = ArchiveReport()
    report.roots = contents.roots
    report.results = results.count
    let known = try store.lookup(keys: results.map(\.key))
    let fresh = results.filter { known[$0.key] == nil }
    var needed = Set(fresh.lazy.flatMap(\.outputs).map(\.artifact.digest))
    for root in contents.roots where try store.reference(for: root) == nil { needed.insert(root) }
    var places: [Digest: ArtifactReference] = [:]
    for container in checked {
      report.artifacts.add(container.range.count)
      let digest = container.reference.digest
      guard needed.contains(digest) else { continue }
      if let found = try copy(of: digest, in: store) {
        places[digest] = found
      } else {
        places[digest] = try enter(container)
        report.newArtifacts.add(container.range.count)
      }
    }
    for result in fresh {
      let placed = result.placed(
        result.outputs.map { places[$0.artifact.digest]?.location ?? .object })
      try store.record(try store.renewed(placed))
      report.newResults += 1
    }
    try store.flush()
    return report
  }

  /// A copy that a result of the store names, which the lease then keeps.
  private func copy(of digest: Digest, in store: Store) throws -> ArtifactReference? {
    let makers = try store.lookup(keys: try store.producers(of: digest).map(\.key))
    let copies = makers.values.flatMap(\.outputs).map(\.artifact).filter { $0.digest == digest }
    return copies.first { (try? files.open($0)) != nil }
  }

  /// The keys of the results in it.
  var keys: [Digest] { results.map(\.key) }

  private func enter(_ container: CheckedContainer) throws -> ArtifactReference {
    let old = container.reference
    if let copy = container.copy {
      let path = files.objectPath(old.digest)
      let folder = Folder.parent(of: path) ?? files.root
      try Folder.create(folder)
      try Folder.synchronize("\(files.root)/objects")
      try Folder.rename(copy, to: path)
      try Folder.synchronize(folder)
      return old
    }
    let range = container.range
    let bytes = try file.read(count: range.count, at: range.lowerBound)
    guard Digest.of(bytes) == container.hash else {
      throw refusal("it was changed while it was read")
    }
    let place = try files.packs.append(.artifact, identity: old.digest, payload: bytes)
    return ArtifactReference(
      digest: old.digest, type: old.type,
      location: .pack(name: place.pack, offset: place.payload.lowerBound, length: range.count),
      rawBytes: old.rawBytes, storedBytes: range.count)
  }
}

extension StageResult {
  /// Everything in the record that is shown to people.
  fileprivate var texts: [String] {
    [kind, stage, parameters, fingerprint, run] + inputs.map(\.port) + inputs.compactMap(\.item)
      + inputs.compactMap(\.path) + outputs.map(\.port) + outputs.map(\.artifact.type.name)
  }
}
