package import Store

/// Why a file could not be had.
package enum DownloadError: Error, Equatable, CustomStringConvertible {
  /// It came whole and is another file.
  case wrongChecksum(url: String, expected: Digest, found: Digest, bytes: Int)
  /// The server refuses.
  case refused(url: String, status: Int)
  /// The connection broke too often without bringing anything new.
  case broken(url: String, attempts: Int, reason: String, kept: Int, total: Int?)
  /// The response makes no sense, or is not to be trusted.
  case unusable(url: String, reason: String)
  /// A redirect leads from a protected connection to an open one, or away from the web.
  case unsafeRedirect(url: String, target: String)
  /// Redirects lead on and on.
  case tooManyRedirects(url: String, count: Int)
  /// A file of this machine cannot be read.
  case unreadable(url: String, reason: String)
  /// This machine cannot do it.
  case unavailable(reason: String)

  package var description: String {
    switch self {
    case .wrongChecksum(let url, let expected, let found, let bytes):
      "\(url) is another file than the pipeline says: expected sha256 \(expected.hex), found \(found.hex) "
        + "(\(bytes) bytes); nothing is kept. If the new file is right, put its sha256 into the pipeline file"
    case .refused(let url, let status):
      "\(url): the server answers with status \(status)\(Self.words(status)); check the URL"
    case .broken(let url, let attempts, let reason, let kept, let total):
      "\(url): \(attempts) attempts in a row brought nothing new, the last one: \(reason); "
        + Self.state(kept, total)
    case .unusable(let url, let reason): "\(url): \(reason); use another server"
    case .unsafeRedirect(let url, let target):
      "\(url) redirects to \(target), which is less safe and not followed; use that URL itself if you trust it"
    case .tooManyRedirects(let url, let count):
      "\(url) redirects more than \(count) times; use the URL at the end of the chain"
    case .unreadable(let url, let reason): "\(url): \(reason)"
    case .unavailable(let reason):
      "\(reason), which downloads need; install libcurl 4 (Debian: apt-get install libcurl4)"
    }
  }

  private static func state(_ kept: Int, _ total: Int?) -> String {
    guard kept > 0 else { return "check the URL and the network, and run again" }
    let whole = total.map { " of \($0)" } ?? ""
    return "\(kept)\(whole) bytes are kept: run again to go on from there"
  }

  private static func words(_ status: Int) -> String {
    let known = [
      401: "unauthorized: put the login into ~/.netrc", 403: "forbidden", 404: "not found",
      410: "gone", 429: "too many requests", 500: "internal error", 502: "bad gateway",
      503: "unavailable", 504: "timeout",
    ]
    return known[status].map { " (\($0))" } ?? ""
  }
}
