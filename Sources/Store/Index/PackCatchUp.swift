/// What a scan of a pack's tail found.
struct PackTail {
  let pack: String
  let start: Int
  var end: Int
  var artifacts: [ArtifactReference] = []
  var results: [LocatedResult] = []
  var forgotten: [(key: Digest, identity: Digest)] = []
  /// Where each `results` entry is known to be durable together with what it names.
  var sealed: Set<Int> = []

  /// Reads the frames of a pack from `start`, a frame's boundary.
  init(pack: String, start: Int, limit: Int, files: ObjectFiles) throws {
    self.pack = pack
    self.start = max(start, PackFormat.headerLength)
    end = self.start
    let file = try ObjectFiles.openForReading("\(files.root)/packs/\(pack)")
    var scanner = try PackScanner(file, from: self.start, limit: limit)
    while let frame = try scanner.next() {
      switch frame.kind {
      case .artifact: addArtifact(frame, file)
      case .result: addResult(frame)
      case .forgotten: forgotten += Forgotten.decode(frame.record)
      case .seal: addSeal(frame)
      }
    }
    end = scanner.end
  }

  private mutating func addArtifact(_ frame: PackScanner.Frame, _ file: Descriptor) {
    guard
      let directory = try? Directory.load(
        from: file, at: frame.payload.lowerBound, length: frame.payload.count),
      directory.digest() == frame.identity
    else { return }
    artifacts.append(
      ArtifactReference(
        digest: frame.identity, type: directory.type,
        location: .pack(
          name: pack, offset: frame.payload.lowerBound, length: frame.payload.count),
        rawBytes: directory.rawBytes, storedBytes: frame.payload.count))
  }

  private mutating func addResult(_ frame: PackScanner.Frame) {
    let result = try? frame.record.withUnsafeBytes { bytes throws(CBORDecoder.Malformed) in
      try StageResult(decoding: bytes)
    }
    guard let result else { return }
    results.append(
      LocatedResult(result: result, record: frame.record, pack: pack, frame: frame.start))
  }

  private mutating func addSeal(_ frame: PackScanner.Frame) {
    guard let from = Seal.decode(frame.record) else { return }
    for located in results where located.frame >= from { sealed.insert(located.frame) }
  }

  /// Drops results that a power cut may have left without the bytes they name, after reading
  /// what they name; only the last moments of a killed process are not sealed.
  mutating func checkUnsealed(_ files: ObjectFiles) {
    results.removeAll { located in
      guard !sealed.contains(located.frame) else { return false }
      return !located.result.outputs.allSatisfy { output in
        guard let reader = try? files.open(output.artifact) else { return false }
        if case .object = output.artifact.location { return true }
        return (try? reader.verify()) != nil
      }
    }
  }
}

/// The record that takes results back: for each, its key and its record's hash.
enum Forgotten {
  static func encode(_ entries: [(key: Digest, identity: Digest)]) -> [UInt8] {
    var record = CBOREncoder()
    record.array(count: 1 + 2 * entries.count)
    record.integer(1)
    for entry in entries {
      record.digest(entry.key)
      record.digest(entry.identity)
    }
    return record.bytes
  }

  static func decode(_ bytes: [UInt8]) -> [(key: Digest, identity: Digest)] {
    bytes.withUnsafeBytes { bytes in
      var record = CBORDecoder(bytes)
      guard let count = try? record.arrayCount(), count % 2 == 1, (try? record.integer()) == 1
      else { return [] }
      var entries: [(key: Digest, identity: Digest)] = []
      for _ in 0..<count / 2 {
        guard let key = try? record.digest(), let identity = try? record.digest() else { break }
        entries.append((key, identity))
      }
      return entries
    }
  }
}

/// The record that says from which offset on a pack's results are durable with what they name.
enum Seal {
  static func encode(from offset: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(little: UInt64(offset))
    return bytes
  }

  static func decode(_ bytes: [UInt8]) -> Int? {
    guard bytes.count == 8 else { return nil }
    return bytes.withUnsafeBytes {
      Int(exactly: UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)))
    }
  }
}
