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

  /// The kinds that carry the part: hierarchies for maps between levels and for coarse levels.
  private var searched: [OperatorKind] {
    if case .level(0) = part { kinds + [.hierarchy] } else { [.hierarchy] }
  }

  /// The name of the operator to take among those connected; nil where none fits and the block can do without.
  ///
  /// - Throws: as `choose`.
  package func find(among connected: [OperatorSignature]) throws(ModelError) -> String? {
    let isFound = connected.contains { fits($0, searched) }
    return isOptional && uses.isEmpty && !isFound ? nil : try choose(among: connected)
  }

  private func fits(_ connected: OperatorSignature, _ kinds: [OperatorKind]) -> Bool {
    kinds.contains { connected.kind == $0 || (connected.kind == nil && !$0.isOwnType) }
  }

  /// The name of the operator to take among those connected.
  ///
  /// - Throws: `ModelError` with code `operators`: none fits, or several do and `uses` chooses none.
  package func choose(among connected: [OperatorSignature]) throws(ModelError) -> String {
    let fitting = searched.lazy.map { kind in
      connected.filter { fits($0, [kind]) }
    }
    let wanted = searched.map(\.rawValue).joined(separator: " or ")
    if !uses.isEmpty {
      guard let named = connected.first(where: { $0.name == uses }) else {
        let names = connected.map(\.name)
        throw ModelError(
          .operators,
          [
            names.isEmpty
              ? ModelProblem(
                "\(path).uses", "no operator is connected; connect one of kind \(wanted)")
              : .unknown("operator", uses, at: "\(path).uses", valid: names)
          ])
      }
      guard named.kind.map(searched.contains) ?? true else {
        throw ModelError(
          .operators, "'\(uses)' is of kind \(named.kind?.rawValue ?? "?"), needed is \(wanted)",
          at: "\(path).uses")
      }
      return uses
    }
    guard let candidates = fitting.first(where: { !$0.isEmpty }), let first = candidates.first
    else {
      let found = connected.map { "\($0.name) (\($0.kind?.rawValue ?? "?"))" }
      let listed =
        found.isEmpty ? "none is connected" : "there are: " + found.joined(separator: ", ")
      throw ModelError(
        .operators, "needs an operator of kind \(wanted) for its \(role); \(listed)", at: path)
    }
    guard candidates.count == 1 || candidates.contains(where: { $0.kind == nil }) else {
      let names = candidates.map(\.name).joined(separator: ", ")
      throw ModelError(
        .operators,
        "several operators fit its \(role): \(names); choose one with uses: \(first.name)",
        at: path)
    }
    return first.name
  }
}
