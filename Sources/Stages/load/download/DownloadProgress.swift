internal import Pipeline

/// How far a download is, in words and as a part of the whole.
enum DownloadProgress {
  /// `12.3 of 40.0 MB`; without the whole where the server does not tell it.
  static func report(_ done: Int, of total: Int?) -> StageProgress {
    guard let total, total > 0 else { return StageProgress(message: "\(megabytes(done)) MB") }
    return StageProgress(
      fraction: min(1, Double(done) / Double(total)),
      message: "\(megabytes(done)) of \(megabytes(total)) MB")
  }

  private static func megabytes(_ bytes: Int) -> String {
    let tenths = (bytes + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}
