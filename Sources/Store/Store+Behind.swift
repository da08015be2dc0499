internal import GRDB
internal import Synchronization

/// What was found wrong with the stores behind, so that it is said, and read, once.
struct BehindTroubles {
  /// An artifact of one of the stores.
  struct Place: Hashable {
    let store: String
    let digest: Digest
  }

  /// Artifacts that were damaged or missing.
  var artifacts: Set<Place> = []
  /// The folders of stores that did not answer.
  var stores: Set<String> = []
}

/// Looking into the read-only stores behind this one.
extension Store {
  /// Opens the stores behind, without those that are not there.
  static func openBehind(
    _ roots: [String], options: StoreOptions, onWarning: @Sendable (String) -> Void
  ) -> [Store] {
    var options = options
    options.isReadOnly = true
    options.indexFolder = nil
    return roots.compactMap { root in
      do {
        return try Store(at: root, options: options)
      } catch {
        onWarning("the store \(root) is left out: \(error)")
        return nil
      }
    }
  }

  /// The results that the stores behind have for keys that this one has not.
  ///
  /// In a store that is worked with, they and what they name stand here when this returns; one with a
  /// damaged or missing artifact counts as not there.
  func resultsBehind(_ keys: [Digest]) throws -> [Digest: StageResult] {
    var found: [Digest: StageResult] = [:]
    for source in behind {
      let missing = keys.filter { found[$0] == nil }
      if missing.isEmpty { break }
      guard let hits = asking(source, { try $0.indexed(missing) }), !hits.isEmpty else { continue }
      found.merge(adopts ? try adopt(hits, from: source) : hits) { first, _ in first }
    }
    return found
  }

  private func adopt(
    _ hits: [Digest: StageResult], from source: Store
  ) throws -> [Digest: StageResult] {
    var adoption = Adoption(into: files, from: source.files)
    var adopted: [Digest: StageResult] = [:]
    for (key, hit) in hits.sorted(by: { $0.key < $1.key }) {
      let isKnown = troubles.withLock { troubles in
        hit.outputs.contains { output in
          troubles.artifacts.contains(.init(store: source.root, digest: output.artifact.digest))
        }
      }
      if isKnown { continue }
      do {
        let outputs = try hit.outputs.map { output in
          let own = try indexedReference(for: output.artifact.digest).flatMap(present)
          return StageResult.Output(
            port: output.port, artifact: try own ?? adoption.adopt(output.artifact))
        }
        let result = hit.with(outputs: outputs)
        try record(result)
        adopted[key] = result
      } catch let error as Adoption.Unusable {
        troubles.withLock {
          _ = $0.artifacts.insert(.init(store: source.root, digest: error.digest))
        }
        onWarning("the store \(source.root) cannot be relied on: \(error.reason)")
      }
    }
    return adopted
  }

  /// An artifact that the index has, if its bytes are there, too.
  private func present(_ reference: ArtifactReference) -> ArtifactReference? {
    (try? files.openOwn(reference))?.reference
  }

  /// What a store behind answers; nil, with one warning, when it does not.
  func asking<Result>(_ source: Store, _ question: (Store) throws -> Result) -> Result? {
    do {
      return try question(source)
    } catch {
      if troubles.withLock({ $0.stores.insert(source.root).inserted }) {
        onWarning("the store \(source.root) does not answer: \(error)")
      }
      return nil
    }
  }
}

extension StageResult {
  /// The same record with its artifacts elsewhere.
  fileprivate func with(outputs: [Output]) -> StageResult {
    StageResult(
      key: key, kind: kind, kindVersion: kindVersion, stage: stage, parameters: parameters,
      inputs: inputs, outputs: outputs, seed: seed, cost: cost, fingerprint: fingerprint,
      created: created, run: run)
  }
}
