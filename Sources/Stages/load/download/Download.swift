internal import Foundation
package import Pipeline
package import Store

/// Brings a file into a partial file: goes on where an earlier attempt stopped, tries again while
/// there is progress, and hands on only what has the checksum.
package struct Download {
  private let file: RemoteFile
  private let policy: DownloadPolicy
  private let onProgress: (Int, Int?) -> Void
  private let onTrouble: (String) -> Void
  private let isCancelled: () -> Bool

  /// A download.
  ///
  /// - Parameters:
  ///   - file: what to get.
  ///   - policy: how patient to be.
  ///   - onProgress: is told the bytes that are here and, if known, of how many.
  ///   - onTrouble: is told what went wrong and is tried again.
  ///   - isCancelled: asked about once a second at least.
  package init(
    _ file: RemoteFile, policy: DownloadPolicy = DownloadPolicy(),
    onProgress: @escaping (Int, Int?) -> Void = { _, _ in },
    onTrouble: @escaping (String) -> Void = { _ in }, isCancelled: @escaping () -> Bool = { false }
  ) {
    self.file = file
    self.policy = policy
    self.onProgress = onProgress
    self.onTrouble = onTrouble
    self.isCancelled = isCancelled
  }

  /// Fills `partial` with the file; when it returns, the content has the checksum.
  ///
  /// - Throws: `DownloadError`; `PipelineError.cancelled`; `StoreError` when the disk is full. After a
  ///   wrong checksum nothing is left of the file, after anything else what has come so far.
  package func run(into partial: PartialFile) throws {
    if let path = file.localPath { return try copy(path, into: partial) }
    var resumption = Resumption(of: partial)
    if resumption.isComplete(partial), try verified(partial) == nil { return }
    var trials = DownloadTrials(policy, best: partial.size)
    while true {
      let attempt = DownloadAttempt(
        file, policy: policy, onProgress: onProgress, isCancelled: isCancelled)
      switch try attempt.run(into: partial, &resumption) {
      case .whole:
        guard let found = try verified(partial) else { return }
        let bytes = partial.size
        // What was put together from several responses may be of two versions of the file.
        guard resumption.isSpliced, !trials.hasStartedOver else {
          try partial.remove()
          throw DownloadError.wrongChecksum(
            url: file.url, expected: file.sha256, found: found, bytes: bytes)
        }
        onTrouble(
          "\(file.url): what was put together has a wrong checksum; from the beginning again")
        try partial.clear()
        trials.startOver()
        resumption = Resumption()
      case .broken(let reason, let asked):
        let wait = try trials.wait(
          after: reason, asked: asked, at: partial.size, total: resumption.total, of: file.url)
        onTrouble("\(file.url): \(reason); trying again at byte \(partial.size)")
        try pause(wait)
      }
    }
  }

  /// The checksum the content has instead of the right one; nil when it is right.
  private func verified(_ partial: PartialFile) throws -> Digest? {
    guard let found = try partial.digest(while: { !isCancelled() }) else {
      throw PipelineError.cancelled
    }
    return found == file.sha256 ? nil : found
  }

  private func copy(_ path: String, into partial: PartialFile) throws {
    try partial.clear()
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw DownloadError.unreadable(
        url: file.url, reason: "cannot be read; check the path and its permissions")
    }
    defer { try? handle.close() }
    let total = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    do {
      while let piece = try handle.read(upToCount: 4 << 20), !piece.isEmpty {
        try piece.withUnsafeBytes { try partial.append($0) }
        onProgress(partial.size, total)
        try checkCancellation()
      }
    } catch let error as CocoaError {
      throw DownloadError.unreadable(
        url: file.url, reason: "cannot be read (\(error.localizedDescription))")
    }
    guard let found = try verified(partial) else { return }
    let bytes = partial.size
    try partial.remove()
    throw DownloadError.wrongChecksum(
      url: file.url, expected: file.sha256, found: found, bytes: bytes)
  }

  private func checkCancellation() throws {
    if isCancelled() { throw PipelineError.cancelled }
  }

  /// Waits, in steps so short that a request to stop does not.
  private func pause(_ seconds: Double) throws {
    let end = Date().addingTimeInterval(seconds)
    while end.timeIntervalSinceNow > 0 {
      try checkCancellation()
      Thread.sleep(forTimeInterval: min(0.05, max(0, end.timeIntervalSinceNow)))
    }
  }
}
