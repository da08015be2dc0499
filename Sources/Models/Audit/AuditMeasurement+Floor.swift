import Autodiff

extension AuditMeasurement {
  /// What blocks are fed and make in a moved domain.
  struct MovedPass {
    let x: Tensor<Scalar>
    let companions: [String: Tensor<Scalar>]
    let bound: BoundInput<Scalar>
    let made: Tensor<Scalar>
    let wanted: Tensor<Scalar>
  }

  /// The error that sampling alone explains of blocks that stand in a row; nil where there is none, or no telling.
  ///
  /// Let R be the blocks sampled finer, so that R(g x) = g R(x), and c the part of a field that g keeps. Then B(g x) − g B(x) =
  /// [B(g x) − R(g x)] + g [R(c x) − B(x)]: two differences that speak of B's samples and of g's, and not of B's symmetry. Their
  /// largest values, over that of g B(x), add up to the floor. A block that breaks the symmetry beyond its samples is over it, as R
  /// breaks it, too.
  func floor(
    of blocks: [PlacedBlock], from x: Variable<Scalar>, _ companions: [String: Variable<Scalar>],
    to still: Variable<Scalar>, in domain: MovedDomain, moved: MovedPass
  ) throws -> Double? {
    let (action, symmetry) = (domain.action, model.description.symmetry)
    guard action.movesBetweenSamples, let first = blocks.first, let last = blocks.last,
      !blocks.allSatisfy({ $0.isExact(under: symmetry) })
    else { return nil }
    let kept = action.kept(x.value, first.input)
    let isApproximate = blocks.contains { $0.isApproximate(under: symmetry) }
    guard isApproximate || kept != nil else { return nil }
    let finer = blocks.compactMap { $0.refined(for: symmetry) }
    guard finer.count == blocks.count else { return nil }
    let ideal = try model.applied(
      finer, to: kept ?? x.value, companions: companions.mapValues(\.value), bound,
      parameters: parameters)
    let every = FieldComparison(rows: nil)
    guard let idealMoved = action.moved(ideal, last.output),
      let before = every.error(idealMoved, moved.wanted)
    else { return nil }
    guard isApproximate else { return before }
    let after = try model.applied(
      finer, to: moved.x, companions: moved.companions, moved.bound, parameters: parameters)
    // Over the same value as the error.
    return before + every.distance(moved.made, after, over: moved.wanted)
  }
}
