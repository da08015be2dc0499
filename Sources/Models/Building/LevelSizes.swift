internal import Geometry

/// How many nodes the levels have that a model works on: those of its input, and of the hierarchies that lead to coarser ones.
struct LevelSizes {
  private var sizes: [Int]

  /// The levels of the hierarchies that slots between levels find among operators; where two of them differ the first counts,
  /// and the other is refused when it is bound.
  init(_ slots: [OperatorSlot], _ operators: [DomainOperator], finest: Int) {
    sizes = [finest]
    for slot in slots where slot.level == nil {
      guard let hierarchy = slot.found(among: operators)?.hierarchy?.0 else { continue }
      sizes += hierarchy.sizes.dropFirst(sizes.count)
    }
  }

  /// The nodes of a level; nil where no hierarchy leads to it.
  subscript(level: Int) -> Int? { sizes.indices.contains(level) ? sizes[level] : nil }

  /// The nodes of every level, finest first.
  var all: [Int] { sizes }
}

extension OperatorSlot {
  /// The operator that the slot chooses; nil where it finds none, or the nodes are chosen in each pass.
  fileprivate func found(among operators: [DomainOperator]) -> DomainOperator? {
    if case .selection = part { return nil }
    guard let signature = try? choose(among: operators.map(\.signature)) else { return nil }
    return operators.first { $0.signature == signature }
  }
}
