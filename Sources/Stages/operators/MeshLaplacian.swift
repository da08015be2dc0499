internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.laplacian`: stiffness and mass matrix of a surface.
enum MeshLaplacian: StageKind {
  static let name = "mesh.laplacian"
  static let version = 1
  static let summary =
    "Cotangent stiffness and mass matrix of a triangle mesh (Pinkall & Polthier 1993)."
  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]
  static let outputs = [
    OutputPort(
      "stiffness", "operator", doc: "Vertices × vertices, symmetric, positive semidefinite."),
    OutputPort("mass", "operator", doc: "Vertices × vertices; its entries sum to the area."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "mass", .choice(MassMatrix.Kind.allCases.map(\.rawValue)), default: "lumped",
      doc: """
        Lumped: a third of each adjacent face, diagonal. Voronoi: the mixed areas of Meyer et al. \
        2003, diagonal. Galerkin: the full mass of linear elements.
        """)
  ]

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let laplacian = try CotangentLaplacian(of: mesh)
    let kind = MassMatrix.Kind(rawValue: context.parameters.string("mass")) ?? .lumped
    try context.write(
      OperatorArtifact(kind: "stiffness", matrix: laplacian.stiffness()), to: "stiffness")
    try context.write(OperatorArtifact(kind: "mass", matrix: laplacian.mass(kind)), to: "mass")
  }
}
