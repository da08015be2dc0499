extension ModelAudit {
  /// Which elements of a symmetry group an audit draws, where there are several kinds.
  public enum Elements: String, Sendable, CaseIterable {
    /// Of every kind, in turn.
    case all
    /// Turns and mirrors of a grid about its centre.
    case turns
    /// Shifts of a grid.
    case shifts
    /// Turns of the frames of vertices.
    case frames
    /// Other numbers for the points.
    case renumberings

    /// The kinds that are drawn of a symmetry, in turn.
    ///
    /// - Throws: `ModelError` with code `data` if it has none of this kind.
    package func kinds(of symmetry: Symmetry) throws(ModelError) -> [Elements] {
      let known: [Elements] =
        switch symmetry {
        case .p4, .p4m: [.turns, .shifts]
        case .gauge: [.frames, .renumberings]
        default: []
        }
      if self == .all { return known.isEmpty ? [.all] : known }
      guard known.contains(self) else {
        let kinds = known.map(\.rawValue).joined(separator: " and ")
        throw ModelError(
          .data,
          known.isEmpty
            ? "elements of \(symmetry) are of one kind; leave elements out"
            : "\(symmetry) has no \(rawValue); its elements are \(kinds)",
          at: "elements")
      }
      return [self]
    }
  }
}
