internal import Pipeline

/// The estimate of a plan in words.
enum PlanEstimateText {
  /// `about 2 min with 2 jobs, up to 1.3 GB of memory`; with `at most` where some stages may turn out to be hits.
  static func words(_ estimate: PlanEstimate) -> String {
    let time = Figures.roughDuration(estimate.seconds)
    let isShort = estimate.seconds < 1
    let head = isShort ? "less than" : estimate.isUpperBound ? "at most about" : "about"
    let memory =
      estimate.peakBytes > 0 ? ", up to \(Figures.bytes(estimate.peakBytes)) of memory" : ""
    return "\(head) \(time) with \(Figures.counted(estimate.jobs, "job"))\(memory)"
  }
}
