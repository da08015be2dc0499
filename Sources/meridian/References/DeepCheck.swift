internal import Artifacts
internal import Store

/// Checks every artifact of a store against what its type promises.
struct DeepCheck {
  /// An artifact that is not what its type promises.
  struct Broken: Sendable {
    let artifact: ArtifactReference
    /// The stage that made it, if its record is left.
    let stage: String?
    let problem: String
  }

  /// What was looked at and found.
  struct Outcome: Sendable {
    var checked = 0
    var broken: [Broken] = []
  }

  let store: Store

  /// One artifact after the other, so that memory holds one at a time with the operators it was made from.
  func brokenPromises() throws -> Outcome {
    var outcome = Outcome()
    for summary in try store.artifacts() {
      outcome.checked += 1
      outcome.broken += try problems(of: summary.reference).map {
        Broken(artifact: summary.reference, stage: summary.stage, problem: $0)
      }
    }
    return outcome
  }

  private func problems(of artifact: ArtifactReference) throws -> [String] {
    let store = store
    let origin = ArtifactOrigin(try store.producers(of: artifact.digest).first) { digest in
      // An input that is gone or damaged cannot tell; verification has said so already.
      (try? store.reference(for: digest)).flatMap { try? store.files.open($0) }
    }
    do {
      return try ArtifactCheck.problems(of: try store.files.open(artifact), origin: origin)
    } catch let error as StoreError where [.missing, .damaged].contains(error.code) {
      // It was collected, or damaged, since it was listed.
      return error.code == .missing ? [] : [error.message]
    }
  }
}
