internal import GRDB

/// How many bytes of the packs hold something that is in use.
///
/// What the index knows is not looked at; of what lies between, the heads of the frames are read: a seal belongs to
/// the results before it, and of an artifact that the index knows elsewhere a result may name this very copy.
struct PackUse {
  private let store: Store
  private let pinned: Set<Digest>
  /// The frames in use that the index knows, by pack.
  private var known: [String: [Range<Int>]] = [:]

  /// Reads from the index which frames are in use.
  ///
  /// - Parameter pinned: the artifacts that stay whether a result names them or not.
  init(_ store: Store, pinned: Set<Digest>, _ database: Database) throws {
    self.store = store
    self.pinned = pinned
    try add(
      database,
      """
      SELECT pack, start - ?1, length + ?1 FROM artifacts a WHERE pack IS NOT NULL
      AND EXISTS (SELECT 1 FROM outputs o WHERE o.digest = a.digest)
      """)
    try add(database, "SELECT pack, frame, length(record) + ?1 FROM results")
  }

  private mutating func add(_ database: Database, _ frames: String) throws {
    let rows = try Row.fetchCursor(
      database, sql: frames, arguments: [PackFormat.frameHeaderLength])
    while let row = try rows.next() {
      let pack: String = try row.decode(atIndex: 0)
      let start: Int = try row.decode(atIndex: 1)
      let length: Int = try row.decode(atIndex: 2)
      // What reaches past any file is passed over later.
      let (end, isTooFar) = start.addingReportingOverflow(max(0, length))
      if start >= 0, !isTooFar { known[pack, default: []].append(start..<end) }
    }
  }

  /// The bytes in use of all packs.
  ///
  /// - Complexity: linear in the frames in use, but for sorting, and a read for each other frame.
  func bytes() throws -> Int {
    let folder = "\(store.root)/packs"
    return try Folder.names(in: folder).filter(PackFormat.isPackName).reduce(0) { sum, name in
      // One that is collected meanwhile takes no room.
      guard let file = try? ObjectFiles.openForReading("\(folder)/\(name)"),
        let size = try? file.size()
      else { return sum }
      return try sum + bytes(of: name, file, size)
    }
  }

  private func bytes(of pack: String, _ file: Descriptor, _ size: Int) throws -> Int {
    guard size >= PackFormat.headerLength else { return 0 }
    var position = PackFormat.headerLength
    var used = position
    for frame in (known[pack] ?? []).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard frame.upperBound <= size, frame.upperBound > position else { continue }
      used += try bytes(between: position..<max(position, frame.lowerBound), of: pack, file)
      used += frame.upperBound - max(position, frame.lowerBound)
      position = frame.upperBound
    }
    return try used + bytes(between: position..<size, of: pack, file)
  }

  /// What is in use of a stretch of which the index knows nothing.
  private func bytes(between gap: Range<Int>, of pack: String, _ file: Descriptor) throws -> Int {
    var position = gap.lowerBound
    var used = 0
    while position + PackFormat.frameHeaderLength <= gap.upperBound {
      let head = try file.read(count: PackFormat.frameHeaderLength, at: position)
      guard let header = FrameHeader(head[...]) else { break }
      let frame = position..<position + PackFormat.frameHeaderLength + header.length
      guard frame.upperBound <= gap.upperBound else { break }
      if try isInUse(header, frame, pack) { used += frame.count }
      position = frame.upperBound
    }
    return used
  }

  private func isInUse(_ header: FrameHeader, _ frame: Range<Int>, _ pack: String) throws -> Bool {
    switch header.kind {
    case .seal: return true
    case .result, .forgotten: return false
    case .artifact where pinned.contains(header.identity): return true
    case .artifact:
      let place = ArtifactLocation.pack(
        name: pack, offset: frame.lowerBound + PackFormat.frameHeaderLength, length: header.length)
      return try store.ownProducers(of: header.identity).contains { result in
        result.outputs.contains {
          $0.artifact.digest == header.identity && $0.artifact.location == place
        }
      }
    }
  }
}
