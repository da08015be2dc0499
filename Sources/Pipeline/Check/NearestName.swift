/// Finds the valid name that someone most likely meant.
package enum NearestName {
  /// The candidate with the least edit distance to `name`, or nil when all are far: more than a third
  /// of the letters (at least one, and two for names of four letters or more) would have to change.
  package static func find(_ name: String, among candidates: some Sequence<String>) -> String? {
    let letters = Array(name.lowercased())
    let limit = letters.count < 4 ? 1 : max(2, letters.count / 3)
    var best: (distance: Int, name: String)?
    for candidate in candidates {
      let found = distance(letters, Array(candidate.lowercased()), limit: limit)
      guard found <= limit else { continue }
      if let current = best, (current.distance, current.name) <= (found, candidate) { continue }
      best = (found, candidate)
    }
    return best?.name
  }

  /// The candidates that unknown names most likely stand for; they are not reported as missing too.
  static func meant(_ names: [String], among candidates: [String]) -> [String] {
    names.filter { !candidates.contains($0) }.compactMap { find($0, among: candidates) }
  }

  /// `did you mean 'x'?`, or else the list of what there is, if it is short enough to read.
  package static func remedy(_ name: String, among candidates: [String], noun: String) -> String? {
    if let nearest = find(name, among: candidates) { return "did you mean '\(nearest)'?" }
    guard !candidates.isEmpty else { return "there are no \(noun)" }
    guard candidates.count <= 12 else { return nil }
    return "the \(noun) are: \(candidates.joined(separator: ", "))"
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
  private static func distance(_ a: [Character], _ b: [Character], limit: Int) -> Int {
    guard abs(a.count - b.count) <= limit else { return limit + 1 }
    var older = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for row in a.indices {
      var current = [row + 1] + [Int](repeating: 0, count: b.count)
      for column in b.indices {
        let substitution = previous[column] + (a[row] == b[column] ? 0 : 1)
        var least = min(substitution, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, a[row] == b[column - 1], a[row - 1] == b[column] {
          least = min(least, older[column - 1] + 1)
        }
        current[column + 1] = least
      }
      older = previous
      previous = current
    }
    return previous[b.count]
  }
}
