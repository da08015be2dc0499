internal import Foundation
internal import GRDB

/// A result with the place of its record.
struct LocatedResult: Sendable {
  let result: StageResult
  let record: [UInt8]
  let pack: String
  let frame: Int
  /// After the frame.
  var end: Int { frame + PackFormat.frameHeaderLength + record.count }
}

/// The statements that read and write the index's rows.
extension Database {
  func insert(_ located: LocatedResult) throws {
    let result = located.result
    let identity = Digest.of(located.record)
    let forgotten = try cachedStatement(sql: "SELECT 1 FROM forgotten WHERE identity = ?")
    if try Int.fetchOne(forgotten, arguments: [identity.data]) != nil { return }
    let statement = try cachedStatement(
      sql: """
        INSERT OR IGNORE INTO results (key, identity, created, kind, stage, run, pack, frame, record)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      result.key.data, identity.data, result.created, result.kind, result.stage, result.run,
      located.pack, located.frame, Data(located.record),
    ])
    guard changesCount > 0 else { return }
    let id = lastInsertedRowID
    let output = try cachedStatement(
      sql: "INSERT OR IGNORE INTO outputs (digest, result, port) VALUES (?, ?, ?)")
    for made in result.outputs {
      try output.execute(arguments: [made.artifact.digest.data, id, made.port])
      try insert(made.artifact, created: result.created)
    }
  }

  func insert(_ reference: ArtifactReference, created: Int64) throws {
    let statement = try cachedStatement(
      sql: """
        INSERT OR IGNORE INTO artifacts
        (digest, type, version, pack, start, length, raw, stored, created)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    var place: (pack: String, start: Int, length: Int)?
    if case .pack(let name, let offset, let length) = reference.location {
      place = (name, offset, length)
    }
    try statement.execute(arguments: [
      reference.digest.data, reference.type.name, reference.type.version, place?.pack,
      place?.start, place?.length, reference.rawBytes, reference.storedBytes, created,
    ])
  }

  func forget(key: Digest, identity: Digest) throws {
    try cachedStatement(sql: "INSERT OR IGNORE INTO forgotten (identity) VALUES (?)")
      .execute(arguments: [identity.data])
    let find = try cachedStatement(sql: "SELECT id FROM results WHERE key = ? AND identity = ?")
    for id in try Int64.fetchAll(find, arguments: [key.data, identity.data]) {
      try cachedStatement(sql: "DELETE FROM outputs WHERE result = ?").execute(arguments: [id])
      try cachedStatement(sql: "DELETE FROM results WHERE id = ?").execute(arguments: [id])
    }
  }

  func scanned(_ pack: String) throws -> Int? {
    try Int.fetchOne(
      try cachedStatement(sql: "SELECT scanned FROM packs WHERE name = ?"), arguments: [pack])
  }

  func setScanned(_ pack: String, _ end: Int) throws {
    try cachedStatement(
      sql: """
        INSERT INTO packs (name, scanned) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET scanned = max(scanned, excluded.scanned)
        """
    ).execute(arguments: [pack, end])
  }

  /// Removes what came from a pack that is gone or was cut short.
  ///
  /// An artifact of which a result names a copy elsewhere stays known by that.
  func dropPack(_ pack: String) throws {
    let elsewhere = try Row.fetchAll(
      self,
      sql: """
        SELECT DISTINCT r.record, r.identity FROM artifacts a JOIN outputs o ON o.digest = a.digest
        JOIN results r ON r.id = o.result WHERE a.pack = ?1 AND r.pack <> ?1
        """, arguments: [pack]
    ).map { try StageResult.read($0) }
    try execute(
      sql: """
        DELETE FROM outputs WHERE result IN (SELECT id FROM results WHERE pack = ?1);
        """, arguments: [pack])
    try execute(sql: "DELETE FROM results WHERE pack = ?", arguments: [pack])
    try execute(sql: "DELETE FROM artifacts WHERE pack = ?", arguments: [pack])
    try execute(sql: "DELETE FROM packs WHERE name = ?", arguments: [pack])
    for result in elsewhere {
      for output in result.outputs where !output.artifact.isIn(pack) {
        try insert(output.artifact, created: result.created)
      }
    }
  }

  /// The columns of `artifacts` in the order that `ArtifactReference.init(row:)` reads.
  static let artifactColumns =
    "a.digest, a.type, a.version, a.pack, a.start, a.length, a.raw, a.stored"
}

extension ArtifactReference {
  fileprivate func isIn(_ pack: String) -> Bool {
    if case .pack(pack, _, _) = location { true } else { false }
  }

  init(row: Row) throws {
    let location: ArtifactLocation
    if let pack: String = try row.decode(atIndex: 3) {
      location = .pack(
        name: pack, offset: try row.decode(atIndex: 4), length: try row.decode(atIndex: 5))
    } else {
      location = .object
    }
    self.init(
      digest: try Digest(row: row, 0),
      type: ArtifactType(try row.decode(atIndex: 1), version: try row.decode(atIndex: 2)),
      location: location, rawBytes: try row.decode(atIndex: 6),
      storedBytes: try row.decode(atIndex: 7))
    guard isPossible else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
  }
}

extension Digest {
  var data: Data { withUnsafeBytes { Data($0) } }

  init(row: Row, _ column: Int) throws {
    let found = try row.withUnsafeData(atIndex: column) { data in data.flatMap { Digest(bytes: $0) }
    }
    guard let found else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
    self = found
  }
}

extension StageResult {
  /// The record in a row's first column, whose hash is in the second: SQLite itself does not notice when a bit of it
  /// is another.
  static func read(_ row: Row, like other: StageResult? = nil) throws -> StageResult {
    let identity = try Digest(row: row, 1)
    let found = try row.withUnsafeData(atIndex: 0) { data in
      try data?.withUnsafeBytes { bytes -> StageResult? in
        guard Digest.of(bytes) == identity else { return nil }
        return try StageResult(decoding: bytes, like: other)
      }
    }
    guard let result = found ?? nil else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
    return result
  }
}
