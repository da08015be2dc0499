internal import GRDB

/// Finding artifacts and where they come from.
extension Store {
  /// The artifacts that fit a filter, newest first.
  ///
  /// One that several stores of the chain have is listed once, from the first.
  public func artifacts(matching filter: ArtifactFilter = ArtifactFilter()) throws
    -> [ArtifactSummary]
  {
    var all = try ownArtifacts(matching: filter)
    guard !behind.isEmpty else { return all }
    var seen = Set(all.map(\.reference.digest))
    for source in behind {
      let found = asking(source) { try $0.ownArtifacts(matching: filter) } ?? []
      all += found.filter { seen.insert($0.reference.digest).inserted }
    }
    all.sort { ($1.created, $0.reference.digest) < ($0.created, $1.reference.digest) }
    return Array(all.prefix(filter.limit ?? .max))
  }

  private func ownArtifacts(matching filter: ArtifactFilter) throws -> [ArtifactSummary] {
    try flush()
    var conditions: [String] = []
    var arguments: [String] = []
    for (column, value) in [
      ("a.type", filter.type), ("r.kind", filter.kind), ("r.stage", filter.stage),
      ("r.run", filter.run),
    ] {
      guard let value else { continue }
      conditions.append("\(column) = ?")
      arguments.append(value)
    }
    let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let sql = """
      SELECT \(Database.artifactColumns), min(r.created), r.kind, r.stage, o.port, r.run
      FROM artifacts a LEFT JOIN outputs o ON o.digest = a.digest
      LEFT JOIN results r ON r.id = o.result
      \(condition) GROUP BY a.digest ORDER BY coalesce(min(r.created), a.created) DESC, a.digest
      LIMIT \(filter.limit ?? -1)
      """
    return try healing {
      try index.read { database in
        try Row.fetchAll(database, sql: sql, arguments: StatementArguments(arguments)).map { row in
          ArtifactSummary(
            reference: try ArtifactReference(row: row),
            created: try row.decode(Int64?.self, atIndex: 8) ?? 0,
            kind: try row.decode(atIndex: 9), stage: try row.decode(atIndex: 10),
            port: try row.decode(atIndex: 11), run: try row.decode(atIndex: 12), store: root)
        }
      }
    }
  }

  /// The artifact whose digest starts with these hexadecimal digits, at least four.
  ///
  /// - Throws: `StoreError`: `ambiguousPrefix` with the `candidates`, `unknownDigest`.
  public func resolve(prefix: String) throws -> ArtifactReference {
    guard let (lower, upper) = bounds(prefix) else {
      throw StoreError(
        .unknownDigest, "“\(prefix)” is not the start of a digest: give 4 to 64 hexadecimal digits")
    }
    var found = try ownReferences(lower, upper)
    for source in behind {
      let more = asking(source) { try $0.ownReferences(lower, upper) } ?? []
      found += more.filter { other in !found.contains { $0.digest == other.digest } }
    }
    guard let first = found.first else {
      throw StoreError(
        .unknownDigest, "no artifact's digest starts with “\(prefix)”; `meridian list` shows all")
    }
    guard found.count == 1 else {
      let names = found.map {
        "\($0.digest.hex.prefix(max(16, prefix.utf8.count + 4))) (\($0.type.name))"
      }
      throw StoreError(
        .ambiguousPrefix,
        "“\(prefix)” fits several artifacts, give more digits: \(names.joined(separator: ", "))",
        candidates: found.map(\.digest))
    }
    return first
  }

  /// Up to 20 artifacts between two digests.
  private func ownReferences(_ lower: Digest, _ upper: Digest) throws -> [ArtifactReference] {
    try flush()
    return try healing {
      try index.read { database in
        try Row.fetchAll(
          database,
          sql: """
            SELECT \(Database.artifactColumns) FROM artifacts a
            WHERE a.digest BETWEEN ? AND ? ORDER BY a.digest LIMIT 20
            """, arguments: [lower.data, upper.data]
        ).map { try ArtifactReference(row: $0) }
      }
    }
  }

  private func bounds(_ prefix: String) -> (Digest, Digest)? {
    let length = prefix.utf8.count
    guard (4...64).contains(length),
      let lower = Digest(hex: prefix + String(repeating: "0", count: 64 - length)),
      let upper = Digest(hex: prefix + String(repeating: "f", count: 64 - length))
    else { return nil }
    return (lower, upper)
  }

  /// Where an artifact lies; nil if the store does not have it.
  public func reference(for digest: Digest) throws -> ArtifactReference? {
    try flush()
    if let own = try indexedReference(for: digest) { return own }
    return behind.lazy.compactMap { source in
      self.asking(source) { try $0.indexedReference(for: digest) } ?? nil
    }.first
  }

  /// Where an artifact lies as the index has it, without those behind.
  func indexedReference(for digest: Digest) throws -> ArtifactReference? {
    try healing {
      try index.read { database in
        try Row.fetchOne(
          database,
          sql: "SELECT \(Database.artifactColumns) FROM artifacts a WHERE a.digest = ?",
          arguments: [digest.data]
        ).map { try ArtifactReference(row: $0) }
      }
    }
  }

  /// The results that have this artifact among their outputs, oldest first.
  public func producers(of digest: Digest) throws -> [StageResult] {
    let own = try ownProducers(of: digest)
    guard !behind.isEmpty else { return own }
    let others = behind.flatMap { source in
      asking(source) { try $0.ownProducers(of: digest) } ?? []
    }
    // What was brought over stands in two stores.
    var seen: Set<Producer> = []
    return (own + others).filter {
      seen.insert(Producer(key: $0.key, created: $0.created)).inserted
    }
    .sorted { $0.created < $1.created }
  }

  private struct Producer: Hashable {
    let key: Digest
    let created: Int64
  }

  func ownProducers(of digest: Digest) throws -> [StageResult] {
    try records(
      """
      SELECT DISTINCT r.record, r.identity, r.created FROM outputs o JOIN results r ON r.id = o.result
      WHERE o.digest = ? ORDER BY r.created
      """, [digest.data])
  }

  /// The latest results of a stage name and kind, newest first: what a plan compares with.
  ///
  /// Those of the first store of the chain that has any.
  public func results(ofStage stage: String, kind: String, limit: Int = 10) throws -> [StageResult]
  {
    let own = try ownResults(ofStage: stage, kind: kind, limit: limit)
    guard own.isEmpty else { return own }
    return behind.lazy.compactMap { source in
      self.asking(source) { try $0.ownResults(ofStage: stage, kind: kind, limit: limit) }
    }.first { !$0.isEmpty } ?? []
  }

  private func ownResults(ofStage stage: String, kind: String, limit: Int) throws -> [StageResult] {
    try records(
      "SELECT record, identity FROM results WHERE stage = ? AND kind = ? ORDER BY created DESC LIMIT ?",
      [stage, kind, limit])
  }

  /// The latest results of a kind, newest first: what an estimate of its cost is drawn from.
  public func results(ofKind kind: String, limit: Int) throws -> [StageResult] {
    try records(
      "SELECT record, identity FROM results WHERE kind = ? ORDER BY created DESC LIMIT ?",
      [kind, limit])
  }

  private func records(_ sql: String, _ arguments: StatementArguments) throws -> [StageResult] {
    try flush()
    return try healing {
      try index.read { database in
        try Row.fetchAll(database, sql: sql, arguments: arguments).map {
          try StageResult.read($0)
        }
      }
    }
  }
}
