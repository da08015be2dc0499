import Store

/// Which hits of a run are computed again, and what came of it.
struct RecheckTally {
  /// The part of the hits that is computed again, from 0 to 1.
  let share: Double
  /// The run, which makes the choice another one each time.
  let run: String
  private var count = 0
  /// The stages that came out different.
  private(set) var differing: [String] = []

  init(share: Double, run: String) {
    self.share = share
    self.run = run
  }

  /// How many were compared; nil when none was to be.
  var compared: Int? { share > 0 ? count : nil }

  /// Whether the stage, if it is a hit, is among those computed again: chance, fixed by key and run.
  func chooses(_ node: RunNode) -> Bool {
    guard share > 0, let key = node.planned.result?.key else { return false }
    let chance = Double(Digest.of(text: "recheck \(run) \(key)").words.0) * 0x1p-64
    return chance < share
  }

  /// Takes down how a comparison came out.
  mutating func note(_ stage: String, isSame: Bool) {
    count += 1
    if !isSame { differing.append(stage) }
  }
}
