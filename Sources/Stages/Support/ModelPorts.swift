internal import Artifacts
internal import Autodiff
internal import Geometry
internal import Models
internal import Numerics
internal import Pipeline
internal import Store

/// The ports through which a model is fed, and what they hold.
enum ModelPorts {
  /// The signals.
  static let features = InputPort(
    "features", .artifacts(["array", "sparse", "field"]), .many,
    doc: """
      Signals: [items, height, width, channels] on a grid or the sphere, points × channels or [items, points, channels] \
      elsewhere. Several, each under the name of its input; or those of all items of a batch.
      """)
  /// Many graphs, each an item.
  static let graphs = InputPort(
    "graphs", .artifacts(["graphs"]), .optional,
    doc: """
      Many graphs instead of `features` and `operators`: an item each, with their node features (a single 1 where there \
      are none) and their adjacency.
      """)
  /// The matrices of the domain.
  static let operators = InputPort(
    "operators", .artifacts(["operator", "hierarchy", "eigenbasis"]), .many,
    doc: """
      Matrices, hierarchies and eigenbases of the domain; blocks find theirs by kind, or by name with `uses:`. Of a batch \
      of items one each, joined by the items' names. An eigenbasis needs the mass that it was made with. name@1 is the \
      operator of that name on level 1 of the hierarchy, for the blocks after a pool.
      """
  )

  /// The names, levels and, as far as they are known before anything runs, kinds of the operators.
  static func signatures(_ invocation: StageInvocation) -> [OperatorSignature] {
    if invocation.isConnected(graphs.name) {
      return [OperatorSignature(name: graphs.name, kind: .adjacency)]
    }
    let kinds: [String: OperatorKind] = [
      HierarchyArtifact.artifactType.name: .hierarchy,
      Eigenbasis.artifactType.name: .eigenbasis,
    ]
    return operatorParts(invocation).map { part in
      // A name that cannot be read is reported where it stands.
      let read = OperatorName(part.name)
      return OperatorSignature(
        name: read?.name ?? part.name, kind: part.values.first.flatMap { kinds[$0.value] },
        level: read?.level ?? 0)
    }
  }

  /// The operators that are in the cache, by port, with what their headers say of them.
  ///
  /// - Throws: an error of the store if a header cannot be read.
  static func signatures(
    _ inputs: [String: [(name: String, reader: ArtifactReader)]]
  ) throws -> [OperatorSignature] {
    if inputs[graphs.name] != nil {
      return [OperatorSignature(name: graphs.name, kind: .adjacency)]
    }
    let connected = (inputs[operators.name] ?? []).map { ($0.name, $0.reader) }
    let whole = wholeBatch(
      connected.map(\.0), signals: (inputs[features.name] ?? []).map(\.name))
    return try NamedParts(connected, known: nil, whole: whole).parts.compactMap { part in
      guard let read = OperatorName(part.name), let reader = part.values.first?.value else {
        return nil
      }
      func kind() throws -> OperatorKind? { OperatorKind(rawValue: try reader.readText("kind")) }
      return switch reader.type.name {
      case Eigenbasis.artifactType.name:
        OperatorSignature(name: read.name, kind: .eigenbasis, level: read.level)
      case HierarchyArtifact.artifactType.name:
        OperatorSignature(name: read.name, kind: .hierarchy, levelKind: try kind())
      default: OperatorSignature(name: read.name, kind: try kind(), level: read.level)
      }
    }
  }

  /// What is wrong with what is connected: signals are those of one domain, or those of many graphs.
  static func problems(_ invocation: StageInvocation) -> [StageProblem] {
    guard invocation.isConnected(graphs.name) else {
      guard !invocation.isConnected(features.name) else { return levelProblems(invocation) }
      return [
        StageProblem(
          at: .stage, "has no signals", remedy: "connect `features`, or `graphs` for many graphs")
      ]
    }
    return [features.name, operators.name].filter(invocation.isConnected).map {
      StageProblem(
        at: .input($0), "`graphs` brings signals and adjacency of its own",
        remedy: "connect either `graphs` or `features` and `operators`")
    }
  }

  /// Reads what is to be predicted: classes or numbers.
  static func targets(_ context: StageContext) throws -> Targets {
    guard context.isConnected(targets.name) else {
      return .classes(try context.read(Labels.self, "labels"))
    }
    return .values(try targetValues(context))
  }

  /// Numbers an item, in the place of labels.
  static let targets = InputPort(
    "targets", .artifacts(["array", "field"]), .optional,
    doc: "Numbers of every item, [items] or [items, outputs], instead of labels; NaN where hidden.")

  /// What is wrong with what is to be predicted: it is either classes or numbers.
  static func targetProblems(_ invocation: StageInvocation) -> [StageProblem] {
    let connected = ["labels", targets.name].filter(invocation.isConnected)
    guard connected.count != 1 else { return [] }
    return [
      StageProblem(
        at: connected.isEmpty ? .stage : .input(targets.name),
        connected.isEmpty
          ? "is told neither classes nor numbers" : "is told both classes and numbers",
        remedy: "connect `labels` for classes, or `targets` for numbers")
    ]
  }

  /// Reads the numbers of every item.
  static func targetValues(_ context: StageContext) throws -> TargetValues {
    try TargetValues(dense(context.reader(targets.name)))
  }

  private static func dense(_ reader: ArtifactReader) throws -> FieldData {
    if reader.type.name == FieldArtifact.artifactType.name {
      let field = try FieldArtifact(from: reader)
      return .dense(
        Tensor(shape: [field.count, field.channels], field.values.map { Float($0) }))
    }
    let array = try NumberArray(from: reader)
    return .dense(Tensor(shape: array.shape, array.floats))
  }

  /// One signal.
  static func signal(_ reader: ArtifactReader) throws -> FieldData {
    if reader.type.name == SparseMatrix<Double>.artifactType.name {
      return .sparse(try SparseMatrix<Double>(from: reader).converted(to: Float.self))
    }
    return try dense(reader)
  }
}
