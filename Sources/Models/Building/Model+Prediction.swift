public import Autodiff

extension Model {
  /// What the model makes of every node, image or graph: logits of classes, or the numbers it was trained to predict.
  ///
  /// - Parameters:
  ///   - input: fields with the channels and image shape that the model was built for, and the operators that its blocks need.
  ///   - items: nodes, images or graphs whose rows are wanted, in this order; nil for all.
  ///   - batchSize: images or graphs a pass; the result does not depend on it beyond rounding.
  ///   - checksNumerics: whether every value is examined, and the first that is not finite is an error.
  ///   - checkCancellation: asked before each pass; what it throws is passed on.
  /// - Returns: `[nodes, classes]`, `[images, classes]` or `[graphs, classes]`.
  /// - Throws: `ModelError` if the input does not fit the model or has no such item, or with code `notFinite` naming operation and block.
  public func logits(
    _ input: ModelInput, items: [Int32]? = nil, batchSize: Int = 256,
    checksNumerics: Bool = false, checkCancellation: () throws -> Void = {}
  ) throws -> Tensor<Float> {
    let bound = try BoundInput(input, for: self, as: Float.self)
    let count = rowCount(of: bound)
    if let item = items?.first(where: { $0 < 0 || $0 >= count }) {
      throw ModelError(.data, "item \(item) is not one of the \(count) that the input has")
    }
    return try logits(
      bound, items: items, batchSize: batchSize, checksNumerics: checksNumerics,
      checkCancellation: checkCancellation)
  }

  /// Class probabilities of every node or image, `[items, classes]`, rows summing to 1; see `logits`.
  public func probabilities(
    _ input: ModelInput, batchSize: Int = 256, checksNumerics: Bool = false,
    checkCancellation: () throws -> Void = {}
  ) throws -> Tensor<Float> {
    let logits = try logits(
      input, batchSize: batchSize, checksNumerics: checksNumerics,
      checkCancellation: checkCancellation)
    return Tape(recording: false).constant(logits).softmax().value
  }

  package func logits(
    _ bound: BoundInput<Float>, items: [Int32]? = nil, batchSize: Int,
    checksNumerics: Bool = false, checkCancellation: () throws -> Void
  ) throws -> Tensor<Float> {
    func pass(_ items: [Int32]?) throws -> Tensor<Float> {
      try checkCancellation()
      let tape = Tape<Float>(recording: false, checkingNumerics: checksNumerics)
      let logits = try forward(
        bound, items: items, parameters: parameters, tape: tape, mode: .prediction
      ).logits.value
      if let fault = tape.numericFault { throw ModelError(.notFinite, "\(fault)") }
      return logits
    }
    guard takesItems(bound) else {
      let all = try pass(nil)
      return items.map { all.rows(at: $0) } ?? all
    }
    if let points = pointItems(of: bound) { return try pointLogits(bound, points, items, pass) }
    let wanted = items ?? (0..<Int32(bound.offsets?.count ?? bound.itemCount)).map { $0 }
    var scalars: [Float] = []
    for start in stride(from: 0, to: wanted.count, by: max(1, batchSize)) {
      scalars += try pass(Array(wanted[start..<min(start + max(1, batchSize), wanted.count)]))
        .scalars
    }
    return Tensor(shape: [wanted.count, output.width ?? 0], scalars)
  }

  /// What the model says of points of many items, by passes over some items each.
  private func pointLogits(
    _ bound: BoundInput<Float>, _ points: PointItems, _ rows: [Int32]?,
    _ pass: ([Int32]?) throws -> Tensor<Float>
  ) throws -> Tensor<Float> {
    let wanted = rows ?? (0..<Int32(bound.itemCount)).map { $0 }
    let sorted = wanted.sorted()
    var scalars: [Float] = []
    for group in points.groups(of: points.items(of: sorted), points: Self.pointsAPass) {
      scalars += try pass(group).rows(at: points.places(of: sorted, in: group).places).scalars
    }
    let found = Tensor(shape: [wanted.count, output.width ?? 0], scalars)
    guard sorted != wanted else { return found }
    var places: [Int32: Int32] = [:]
    for (place, row) in sorted.enumerated() { places[row] = Int32(place) }
    return found.rows(at: wanted.compactMap { places[$0] })
  }

  /// Points that a pass of prediction takes at once, to bound its memory.
  private static let pointsAPass = 1 << 14

  /// The items that the model says something of.
  private func rowCount(of bound: BoundInput<Float>) -> Int {
    guard output.support == .whole else { return bound.itemCount }
    return takesItems(bound) ? bound.offsets?.count ?? bound.itemCount : 1
  }

  /// Whether images or whole graphs of an input are items of their own, of which a pass may take some.
  func takesItems<Scalar>(_ bound: BoundInput<Scalar>) -> Bool {
    description.domain.isSampledOnGrid || bound.offsets != nil
  }

  /// The items of the output's rows, where the model says something of every point of many items.
  func pointItems<Scalar>(of bound: BoundInput<Scalar>) -> PointItems? {
    guard case .nodes = output.support else { return nil }
    return bound.offsets.map(PointItems.init)
  }
}
