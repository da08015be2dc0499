/// Running figures of how two lists of numbers differ.
///
/// Numbers are different when their bits are, but two NaN are not. The relative difference of a and b is
/// |a − b| / max(|a|, |b|).
struct NumberDifferences {
  /// A difference and the place where it is.
  struct Extreme {
    let value: Double
    let place: Int
  }

  /// How many pairs were compared.
  private(set) var compared = 0
  /// How many of them differ.
  private(set) var changed = 0
  /// How many of those have a side that is infinite or NaN; they take no part in the extremes.
  private(set) var notFinite = 0
  private(set) var absolute: Extreme?
  private(set) var relative: Extreme?

  /// Adds a pair; `place` is told with the extremes.
  mutating func add(_ old: Double, _ new: Double, at place: Int) {
    compared += 1
    guard old.bitPattern != new.bitPattern, !(old.isNaN && new.isNaN) else { return }
    changed += 1
    guard old.isFinite, new.isFinite else {
      notFinite += 1
      return
    }
    let difference = abs(new - old)
    let scale = max(abs(old), abs(new))
    if difference > absolute?.value ?? -1 { absolute = Extreme(value: difference, place: place) }
    let share = scale > 0 ? difference / scale : 0
    if share > relative?.value ?? -1 { relative = Extreme(value: share, place: place) }
  }

  /// Adds lists of one length, pair by pair, their first at `place`.
  mutating func add(_ old: [Double], _ new: [Double], from place: Int = 0) {
    for index in 0..<min(old.count, new.count) { add(old[index], new[index], at: place + index) }
  }

  /// Adds pairs that are known to be equal.
  mutating func addEqual(_ count: Int) { compared += count }

  /// What differs, or nil when nothing does.
  ///
  /// - Parameters:
  ///   - noun: What the numbers are, in the plural.
  ///   - place: The words for a place.
  func finding(_ subject: String, _ noun: String, place: (Int) -> String) -> Finding? {
    guard changed > 0 else { return nil }
    var text = "\(Exports.count(changed)) of \(Exports.count(compared)) \(noun) changed"
    if let absolute, let relative {
      text += ", by at most \(Exports.short(absolute.value)) (\(place(absolute.place)))"
      text += " and \(Exports.short(relative.value)) of the value (\(place(relative.place)))"
    }
    if notFinite > 0 { text += "; \(Exports.count(notFinite)) with NaN or infinity" }
    return Finding(
      subject, text,
      [
        "changed": .integer(changed), "count": .integer(compared),
        "largest_absolute": absolute.map { .number($0.value) },
        "largest_absolute_at": absolute.map { .string(place($0.place)) },
        "largest_relative": relative.map { .number($0.value) },
        "largest_relative_at": relative.map { .string(place($0.place)) },
        "not_finite": notFinite > 0 ? .integer(notFinite) : nil,
      ])
  }
}
