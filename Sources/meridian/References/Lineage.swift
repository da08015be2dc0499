package import Store

/// What an artifact came from: the stage that made it, and the same for each of that stage's inputs, down to files.
package struct Lineage {
  /// One artifact or file with what it came from.
  package struct Node {
    /// Port and item through which it was used; empty for the artifact asked for.
    package let use: String
    package let digest: Digest
    /// The record of the stage that made it; nil for a file, or where no record is left.
    package let result: StageResult?
    /// The path, for a file.
    package let path: String?
    /// What it came from; empty where the same artifact stands further up.
    package let sources: [Node]
    /// Whether its sources stand further up.
    package let isRepeated: Bool
  }

  package let root: Node

  /// Follows the records of a store.
  ///
  /// - Parameter producers: the records that made an artifact, oldest first.
  package init(of digest: Digest, producers: (Digest) throws -> [StageResult]) rethrows {
    var seen: Set<Digest> = []
    root = try Self.node("", digest, nil, &seen, producers)
  }

  private static func node(
    _ use: String, _ digest: Digest, _ path: String?, _ seen: inout Set<Digest>,
    _ producers: (Digest) throws -> [StageResult]
  ) rethrows -> Node {
    let result = path == nil ? try producers(digest).first : nil
    let isRepeated = result?.inputs.isEmpty == false && !seen.insert(digest).inserted
    var sources: [Node] = []
    for input in isRepeated ? [] : result?.inputs ?? [] {
      let use = input.item.map { "\(input.port) \($0)" } ?? input.port
      sources.append(try node(use, input.digest, input.path, &seen, producers))
    }
    return Node(
      use: use, digest: digest, result: result, path: path, sources: sources,
      isRepeated: isRepeated)
  }
}
