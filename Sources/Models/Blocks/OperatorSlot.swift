/// An operator that a placed block needs, before it is bound to the numbers of an input.
package struct OperatorSlot: Hashable, Sendable {
  /// What the block takes from the operator it finds.
  package enum Part: Hashable, Sendable {
    /// The operator of a level, finest is 0.
    case level(Int)
    /// The map from level + 1 to level of a hierarchy, as it is.
    case prolongation(Int)
    /// The transpose of a prolongation with rows that sum to one: means over clusters.
    case averaging(Int)
    /// The transpose of a prolongation: sums over clusters.
    case summing(Int)
    /// The map to level − 1 from a level whose nodes are chosen in each pass: others are 0. No operator is looked for.
    case selection(Int)
  }

  /// What the block calls it.
  package let role: String
  /// The kinds that would do, the preferred one first.
  package let kinds: [OperatorKind]
  /// The part wanted.
  package var part: Part
  /// The name that `uses:` states; empty if it states none.
  package let uses: String
  /// Path of the block, for messages.
  package let path: String
  /// The levels above the part's whose nodes are chosen in each pass; the operator is that of the nodes chosen last.
  package var selections: [Int] = []
  /// Whether the block can do without, where no operator fits.
  package var isOptional = false

  /// The level whose own operator is wanted; nil for maps between levels.
  package var level: Int? { if case .level(let level) = part { level } else { nil } }

  /// The kinds that carry the part, in the order they are tried: the level's own operators, then hierarchies, which alone have
  /// maps between levels.
  private var searched: [OperatorKind] {
    guard level != nil else { return [.hierarchy] }
    return kinds.allSatisfy(\.isMeasured) ? kinds : kinds + [.hierarchy]
  }

  private func fits(_ found: OperatorSignature, as kind: OperatorKind) -> Bool {
    guard kind == .hierarchy else {
      return found.level == level && (found.kind == kind || (found.kind == nil && !kind.isOwnType))
    }
    guard found.kind == .hierarchy, level != nil else { return found.kind == .hierarchy }
    return found.levelKind.map(kinds.contains) ?? true
  }

  /// The operator to take among those connected; nil where none fits and the block can do without.
  ///
  /// - Throws: as `choose`.
  package func find(
    among connected: [OperatorSignature]
  ) throws(ModelError) -> OperatorSignature? {
    let isFound = connected.contains { found in searched.contains { fits(found, as: $0) } }
    return isOptional && uses.isEmpty && !isFound ? nil : try choose(among: connected)
  }

  /// The operator to take among those connected.
  ///
  /// - Throws: `ModelError` with code `operators`: none fits, or several do and `uses` chooses none.
  package func choose(
    among connected: [OperatorSignature]
  ) throws(ModelError) -> OperatorSignature {
    if !uses.isEmpty { return try named(among: connected) }
    let fitting = searched.lazy.map { kind in connected.filter { fits($0, as: kind) } }
    guard let candidates = fitting.first(where: { !$0.isEmpty }), let first = candidates.first
    else { throw missing(among: connected) }
    guard candidates.count == 1 || candidates.contains(where: { $0.kind == nil }) else {
      let names = candidates.map(\.label).joined(separator: ", ")
      throw ModelError(
        .operators,
        "several operators fit its \(role): \(names); choose one with uses: \(first.name)",
        at: path)
    }
    return first
  }

  private var wanted: String { searched.map(\.rawValue).joined(separator: " or ") }

  /// The operator that `uses` names, on the slot's level.
  private func named(among connected: [OperatorSignature]) throws(ModelError) -> OperatorSignature {
    let place = "\(path).uses"
    let sharing = connected.filter { $0.name == uses }
    guard !sharing.isEmpty else {
      let names = Set(connected.map(\.name)).sorted()
      throw ModelError(
        .operators,
        [
          names.isEmpty
            ? ModelProblem(place, "no operator is connected; connect one of kind \(wanted)")
            : .unknown("operator", uses, at: place, valid: names)
        ])
    }
    guard
      let found = sharing.first(where: { $0.kind == .hierarchy || $0.level == level ?? 0 })
    else {
      let label = OperatorSignature.label(uses, level: level ?? 0)
      throw ModelError(
        .operators, "'\(uses)' has no operator on level \(level ?? 0); connect it as \(label)",
        at: place)
    }
    guard found.kind == nil || searched.contains(where: { fits(found, as: $0) }) else {
      throw ModelError(
        .operators, "'\(uses)' is of kind \(phrase(found)), needed is \(wanted)", at: place)
    }
    return found
  }

  private func missing(among connected: [OperatorSignature]) -> ModelError {
    let found = connected.map { "\($0.label) (\(phrase($0)))" }
    let listed =
      found.isEmpty ? "none is connected" : "there are: " + found.joined(separator: ", ")
    guard let level, level > 0 else {
      return ModelError(
        .operators, "needs an operator of kind \(wanted) for its \(role); \(listed)", at: path)
    }
    let name = connected.first { $0.kind.map(kinds.contains) ?? ($0.name == role) }?.name ?? role
    let label = OperatorSignature.label(name, level: level)
    return ModelError(
      .operators,
      "needs an operator of kind \(wanted) on level \(level) for its \(role); \(listed); "
        + "add that of level \(level) as \(label)", at: path)
  }

  /// The kind of an operator, and its level where the slot's is a coarser one.
  private func phrase(_ found: OperatorSignature) -> String {
    let kind = found.kind?.rawValue ?? "?"
    if found.kind == .hierarchy { return found.levelKind.map { "\(kind) of \($0)" } ?? kind }
    return level ?? 0 == 0 && found.level == 0 ? kind : "\(kind), level \(found.level)"
  }
}
