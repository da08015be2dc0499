internal import Artifacts
internal import Geometry
internal import Models
internal import Numerics
internal import Pipeline
internal import Store

extension ModelPorts {
  /// Reads signals and operators as the input of a model.
  ///
  /// A batch of items that was gathered is one input, its items one after the other in the order of their names.
  ///
  /// - Parameter count: how many items are read of a batch; nil for all. Inputs of another form are read whole.
  static func input(
    _ context: StageContext, for description: ModelDescription, first count: Int? = nil
  ) throws -> ModelInput {
    if let graphs = try context.readIfConnected(GraphCollection.self, graphs.name) {
      return try ModelInput(graphs, for: description)
    }
    return try input(
      context, for: description, signals: features.name, operators: operators.name, first: count)
  }

  /// Reads what is connected to a port of signals and one of operators.
  static func input(
    _ context: StageContext, for description: ModelDescription, signals: String,
    operators: String, first count: Int?
  ) throws -> ModelInput {
    let signals = try self.signals(context, signals, for: description)
    let operators = try self.operators(context, operators, besides: signals)
    guard let items = signals.parts.first?.items else {
      return ModelInput(
        fields: try Dictionary(
          uniqueKeysWithValues: signals.parts.map { ($0.name, try signal($0.values[0].value)) }),
        operators: try domainOperators(
          operators.parts.map { part in
            guard part.items == nil else {
              throw StageInputError(
                "operator '\(part.name)' has an item for each of a batch, the signals have none; gather both"
              )
            }
            return (part.name, part.values[0].value)
          }))
    }
    guard !description.domain.isSampledOnGrid else {
      throw StageInputError(
        "signals on a \(description.domain) are one array of all items; join the batch first")
    }
    for part in signals.parts + operators.parts where part.items != items {
      throw StageInputError(mismatch(part, items))
    }
    return try ModelInput.batched(
      items.indices.prefix(count ?? items.count).map { index in
        ModelInput(
          fields: try Dictionary(
            uniqueKeysWithValues: signals.parts.map {
              ($0.name, try signal($0.values[index].value))
            }),
          operators: try domainOperators(
            operators.parts.map { ($0.name, $0.values[index].value) }))
      })
  }

  /// What is connected to a port of signals, by the inputs of the description.
  private static func signals(
    _ context: StageContext, _ port: String, for description: ModelDescription
  ) throws -> NamedParts<ArtifactReader> {
    let connected = try context.readers(port).map { ($0.name, $0.reader) }
    let inputs = description.inputs.map(\.name)
    guard inputs.count == 1, let only = inputs.first else {
      return NamedParts(connected, known: Set(inputs), whole: nil)
    }
    if connected.count == 1, !connected[0].0.hasPrefix("\(only)/") {
      return NamedParts([(only, connected[0].1)], known: [], whole: nil)
    }
    return NamedParts(connected, known: [only], whole: only)
  }

  private static func operators(
    _ context: StageContext, _ port: String, besides signals: NamedParts<ArtifactReader>
  ) throws -> NamedParts<ArtifactReader> {
    let connected = try context.readers(port).map { ($0.name, $0.reader) }
    let names = connected.map(\.0)
    let whole = signals.parts.first?.items.flatMap { names == $0 ? operators.name : nil }
    return NamedParts(connected, known: nil, whole: whole)
  }

  /// The name of a batch of operators that was connected without one: its items are then those of the signals.
  static func wholeBatch(_ names: [String], signals: [String]) -> String? {
    let items = signals.map { name in
      name.firstIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name
    }
    return names.count > 1 && (names == signals || names == items) ? operators.name : nil
  }

  private static func mismatch(
    _ part: NamedParts<ArtifactReader>.Part, _ items: [String]
  ) -> String {
    guard let own = part.items else {
      return "'\(part.name)' is one for \(items.count) items; connect one for each of the batch"
    }
    let missing = items.first { !own.contains($0) }.map { "lacks item '\($0)'" }
    let surplus = own.first { !items.contains($0) }.map { "has item '\($0)', which others lack" }
    return "'\(part.name)' \(missing ?? surplus ?? "has other items"); gather the same batch"
  }

  /// The operators of one item, eigenbases with their mass.
  private static func domainOperators(
    _ named: [(name: String, reader: ArtifactReader)]
  ) throws -> [DomainOperator] {
    var operators: [DomainOperator] = []
    var bases: [(name: OperatorName, basis: Eigenbasis)] = []
    for (text, reader) in named {
      guard let name = OperatorName(text) else {
        throw StageInputError("operator '\(text)' states no level behind @; write name@1")
      }
      switch reader.type.name {
      case HierarchyArtifact.artifactType.name:
        let stored = try HierarchyArtifact(from: reader)
        operators.append(
          DomainOperator(
            name: name.name, hierarchy: stored.hierarchy,
            levelKind: OperatorKind(rawValue: stored.kind)))
      case Eigenbasis.artifactType.name: bases.append((name, try Eigenbasis(from: reader)))
      default:
        let stored = try OperatorArtifact(from: reader)
        operators.append(
          DomainOperator(
            name: name.name, kind: OperatorKind(rawValue: stored.kind), matrix: stored.matrix,
            level: name.level))
      }
    }
    return try operators
      + bases.map { name, basis in
        DomainOperator(
          name: name.name, bases: [try part(basis, name, operators)], level: name.level)
      }
  }

  /// An eigenbasis with the mass of its level.
  private static func part(
    _ basis: Eigenbasis, _ name: OperatorName, _ operators: [DomainOperator]
  ) throws -> SpectralPart {
    let mass = operators.first { $0.kind == .mass && $0.level == name.level }
    let values = mass.flatMap { found -> [Double]? in
      if case .matrix(let matrix) = found.content { matrix.diagonalValues } else { nil }
    }
    do {
      return try SpectralPart(basis, mass: values)
    } catch {
      let label = OperatorSignature(name: name.name, kind: .eigenbasis, level: name.level).label
      let problems = error.problems.map(\.message).joined(separator: "; ")
      throw StageInputError(
        mass.map { "'\(label)' with the mass '\($0.signature.label)': \(problems)" }
          ?? "'\(label)', which has no mass of its level connected: \(problems)")
    }
  }
}

extension SparseMatrix<Double> {
  /// The entries of the diagonal, 0 where none is stored.
  fileprivate var diagonalValues: [Double] {
    var values = [Double](repeating: 0, count: rows)
    for row in 0..<rows {
      for entry in Int(rowOffsets[row])..<Int(rowOffsets[row + 1])
      where columnIndices[entry] == Int32(row) {
        values[row] += self.values[entry]
      }
    }
    return values
  }
}
