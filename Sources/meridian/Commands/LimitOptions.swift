internal import ArgumentParser

/// How much of a list is shown.
struct LimitOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Show at most so many; 0 shows all.", valueName: "n"))
  var limit = 50

  /// The greatest number to show, or nil for all.
  var count: Int? { limit == 0 ? nil : limit }

  func validate() throws {
    if limit < 0 { throw ValidationError("--limit \(limit) is negative; give 0 for all") }
  }
}
