internal import GRDB

/// Looking up how large things are, and what digests there are, without opening anything.
extension Store {
  /// The sizes in bytes, uncompressed, of those artifacts and input files that the index knows.
  ///
  /// - Complexity: a few microseconds a digest.
  public func sizes(of digests: Set<Digest>) throws -> [Digest: Int] {
    try flush()
    return try healing {
      try index.read { database in
        let artifact = try database.cachedStatement(
          sql: "SELECT raw FROM artifacts WHERE digest = ?")
        let file = try database.cachedStatement(
          sql: "SELECT bytes FROM files WHERE digest = ? LIMIT 1")
        var sizes: [Digest: Int] = [:]
        for digest in digests {
          let size =
            try Int.fetchOne(artifact, arguments: [digest.data])
            ?? Int.fetchOne(file, arguments: [digest.data])
          // A damaged index may say anything.
          if let size, 0...ArtifactReference.largest ~= size { sizes[digest] = size }
        }
        return sizes
      }
    }
  }

  /// Digests of artifacts that start with these hexadecimal digits, any number of them, the newest first.
  public func digests(startingWith prefix: String, limit: Int) throws -> [Digest] {
    let fill = max(0, 64 - prefix.utf8.count)
    guard let lower = Digest(hex: prefix + String(repeating: "0", count: fill)),
      let upper = Digest(hex: prefix + String(repeating: "f", count: fill))
    else { return [] }
    return try healing {
      try index.read { database in
        try Row.fetchAll(
          database,
          sql: """
            SELECT digest FROM artifacts WHERE digest BETWEEN ? AND ?
            ORDER BY created DESC, digest LIMIT ?
            """, arguments: [lower.data, upper.data, limit]
        ).map { try Digest(row: $0, 0) }
      }
    }
  }
}
