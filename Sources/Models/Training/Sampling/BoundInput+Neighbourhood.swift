import Autodiff

extension BoundInput {
  /// The input on a neighbourhood: its nodes' rows, and each operator with the drawn entries of its rows.
  ///
  /// An operator's row keeps its diagonal entry and, of its d other entries, those k of drawn neighbours, times d / k.
  func neighbourhood(_ sample: NeighbourSample) -> BoundInput {
    var made: [ObjectIdentifier: SparseOperator<Scalar>] = [:]
    var parts: [OperatorSlot: BoundOperator<Scalar>] = [:]
    for (slot, bound) in operators {
      // Those that sample neighbours have matrices alone: that was checked.
      guard let whole = bound.matrix else { continue }
      let part =
        made[whole.patternIdentity]
        ?? whole.sampled(
          nodes: sample.nodes, keptOffsets: sample.offsets, keptColumns: sample.columns,
          positions: sample.positions)
      made[whole.patternIdentity] = part
      parts[slot] = .matrix(part)
    }
    return BoundInput(
      Self.rows(of: values, sample.nodes),
      companions: companions.mapValues { $0.rows(at: sample.nodes) }, operators: parts,
      itemCount: sample.nodes.count,
      offsets: nil)
  }
}
