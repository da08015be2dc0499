internal import Foundation
internal import Pipeline
internal import Store

/// One attempt at a file: a request, the requests that its redirects lead to, and what they bring.
struct DownloadAttempt {
  /// How it ended, if it is not hopeless.
  enum End {
    /// The response that was to bring the rest came whole.
    case whole
    /// It did not; the server may have asked to wait some seconds.
    case broken(String, wait: Double?)
  }

  private let file: RemoteFile
  private let policy: DownloadPolicy
  private let onProgress: (Int, Int?) -> Void
  private let isCancelled: () -> Bool

  init(
    _ file: RemoteFile, policy: DownloadPolicy, onProgress: @escaping (Int, Int?) -> Void,
    isCancelled: @escaping () -> Bool
  ) {
    self.file = file
    self.policy = policy
    self.onProgress = onProgress
    self.isCancelled = isCancelled
  }

  /// Asks for what is missing in `partial`, and adds it.
  ///
  /// - Throws: `DownloadError` for what another attempt does not cure; `PipelineError.cancelled`;
  ///   `StoreError`.
  func run(into partial: PartialFile, _ resumption: inout Resumption) throws -> End {
    var url = file.url
    for _ in 0...policy.redirects {
      let transfer = Transfer(partial, resumption, url: url, onProgress: onProgress)
      let exchange = HTTPExchange(
        onHead: transfer.begin, onBody: transfer.add, goesOn: { [isCancelled] in !isCancelled() })
      let end = try exchange.get(url, headers: transfer.headers, policy: policy)
      resumption = transfer.resumption
      if isCancelled() { throw PipelineError.cancelled }
      switch end {
      case .redirect(let target): url = try follow(target, from: url)
      case .whole:
        return try transfer.isTaken
          ? transfer.end : judge(exchange.head, partial, &resumption)
      case .broken(let reason): return .broken(reason, wait: nil)
      case .hopeless(let reason):
        throw DownloadError.unusable(url: file.url, reason: reason)
      case .unavailable(let reason): throw DownloadError.unavailable(reason: reason)
      }
    }
    throw DownloadError.tooManyRedirects(url: file.url, count: policy.redirects)
  }

  private func follow(_ target: String, from url: String) throws -> String {
    func scheme(_ text: String) -> String {
      String(text.prefix { $0 != ":" }).lowercased()
    }
    let isSafe =
      scheme(target) == "https" || (scheme(target) == "http" && scheme(url) == "http")
    guard isSafe else { throw DownloadError.unsafeRedirect(url: file.url, target: target) }
    return target
  }

  /// What a response means that brought nothing.
  private func judge(
    _ head: HTTPHead, _ partial: PartialFile, _ resumption: inout Resumption
  ) throws -> End {
    switch head.status {
    case 416:
      // There is no rest: either all is here, or what is here is of another file.
      if try partial.digest() == file.sha256 { return .whole }
      try partial.clear()
      resumption = Resumption()
      resumption.ignoresRanges = true
      return .broken("the server has no more than what was here, which is not the file", wait: nil)
    case 206:
      try partial.clear()
      resumption = Resumption()
      resumption.ignoresRanges = true
      return .broken("the server sent another part than it was asked for", wait: nil)
    case 408, 425, 429, 500, 502, 503, 504:
      return .broken("the server answers with status \(head.status)", wait: head.retryAfter)
    default: throw DownloadError.refused(url: file.url, status: head.status)
    }
  }
}

/// Puts one response into a partial file.
private final class Transfer {
  private(set) var resumption: Resumption
  /// Whether the response brought what was asked for.
  private(set) var isTaken = false

  private let partial: PartialFile
  private let url: String
  private let onProgress: (Int, Int?) -> Void

  init(
    _ partial: PartialFile, _ resumption: Resumption, url: String,
    onProgress: @escaping (Int, Int?) -> Void
  ) {
    self.partial = partial
    self.resumption = resumption
    self.url = url
    self.onProgress = onProgress
  }

  /// What the request says: that bytes are wanted as they are, and from which on.
  var headers: [String] {
    var lines = ["Accept-Encoding: identity"]
    if partial.size > 0, !resumption.ignoresRanges {
      lines.append("Range: bytes=\(partial.size)-")
      if let tag = resumption.tag(at: url) { lines.append("If-Range: \(tag)") }
    }
    return lines
  }

  /// Decides whether the body is the file or its rest.
  func begin(_ head: HTTPHead) throws -> Bool {
    switch head.status {
    case 200: try resumption.begin(url, head, in: partial)
    case 206:
      guard let range = head.contentRange, range.first == partial.size, partial.size > 0,
        range.total == nil || resumption.total == nil || range.total == resumption.total
      else { return false }
      try resumption.goOn(url, head, in: partial)
    default: return false
    }
    isTaken = true
    return true
  }

  func add(_ bytes: UnsafeRawBufferPointer) throws {
    try partial.append(bytes)
    onProgress(partial.size, resumption.total)
  }

  /// Whether all has come that was announced.
  var end: DownloadAttempt.End {
    guard let total = resumption.total, partial.size != total else { return .whole }
    return .broken("the server announced \(total) bytes and sent \(partial.size)", wait: nil)
  }
}
