import Autodiff
import Geometry
import Numerics

extension ModelInput {
  /// Many graphs as one input: fields one below the other, operators along the diagonal, so that nothing flows from one graph to another.
  ///
  /// Graphs may differ in size; all have the same fields with the same channels, and operators of the same names, kinds and levels. Models that end with a readout give each graph its own answer; `unbatched` gives the graphs back.
  ///
  /// - Throws: `ModelError` naming the first graph that differs from graph 0, or that is itself a batch.
  public static func batched(_ inputs: [ModelInput]) throws -> ModelInput {
    guard let first = inputs.first else { throw ModelError(.data, "there is no graph to batch") }
    for (item, input) in inputs.enumerated() {
      guard input.offsets == nil else {
        throw ModelError(.data, "graph \(item) is itself a batch; unbatch it first")
      }
      if let problem = input.difference(from: first) {
        throw ModelError(.data, "graph \(item) \(problem)")
      }
    }
    var fields: [String: FieldData] = [:]
    for name in first.fields.keys {
      fields[name] = try FieldData.stacked(inputs.compactMap { $0.fields[name] })
    }
    let operators = try first.operators.indices.map { index in
      try DomainOperator.blockDiagonal(inputs.map { $0.operators[index] })
    }
    let depth = first.operators.map(\.levelCount).max() ?? 1
    let sizes = inputs.map(\.levelSizes)
    let levels = (0..<depth).map { level in
      sizes.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1[level]) }
    }
    return ModelInput(
      fields: fields, operators: operators, offsets: try ItemOffsets(levels: levels))
  }

  /// The graphs of a batch, one input each; an input that is none gives itself.
  public func unbatched() throws -> [ModelInput] {
    guard let offsets else { return [self] }
    if let found = operators.first(where: { $0.deepestLevel >= offsets.levels.count }) {
      throw ModelError(
        .operators,
        "operator '\(found.signature.label)' is one of level \(found.deepestLevel), of which the offsets of items say nothing"
      )
    }
    return try (0..<offsets.count).map { item in
      ModelInput(
        fields: fields.mapValues { $0.rows(offsets.nodes(of: item)) },
        operators: try operators.map { try $0.block(item, offsets) })
    }
  }

  /// Numbers of nodes of each level, finest first.
  private var levelSizes: [Int] {
    let deepest = operators.max { $0.levelCount < $1.levelCount }
    if let hierarchy = deepest?.hierarchy?.0 { return hierarchy.sizes }
    return [fields.values.first?.shape.first ?? 0]
  }

  /// What keeps this graph from standing in a batch with another.
  private func difference(from first: ModelInput) -> String? {
    guard fields.keys.sorted() == first.fields.keys.sorted() else {
      return "has fields \(fields.keys.sorted()), graph 0 \(first.fields.keys.sorted())"
    }
    for name in fields.keys.sorted() {
      let (own, other) = (fields[name]?.shape ?? [], first.fields[name]?.shape ?? [])
      guard own.count == 2, other.count == 2, own[1] == other[1] else {
        return "has field '\(name)' of shape \(own), graph 0 of \(other); channels must agree"
      }
      guard own[0] == levelSizes[0] else {
        return "has \(own[0]) rows in field '\(name)' for \(levelSizes[0]) nodes"
      }
    }
    guard operators.map(\.signature) == first.operators.map(\.signature),
      operators.map(\.levelCount) == first.operators.map(\.levelCount)
    else {
      return "has operators other than graph 0: names, kinds and levels must agree"
    }
    for `operator` in operators {
      let (name, sizes) = (`operator`.signature.label, `operator`.sizes)
      guard `operator`.deepestLevel < levelSizes.count else {
        return
          "has operator '\(name)' on level \(`operator`.deepestLevel), but no hierarchy that leads there"
      }
      guard zip(sizes, levelSizes.dropFirst(`operator`.level)).allSatisfy({ $0 == $1 }) else {
        return "has operator '\(name)' on \(sizes) nodes, its levels have \(levelSizes)"
      }
    }
    return nil
  }
}

extension DomainOperator {
  /// Number of levels; 1 of a matrix.
  var levelCount: Int { hierarchy?.0.levelCount ?? 1 }

  /// The coarsest level that it speaks of.
  var deepestLevel: Int { level + levelCount - 1 }

  /// Numbers of nodes of its levels, finest first.
  var sizes: [Int] {
    switch content {
    case .matrix(let matrix): [matrix.rows]
    case .hierarchy(let hierarchy, _): hierarchy.sizes
    case .eigenbasis(let parts): [parts.reduce(0) { $0 + $1.mass.count }]
    }
  }

  /// Operators of one name and kind along the diagonal of one.
  static func blockDiagonal(_ operators: [DomainOperator]) throws -> DomainOperator {
    let first = operators[0]
    if case .eigenbasis = first.content {
      return DomainOperator(
        name: first.name,
        bases: operators.flatMap { `operator` -> [SpectralPart] in
          if case .eigenbasis(let parts) = `operator`.content { parts } else { [] }
        }, level: first.level)
    }
    guard let (_, levelKind) = first.hierarchy else {
      let matrices = operators.compactMap { `operator` -> SparseMatrix<Double>? in
        if case .matrix(let matrix) = `operator`.content { matrix } else { nil }
      }
      return first.with(try SparseMatrix<Double>.blockDiagonal(matrices))
    }
    let hierarchies = operators.compactMap { $0.hierarchy?.0 }
    return DomainOperator(
      name: first.name,
      hierarchy: try Hierarchy(
        operators: try (0..<first.levelCount).map { level in
          try SparseMatrix<Double>.blockDiagonal(hierarchies.map { $0.operators[level] })
        },
        prolongations: try (0..<first.levelCount - 1).map { level in
          try SparseMatrix<Double>.blockDiagonal(hierarchies.map { $0.prolongations[level] })
        }), levelKind: levelKind)
  }

  /// The part that belongs to one graph of a batch.
  func block(_ item: Int, _ offsets: ItemOffsets) throws -> DomainOperator {
    switch content {
    case .matrix(let matrix):
      let nodes = offsets.nodes(of: item, level: level)
      return with(matrix.block(rows: nodes, columns: nodes))
    case .eigenbasis(let parts):
      return DomainOperator(name: name, bases: [parts[item]], level: level)
    case .hierarchy(let hierarchy, let levelKind):
      let levels = hierarchy.operators.indices.map { offsets.nodes(of: item, level: $0) }
      return DomainOperator(
        name: name,
        hierarchy: try Hierarchy(
          operators: levels.indices.map {
            hierarchy.operators[$0].block(rows: levels[$0], columns: levels[$0])
          },
          prolongations: hierarchy.prolongations.indices.map {
            hierarchy.prolongations[$0].block(rows: levels[$0], columns: levels[$0 + 1])
          }), levelKind: levelKind)
    }
  }
}

extension FieldData {
  /// Fields one below the other; sparse if all are.
  static func stacked(_ fields: [FieldData]) throws -> FieldData {
    let matrices = fields.compactMap { field -> SparseMatrix<Float>? in
      if case .sparse(let matrix) = field { matrix } else { nil }
    }
    if let columns = matrices.first?.columns, matrices.count == fields.count {
      return .sparse(try SparseMatrix<Float>.stacked(matrices, columns: columns))
    }
    let tape = Tape<Float>(recording: false)
    return .dense(concatenate(fields.map { tape.constant($0.tensor) }, axis: 0).value)
  }

  /// Some neighbouring rows.
  func rows(_ range: Range<Int>) -> FieldData {
    switch self {
    case .dense(let tensor): .dense(tensor.rows(range))
    case .sparse(let matrix): .sparse(matrix.block(rows: range, columns: 0..<matrix.columns))
    }
  }
}
