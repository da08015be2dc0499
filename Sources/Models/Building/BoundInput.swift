package import Autodiff
import Geometry
import Numerics

/// An input made ready for a model's passes: fields joined, operators found, in the precision of the passes.
package struct BoundInput<Scalar: TensorScalar> {
  /// Values of all fields, in a form the passes share.
  package enum Values {
    case dense(Tensor<Scalar>)
    case sparse(SparseOperator<Scalar>)
  }

  package let values: Values
  /// Fields carried beside them, by name.
  package let companions: [String: Tensor<Scalar>]
  package let operators: [OperatorSlot: BoundOperator<Scalar>]
  /// Number of nodes, or of images.
  package let itemCount: Int
  /// Where each graph's nodes lie, when there are many graphs.
  package let offsets: ItemOffsets?

  /// Parts that are known to fit each other.
  init(
    _ values: Values, companions: [String: Tensor<Scalar>],
    operators: [OperatorSlot: BoundOperator<Scalar>], itemCount: Int, offsets: ItemOffsets?
  ) {
    self.values = values
    self.companions = companions
    self.operators = operators
    self.itemCount = itemCount
    self.offsets = offsets
  }

  /// - Throws: `ModelError` naming the field or operator that does not fit the model.
  package init(_ input: ModelInput, for model: Model, as type: Scalar.Type) throws {
    let input = try input.flattened(for: model.description)
    let data = try input.joined(for: model.description)
    try Self.check(data, of: input, for: model)
    itemCount = data.shape[0]
    values =
      switch data {
      case .dense(let tensor): .dense(tensor.converted(to: type))
      case .sparse(let matrix): .sparse(SparseOperator(matrix.converted(to: type)))
      }
    companions = Dictionary(
      model.description.companionInputs.compactMap { field in
        input.fields[field.name].map { (field.name, $0.tensor.converted(to: type)) }
      }, uniquingKeysWith: { first, _ in first })
    operators = try Self.bind(
      model.blocks.flatMap(\.allOperators), to: input.operators, nodeCount: itemCount)
    offsets = input.offsets
    try checkOffsets()
  }

  /// An input of values in the passes' own precision, `[items, …]`, whose shape was checked before.
  package init(
    _ values: Tensor<Scalar>, companions: [String: Tensor<Scalar>] = [:],
    operators: [DomainOperator], offsets: ItemOffsets? = nil, for model: Model
  ) throws {
    itemCount = values.shape.first ?? 0
    self.values = .dense(values)
    self.companions = companions
    self.operators = try Self.bind(
      model.blocks.flatMap(\.allOperators), to: operators, nodeCount: itemCount)
    self.offsets = offsets
  }

  private static func check(
    _ data: FieldData, of input: ModelInput, for model: Model
  ) throws(ModelError) {
    var problems: [ModelProblem] = []
    for entry in model.signature.channels {
      guard let found = input.fields[entry.field]?.shape.last, found != entry.channels else {
        continue
      }
      problems.append(
        ModelProblem(
          "inputs.\(entry.field)",
          "has \(found) channels, the model was built for \(entry.channels)"))
    }
    if problems.isEmpty, let found = data.shape.last,
      let built = model.signature.width(of: model.description.mainInputs), found != built
    {
      problems.append(
        ModelProblem(
          "inputs", "have \(found) channels together, the model was built for \(built)"))
    }
    let grid = model.signature.gridShape
    if !grid.isEmpty, Array(data.shape[1...2]) != grid {
      problems.append(
        ModelProblem(
          "inputs",
          "images are \(data.shape[1])×\(data.shape[2]), the model was built for \(grid[0])×\(grid[1])"
        ))
    }
    guard problems.isEmpty else { throw ModelError(.data, problems) }
  }

  /// Finds each slot's operator; slots that need the same part of the same operator share it.
  private static func bind(
    _ slots: [OperatorSlot], to operators: [DomainOperator], nodeCount: Int
  ) throws -> [OperatorSlot: BoundOperator<Scalar>] {
    var shared: [String: BoundOperator<Scalar>] = [:]
    var bound: [OperatorSlot: BoundOperator<Scalar>] = [:]
    var problems: [ModelProblem] = []
    let sizes = LevelSizes(slots, operators, finest: nodeCount)
    for slot in slots {
      if case .selection = slot.part { continue }
      do {
        guard let chosen = try slot.find(among: operators.map(\.signature)),
          let found = operators.first(where: { $0.signature == chosen })
        else { continue }
        let key =
          "\(chosen.label) \(slot.part) \(slot.kinds.map(\.rawValue)) \(slot.selections.isEmpty)"
        let made = try shared[key] ?? slot.bound(to: found, sizes: sizes)
        shared[key] = made
        bound[slot] = made
      } catch let error as ModelError {
        problems += error.problems
      }
    }
    guard problems.isEmpty else { throw ModelError(.operators, problems) }
    return bound
  }
}

extension OperatorSlot {
  /// The slot's part of an operator, in the precision of the passes.
  func bound<Scalar>(to found: DomainOperator, sizes: LevelSizes) throws -> BoundOperator<Scalar> {
    guard case .eigenbasis(let parts) = found.content else {
      let whole = SparseOperator(
        try matrix(of: found, sizes: sizes).converted(to: Scalar.self))
      return selections.isEmpty
        ? .matrix(whole) : .selectable(whole, found.hierarchy?.levelKind ?? found.kind)
    }
    let rows = parts.reduce(0) { $0 + $1.mass.count }
    if let count = sizes[found.level], rows != count {
      throw ModelError(
        .operators,
        "basis '\(found.signature.label)' is one of \(rows) points, but there are \(count)\(found.place)",
        at: path)
    }
    return .basis(
      SpectralBasis(
        try parts.map {
          try .init(vectors: $0.basis.vectors, values: $0.basis.values, mass: $0.mass)
        }))
  }

  /// The numbers of the slot's part of an operator.
  ///
  /// - Throws: `ModelError` with code `operators` if the operator has other sizes or too few levels.
  func matrix(of found: DomainOperator, sizes: LevelSizes) throws -> SparseMatrix<Double> {
    switch found.content {
    case .matrix(let matrix):
      let count = sizes[found.level] ?? matrix.rows
      guard matrix.rows == count, matrix.columns == count else {
        throw ModelError(
          .operators,
          "operator '\(found.signature.label)' is \(matrix.rows) × \(matrix.columns), but there are \(count) nodes\(found.place)",
          at: path)
      }
      return try propagation(matrix, kind: found.kind)
    case .eigenbasis:
      throw ModelError(.operators, "'\(found.name)' is an eigenbasis, not a matrix", at: path)
    case .hierarchy(let hierarchy, let levelKind):
      try check(hierarchy, name: found.name, against: sizes)
      return try matrix(of: hierarchy, levelKind: levelKind, name: found.name)
    }
  }

  /// Refuses a hierarchy whose levels have other numbers of nodes than the input and the levels that other blocks lead to.
  private func check(
    _ hierarchy: Hierarchy, name: String, against sizes: LevelSizes
  ) throws(ModelError) {
    for (level, (own, count)) in zip(hierarchy.sizes, sizes.all).enumerated() where own != count {
      throw ModelError(
        .operators,
        level == 0
          ? "hierarchy '\(name)' begins with \(own) nodes, but there are \(count)"
          : "hierarchy '\(name)' has \(own) nodes on level \(level), but another one leads to \(count)",
        at: path)
    }
  }

  private func matrix(
    of hierarchy: Hierarchy, levelKind: OperatorKind, name: String
  ) throws -> SparseMatrix<Double> {
    let deepest =
      switch part {
      case .level(let level): level
      case .prolongation(let level), .averaging(let level), .summing(let level): level + 1
      case .selection(let level): level
      }
    guard deepest < hierarchy.levelCount else {
      throw ModelError(
        .operators,
        "needs level \(deepest), but hierarchy '\(name)' ends with level \(hierarchy.levelCount - 1); coarsen further or pool less",
        at: path)
    }
    switch part {
    case .level(let level): return try propagation(hierarchy.operators[level], kind: levelKind)
    case .prolongation(let level): return hierarchy.prolongations[level]
    case .summing(let level): return hierarchy.restriction(of: level)
    case .averaging(let level):
      return try hierarchy.averagingRestriction(of: level)
    case .selection:
      throw ModelError(.operators, "is made in each pass, not of '\(name)'", at: path)
    }
  }

  /// The operator as it is, or normalized when the block would rather have it so.
  private func propagation(
    _ matrix: SparseMatrix<Double>, kind: OperatorKind
  ) throws -> SparseMatrix<Double> {
    guard kinds.contains(kind) else {
      let wanted = kinds.map(\.rawValue).joined(separator: " or ")
      throw ModelError(
        .operators, "is given an operator of kind \(kind), needs \(wanted)", at: path)
    }
    return selections.isEmpty ? Propagation.preferred(matrix, kind: kind, among: kinds) : matrix
  }
}

extension DomainOperator {
  /// Where its nodes are, for messages; nothing on the finest level.
  fileprivate var place: String { level == 0 ? "" : " on level \(level)" }
}
