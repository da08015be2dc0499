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
    "features", .artifacts(["array", "sparse", "field"]),
    doc: "Signals: [items, height, width, channels] on a grid, nodes × channels on a graph.")
  /// The matrices of the domain.
  static let operators = InputPort(
    "operators", .artifacts(["operator", "hierarchy"]), .many,
    doc:
      "Matrices and hierarchies of the domain; blocks find theirs by kind, or by name with `uses:`."
  )

  /// Reads both ports as the input of a model.
  static func input(_ context: StageContext, for description: ModelDescription) throws -> ModelInput
  {
    let operators = try context.readers(operators.name).map { input in
      if input.reader.type.name == HierarchyArtifact.artifactType.name {
        let stored = try HierarchyArtifact(from: input.reader)
        return DomainOperator(
          name: input.name, hierarchy: stored.hierarchy,
          levelKind: OperatorKind(rawValue: stored.kind))
      }
      let stored = try OperatorArtifact(from: input.reader)
      return DomainOperator(
        name: input.name, kind: OperatorKind(rawValue: stored.kind), matrix: stored.matrix)
    }
    return try ModelInput(features(context), for: description, operators: operators)
  }

  /// The names and, as far as they are known before anything runs, kinds of the operators.
  static func signatures(_ invocation: StageInvocation) -> [OperatorSignature] {
    invocation.connections(operators.name).map {
      OperatorSignature(
        name: $0.name, kind: $0.type == HierarchyArtifact.artifactType.name ? .hierarchy : nil)
    }
  }

  private static func features(_ context: StageContext) throws -> FieldData {
    let reader = try context.reader(features.name)
    if reader.type.name == SparseMatrix<Double>.artifactType.name {
      return .sparse(try SparseMatrix<Double>(from: reader).converted(to: Float.self))
    }
    if reader.type.name == FieldArtifact.artifactType.name {
      let field = try FieldArtifact(from: reader)
      return .dense(
        Tensor(shape: [field.count, field.channels], field.values.map { Float($0) }))
    }
    let array = try NumberArray(from: reader)
    return .dense(Tensor(shape: array.shape, array.floats))
  }
}
