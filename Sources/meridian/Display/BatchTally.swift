internal import Pipeline

/// What has become of the items and variants of a stage that has many of them: they share one line.
struct BatchTally: Sendable {
  /// A stage with more items and variants than this has one line for all.
  static let limit = 12
  /// How many failures are told one by one.
  private static let told = 10

  /// How many there are.
  let total: Int
  private var counts: [StageReport.Status: Int] = [:]
  private var seconds = 0.0
  private var bytes = 0

  init(total: Int) { self.total = total }

  /// How many stages each template of a plan with many of them has.
  static func totals(of plan: Plan) -> [String: Int] {
    var totals: [String: Int] = [:]
    for stage in plan.stages { totals[stage.template, default: 0] += 1 }
    return totals.filter { $0.value > limit }
  }

  /// Takes one down.
  mutating func add(_ report: StageReport) {
    counts[report.status, default: 0] += 1
    seconds += report.seconds
    bytes += report.storedBytes
  }

  private func count(_ status: StageReport.Status) -> Int { counts[status] ?? 0 }

  /// Whether all are over.
  var isOver: Bool { counts.values.reduce(0, +) >= total }

  /// Whether the failure that was added last is told by itself.
  var tellsFailure: Bool { count(.failed) <= Self.told }

  /// What is said when the failures are too many to be told.
  var silence: String? {
    count(.failed) == Self.told + 1
      ? "more items fail; 'meridian failures' lists them when the run is over" : nil
  }

  /// The line for all: the gravest thing that happened, then how many of each.
  func line(_ name: String, _ line: StageLine) -> String {
    let status =
      [StageReport.Status.failed, .cancelled, .ran, .skipped, .hit].first { count($0) > 0 } ?? .hit
    let parts = [StageReport.Status.hit, .ran, .failed, .skipped, .cancelled].filter {
      count($0) > 0
    }.map { "\(Figures.count(count($0))) \($0 == .hit && count($0) > 1 ? "hits" : $0.rawValue)" }
    return line.finished(
      name, status: status, seconds: seconds > 0 ? seconds : nil, bytes: bytes,
      note: parts.joined(separator: ", "))
  }
}
