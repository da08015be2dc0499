/// Finds the valid name that a misspelled one was probably meant to be.
package enum NearestName {
  /// The candidate with the smallest edit distance, if it is at most a third of the name's length (and at least 1).
  package static func of(_ name: String, among candidates: [String]) -> String? {
    let limit = max(1, (name.count + 2) / 3)
    let ranked = candidates.map { ($0, distance(name.lowercased(), $0.lowercased())) }
      .filter { $0.1 <= limit }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    return ranked.first?.0
  }

  /// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost 1.
  package static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.unicodeScalars), b = Array(second.unicodeScalars)
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
