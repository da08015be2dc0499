internal import Store

extension RunComparison.Side {
  /// What a store has of a run.
  ///
  /// - Throws: `StoreError` when the numbers that were measured are damaged.
  init(_ record: RunRecord, in store: Store) throws {
    let keys = Set(record.stages.compactMap(\.key))
    var metrics: [String: [String: Double]] = [:]
    for row in try RunMetrics.rows(of: record, in: store) {
      metrics[row.stage, default: [:]][row.metric] = row.value
    }
    self.init(record: record, results: try store.lookup(keys: Array(keys)), metrics: metrics)
  }
}
