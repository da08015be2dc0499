internal import Store

/// How a user names a run: by its identifier or the beginning of it, as `newest`, or as `newest~2`, the second before that.
enum RunName {
  /// The word for the newest run.
  static let newest = "newest"

  /// The run that `name` stands for; the newest where there is none.
  ///
  /// - Throws: `CommandError` where there are not as many runs; `StoreError` where no run or several fit.
  static func find(_ name: String?, in store: Store) throws -> RunRecord {
    guard let back = stepsBack(name ?? newest) else { return try store.run(name ?? newest) }
    let runs = try store.runs(limit: back + 1)
    guard runs.count > back else {
      throw CommandError(
        .usage,
        runs.isEmpty
          ? "the store \(store.root) has no runs yet; run a pipeline first"
          : "\(name ?? newest): the store \(store.root) has only \(Figures.counted(runs.count, "run")); 'meridian runs' lists them"
      )
    }
    return try store.run(runs[back].id)
  }

  /// How many runs before the newest a name means; nil for an identifier.
  private static func stepsBack(_ name: String) -> Int? {
    if name == newest { return 0 }
    let parts = name.split(separator: "~", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == newest, let steps = Int(parts[1]), (0...1_000_000) ~= steps
    else { return nil }
    return steps
  }
}
