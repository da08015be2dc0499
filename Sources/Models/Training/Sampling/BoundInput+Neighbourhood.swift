import Autodiff

extension BoundInput {
  /// The input on a neighbourhood: its nodes' rows, and each operator with the drawn entries of its rows.
  ///
  /// An operator's row keeps its diagonal entry and, of its d other entries, those k of drawn neighbours, times d / k.
  func neighbourhood(_ sample: NeighbourSample) -> BoundInput {
    var made: [ObjectIdentifier: SparseOperator<Scalar>] = [:]
    var parts: [OperatorSlot: SparseOperator<Scalar>] = [:]
    for (slot, whole) in operators {
      let part =
        made[whole.patternIdentity]
        ?? whole.sampled(
          nodes: sample.nodes, keptOffsets: sample.offsets, keptColumns: sample.columns,
          positions: sample.positions)
      made[whole.patternIdentity] = part
      parts[slot] = part
    }
    return BoundInput(
      Self.rows(of: values, sample.nodes), operators: parts, itemCount: sample.nodes.count,
      offsets: nil)
  }
}
