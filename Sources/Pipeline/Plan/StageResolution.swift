import Store

/// A stage with the digests of everything that is connected to it: what its key, its result record
/// and its assignment are made from.
struct StageResolution {
  let key: Digest
  let inputs: [StageResult.Input]
  let assigned: [StageAssignment.Input]

  /// The resolution of a stage, or nil while an input's digest is not known.
  ///
  /// - Parameters:
  ///   - results: the results of other stages by position.
  ///   - files: the digests of file inputs by path.
  ///   - dropped: positions of stages that have no result and are left out of the items gathered from them; an
  ///     input of which nothing is left makes no resolution.
  init?(
    _ stage: CheckedStage, results: [Int: StageResult], files: [String: Digest],
    dropped: Set<Int> = []
  ) {
    var contents: [String: CacheKey.Content] = [:]
    var inputs: [StageResult.Input] = []
    var assigned: [StageAssignment.Input] = []
    for input in stage.inputs {
      var items: [CacheKey.Item] = []
      var handed: [StageAssignment.Item] = []
      for (name, source) in input.items {
        switch source {
        case .output(let position, let port):
          guard
            let artifact = results[position]?.outputs.first(where: { $0.port == port })?.artifact
          else {
            guard input.isMany, dropped.contains(position) else { return nil }
            continue
          }
          items.append(CacheKey.Item(name: name, digest: artifact.digest))
          handed.append(StageAssignment.Item(name: name, artifact: artifact))
        case .file(let file):
          guard let digest = files[file.path] else { return nil }
          items.append(CacheKey.Item(name: name, digest: digest))
          handed.append(
            StageAssignment.Item(name: name, path: file.path, written: file.written))
        }
      }
      if items.isEmpty { return nil }
      for (item, hand) in zip(items, handed) {
        inputs.append(
          StageResult.Input(
            port: input.port, item: input.isMany ? item.name : nil, digest: item.digest,
            path: hand.written))
      }
      if !input.isMany, let only = items.first {
        contents[input.port] = .one(only.digest)
      } else {
        contents[input.port] = .many(items)
      }
      assigned.append(
        StageAssignment.Input(port: input.port, isMany: input.isMany, items: handed))
    }
    if let remote = stage.remote {
      // Not part of the key, which has the checksum: the record says where the file was had from.
      inputs.append(
        StageResult.Input(port: "url", digest: remote.sha256, path: remote.url))
    }
    key = CacheKey.make(
      kind: stage.kind, parameters: stage.parameters, inputs: contents, seed: stage.seed)
    self.inputs = inputs
    self.assigned = assigned
  }
}
