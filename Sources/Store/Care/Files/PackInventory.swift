/// What one pack holds.
struct PackInventory: Sendable {
  /// The frame of an artifact.
  struct Artifact: Sendable {
    let place: BlobPlace
    /// The whole frame.
    let extent: Range<Int>
  }

  let name: String
  /// The length when it was read.
  let size: Int
  /// When it was appended to last, in nanoseconds since 1970 by its file system.
  let modified: Int64
  private(set) var artifacts: [Artifact] = []
  private(set) var forgotten: [(key: Digest, identity: Digest)] = []
  /// The identity and frame of every record, taken back or not, readable or not.
  private(set) var records: [(identity: Digest, extent: Range<Int>)] = []
  /// Damaged stretches with sound frames behind them.
  private(set) var gaps: [Range<Int>] = []
  /// Whether the file is no pack at all, or of a newer version.
  private(set) var isUnreadable = false

  /// Reads a pack and appends its results; nil if it is not there.
  init?(
    _ name: String, position: Int, _ files: ObjectFiles, _ results: inout [InventoryResult]
  ) throws {
    self.name = name
    let file: Descriptor
    do {
      file = try ObjectFiles.openForReading("\(files.root)/packs/\(name)")
    } catch let error as StoreError where error.code == .missing {
      return nil
    }
    modified = try file.modified()
    guard let length = try? file.size() else {
      // A folder, or whatever else has taken its place.
      size = 0
      isUnreadable = true
      return
    }
    size = length
    // Its process died before it wrote the header.
    guard size >= PackFormat.headerLength else { return }
    do {
      try scan(file, position, &results)
    } catch let error as StoreError where error.code == .damaged {
      isUnreadable = true
    }
  }

  private mutating func scan(
    _ file: Descriptor, _ position: Int, _ results: inout [InventoryResult]
  ) throws {
    var scanner = try PackScanner(file, from: PackFormat.headerLength, limit: size)
    var reached = PackFormat.headerLength
    while let frame = try scanner.next() {
      if frame.start > reached { gaps.append(reached..<frame.start) }
      reached = frame.payload.upperBound
      let extent = frame.start..<frame.payload.upperBound
      switch frame.kind {
      case .artifact:
        let location = ArtifactLocation.pack(
          name: name, offset: frame.payload.lowerBound, length: frame.payload.count)
        artifacts.append(
          Artifact(
            place: BlobPlace(digest: frame.identity, location: location), extent: extent))
      case .result:
        records.append((frame.identity, extent))
        if let result = InventoryResult(frame, pack: position) { results.append(result) }
      case .forgotten: forgotten += Forgotten.decode(frame.record)
      case .seal: continue
      }
    }
  }
}

extension InventoryResult {
  /// Takes what matters from a record; nil if it cannot be read.
  fileprivate init?(_ frame: PackScanner.Frame, pack: Int) {
    let decoded = try? frame.record.withUnsafeBytes { bytes throws(CBORDecoder.Malformed) in
      try StageResult(decoding: bytes)
    }
    guard let result = decoded else { return nil }
    self.init(
      key: result.key, identity: frame.identity, created: result.created, stage: result.stage,
      kind: result.kind, inputs: result.inputs.filter { $0.path == nil }.map(\.digest),
      outputs: result.outputs.map {
        BlobPlace(digest: $0.artifact.digest, location: $0.artifact.location)
      },
      pack: pack, frame: frame.start..<frame.payload.upperBound)
  }
}
