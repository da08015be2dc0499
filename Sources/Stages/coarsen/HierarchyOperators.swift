internal import Artifacts
internal import Geometry
internal import Pipeline

/// `hierarchy.operators`: another operator on every level of a hierarchy.
enum HierarchyOperators: StageKind {
  static let name = "hierarchy.operators"
  static let version = 1
  static let summary =
    "The Galerkin operators Pᵀ A P of every level for a given symmetric operator of the finest."
  static let inputs = [
    InputPort("hierarchy", .artifacts(["hierarchy"]), doc: "Gives the prolongations."),
    InputPort(
      "operator", .artifacts(["operator"]),
      doc: "A: symmetric, on the nodes of the finest level; a Laplacian, for example."),
  ]
  static let outputs = [
    OutputPort(
      "hierarchy", "hierarchy",
      doc: "The same prolongations; the operator and its Galerkin products, of the operator's kind."
    )
  ]
  static let parameters: [ParameterDeclaration] = []

  static func run(_ context: StageContext) throws {
    let levels = try context.read(HierarchyArtifact.self, "hierarchy").hierarchy
    let finest = try context.read(OperatorArtifact.self, "operator")
    try context.write(
      HierarchyArtifact(kind: finest.kind, hierarchy: levels.galerkin(of: finest.matrix)),
      to: "hierarchy")
  }
}
