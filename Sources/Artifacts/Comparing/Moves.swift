/// How often things went from one place to another.
struct Moves {
  /// How many kinds of moves are told one by one.
  private static let shown = 6

  private struct Move: Hashable {
    let from: String
    let to: String
  }

  private var counts: [Move: Int] = [:]
  private var total = 0

  /// Adds a thing that was in one place and is in another, or in the same.
  mutating func add(_ from: String, _ to: String) {
    total += 1
    if from != to { counts[Move(from: from, to: to), default: 0] += 1 }
  }

  /// What moved, the commonest moves first; nil where nothing did.
  func finding(_ subject: String, _ noun: String) -> Finding? {
    guard !counts.isEmpty else { return nil }
    let moves = counts.sorted {
      ($1.value, $0.key.from, $0.key.to) < ($0.value, $1.key.from, $1.key.to)
    }
    let changed = counts.values.reduce(0, +)
    var parts = moves.prefix(Self.shown).map {
      "\(Exports.count($0.value)) \($0.key.from) → \($0.key.to)"
    }
    let rest = moves.dropFirst(Self.shown).reduce(0) { $0 + $1.value }
    if rest > 0 { parts.append("\(Exports.count(rest)) others") }
    return Finding(
      subject,
      "\(Exports.count(changed)) of \(Exports.count(total)) \(noun) changed: \(parts.joined(separator: ", "))",
      [
        "changed": .integer(changed), "count": .integer(total),
        "moves": .array(
          moves.map {
            .object([
              ("from", .string($0.key.from)), ("to", .string($0.key.to)),
              ("count", .integer($0.value)),
            ])
          }),
      ])
  }
}
