public import Store

/// What `inspect` shows of an artifact's content: its arrays' figures and a line for its type.
public struct ArtifactDescription: Sendable {
  /// The artifact's type.
  public let type: ArtifactType
  /// Its digest.
  public let digest: Digest
  /// A line particular to the type; nil when the value cannot be read, see `problem`.
  public let summary: String?
  /// What there is to see beyond the summary, as lines.
  public let details: [String]
  /// Why there is no summary: an unknown type, or arrays that do not make such a value.
  public let problem: String?
  /// Figures of every array, in stored order.
  public let arrays: [ArraySummary]
  /// Bytes before compression.
  public let rawBytes: Int
  /// Bytes as stored.
  public let storedBytes: Int

  /// Reads an artifact of any type, known or not.
  ///
  /// - Throws: `StoreError` when an array is damaged.
  /// - Complexity: O(bytes).
  public init(_ reader: ArtifactReader) throws {
    type = reader.type
    digest = reader.digest
    arrays = try reader.arrays.map { try ArraySummary(of: $0, in: reader) }
    rawBytes = reader.rawBytes
    storedBytes = reader.storedBytes
    do {
      let value = try ArtifactCatalogue.type(of: reader).init(from: reader)
      summary = value.artifactSummary
      details = value.artifactDetails
      problem = nil
    } catch let error as StoreError {
      throw error
    } catch {
      summary = nil
      details = []
      problem = "\(error)"
    }
  }

  /// The description as labelled lines for a terminal: type, content, then one a stored array.
  public var facts: [(label: String, text: String)] {
    var facts = [(label: "type", text: "\(type.name) (version \(type.version))")]
    if let summary { facts.append(("content", summary)) }
    if let problem { facts.append(("problem", problem)) }
    return facts + arrays.map { ($0.name, $0.text) }
  }

  /// The description as a JSON object.
  public var json: JSON {
    .object([
      ("type", .string(type.name)), ("type_version", .integer(type.version)),
      ("digest", .string(digest.hex)), ("summary", summary.map { .string($0) } ?? .null),
      ("problem", problem.map { .string($0) } ?? .null), ("bytes", .integer(rawBytes)),
      ("stored_bytes", .integer(storedBytes)), ("arrays", .array(arrays.map(\.json))),
    ])
  }
}
