public import Store

/// How two artifacts differ, as what they are and array by array.
public struct ArtifactComparison: Sendable {
  /// One of the two.
  public struct Side: Sendable, Equatable {
    /// Its digest.
    public let digest: Digest
    /// Its type.
    public let type: ArtifactType
    /// Bytes before compression.
    public let rawBytes: Int

    init(_ reader: ArtifactReader) {
      digest = reader.digest
      type = reader.type
      rawBytes = reader.rawBytes
    }
  }

  /// The first artifact.
  public let old: Side
  /// The second artifact.
  public let new: Side
  /// What their type has to say.
  public let findings: [Finding]
  /// The arrays that differ, in stored order, those of the second alone behind.
  public let arrays: [ArrayComparison]
  /// Why the type has nothing to say: it is unknown, or the arrays do not make such a value.
  public let problem: String?

  /// Whether the two have the same content, bit for bit.
  public var isEqual: Bool { old.digest == new.digest }

  /// Compares two artifacts of any types; where the digests are the same, nothing is read.
  ///
  /// - Throws: `StoreError` when an array is damaged.
  /// - Complexity: O(bytes), and what the type's own comparison takes.
  public init(_ left: ArtifactReader, _ right: ArtifactReader) throws {
    old = Side(left)
    new = Side(right)
    guard left.digest != right.digest else {
      findings = []
      arrays = []
      problem = nil
      return
    }
    guard left.type == right.type else {
      findings = [Finding("type", from: "\(left.type)", to: "\(right.type)")]
      arrays = []
      problem = nil
      return
    }
    let added = right.arrays.map(\.name).filter { !left.contains($0) }
    arrays = try (left.arrays.map(\.name) + added).compactMap {
      try ArrayComparison($0, left, right)
    }
    do {
      findings = try Self.findings(as: ArtifactCatalogue.type(of: left), left, right)
      problem = nil
    } catch let error as StoreError {
      throw error
    } catch {
      findings = []
      problem = "\(error)"
    }
  }

  private static func findings<Value: Artifact>(
    as type: Value.Type, _ left: ArtifactReader, _ right: ArtifactReader
  ) throws -> [Finding] {
    try Value.differences(from: Value(from: left), to: Value(from: right))
  }

  /// The comparison as a JSON object.
  public var json: JSON {
    func side(_ side: Side) -> JSON {
      .object([
        ("digest", .string(side.digest.hex)), ("type", .string(side.type.name)),
        ("type_version", .integer(side.type.version)), ("bytes", .integer(side.rawBytes)),
      ])
    }
    return .object([
      ("equal", .boolean(isEqual)), ("from", side(old)), ("to", side(new)),
      ("problem", problem.map { .string($0) } ?? .null),
      (
        "findings",
        .array(
          findings.map { finding in
            guard case .object(let figures) = finding.json else { return finding.json }
            return .object(
              [("subject", .string(finding.subject)), ("text", .string(finding.text))] + figures)
          })
      ), ("arrays", .array(arrays.map(\.json))),
    ])
  }
}
