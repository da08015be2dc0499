#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Writes artifacts with all they came from into one file.
struct ArchiveWriter {
  let store: Store
  private var files: ObjectFiles { store.files }

  /// Writes the archive; the file appears whole or not at all.
  func write(_ roots: [Digest], to path: String) throws -> ArchiveReport {
    let results = try upstream(of: roots)
    let artifacts = try containers(of: results, roots)
    var contents = ArchiveContents()
    contents.roots = roots
    let records = results.map { $0.placed($0.outputs.map { _ in .object }).encoded() }
    contents.results = records.map { .init(identity: Digest.of($0), length: $0.count) }
    contents.artifacts = artifacts.map { .init(identity: $0.digest, length: $0.range.count) }
    let temporary = "\(path).\(Folder.uniqueName()).part"
    do {
      let file = try Descriptor(path: temporary, flags: O_RDWR | O_CREAT | O_EXCL)
      try write(contents, records, artifacts, to: file)
      try file.synchronize()
      try Folder.rename(temporary, to: path)
    } catch let error as StoreError where error.message.hasPrefix(temporary) {
      unlink(temporary)
      let reason = error.message.dropFirst(temporary.utf8.count).prefix { $0 != ";" }
      throw StoreError(error.code, "\(path)\(reason); name another file with --to")
    } catch {
      unlink(temporary)
      throw error
    }
    var report = ArchiveReport()
    report.roots = roots
    report.results = results.count
    for artifact in artifacts { report.artifacts.add(artifact.range.count) }
    return report
  }

  /// The results that made these artifacts, and all upstream, oldest first.
  private func upstream(of roots: [Digest]) throws -> [StageResult] {
    var seen = Set(roots)
    var open = roots
    var found: [Digest: StageResult] = [:]
    while let digest = open.popLast() {
      for result in try store.producers(of: digest) {
        // Of several records of a key the oldest counts.
        if let other = found[result.key], other.created <= result.created { continue }
        found[result.key] = result
        for input in result.inputs where input.path == nil {
          if seen.insert(input.digest).inserted { open.append(input.digest) }
        }
      }
    }
    return found.values.sorted { ($0.created, $0.key) < ($1.created, $1.key) }
  }

  private struct Container {
    let digest: Digest
    let path: String
    let range: Range<Int>
  }

  /// Where the containers lie, each checked to be sound.
  private func containers(of results: [StageResult], _ roots: [Digest]) throws -> [Container] {
    var references: [Digest: ArtifactReference] = [:]
    for output in results.lazy.flatMap(\.outputs) {
      references[output.artifact.digest] = output.artifact
    }
    for root in roots where references[root] == nil {
      references[root] = try store.reference(for: root)
    }
    return try references.values.sorted { $0.digest < $1.digest }.map { reference in
      let reader = try files.open(reference)
      try reader.verify()
      let (path, base, _) = try files.place(of: reference)
      return Container(
        digest: reference.digest, path: path, range: base..<base + reader.storedBytes)
    }
  }

  private func write(
    _ contents: ArchiveContents, _ records: [[UInt8]], _ artifacts: [Container],
    to file: Descriptor
  ) throws {
    let table = contents.encoded()
    var head = ArchiveFormat.header
    head.append(little: UInt64(table.count))
    head.append(Digest.of(table))
    head += table
    try head.withUnsafeBytes { try file.write($0, at: 0) }
    var end = head.count
    for (record, entry) in zip(records, contents.results) {
      var frame = FrameHeader(kind: .result, length: record.count, identity: entry.identity)
        .encoded()
      frame += record
      try frame.withUnsafeBytes { try file.write($0, at: end) }
      end += frame.count
    }
    for artifact in artifacts {
      let header = FrameHeader(
        kind: .artifact, length: artifact.range.count, identity: artifact.digest
      ).encoded()
      try header.withUnsafeBytes { try file.write($0, at: end) }
      let source = try ObjectFiles.openForReading(artifact.path)
      try source.copy(artifact.range, to: file, at: end + header.count)
      end += header.count + artifact.range.count
    }
  }
}
