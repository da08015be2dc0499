internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.laplacian`: stiffness and mass matrix of a surface.
enum MeshLaplacian: StageKind {
  static let name = "mesh.laplacian"
  static let version = 1
  static let summary =
    "Cotangent stiffness and mass matrix of a triangle mesh (Pinkall & Polthier 1993), or their robust kin."
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
        """),
    ParameterDeclaration(
      "method", .choice(["cotangent", "intrinsic-delaunay", "robust"]), default: "cotangent",
      doc: """
        Cotangent: of the faces as they are. Intrinsic-delaunay: after edge flips, so that weights \
        of inner edges are nonnegative; edges must be manifold (Bobenko & Springborn 2007). \
        Robust: of any triangles, all weights nonnegative (Sharp & Crane 2020).
        """),
    ParameterDeclaration(
      "mollification", .number(.above(0)), default: 1e-5, unit: "mean edge lengths",
      doc: """
        Intrinsic-delaunay and robust: the room by which the triangle inequality is made to hold, \
        by lengthening all edges alike where a face needs it.
        """),
  ]

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let kind = MassMatrix.Kind(rawValue: context.parameters.string("mass")) ?? .lumped
    let mollification = context.parameters.number("mollification")
    switch context.parameters.string("method") {
    case "robust":
      let both = try RobustLaplacian.operators(
        of: mesh, mass: kind, options: RobustLaplacianOptions(mollification: mollification))
      try context.write(stiffness: both.stiffness, mass: both.mass)
    case "intrinsic-delaunay":
      let both = try delaunay(mesh, mollification: mollification).operators(mass: kind)
      try context.write(stiffness: both.stiffness, mass: both.mass)
    default:
      let laplacian = try CotangentLaplacian(of: mesh)
      try context.write(stiffness: laplacian.stiffness(), mass: laplacian.mass(kind))
    }
  }

  private static func delaunay(
    _ mesh: TriangleMesh, mollification: Double
  ) throws -> IntrinsicTriangulation {
    do {
      var surface = try IntrinsicTriangulation(of: mesh, mollification: mollification)
      try surface.flipToDelaunay()
      return surface
    } catch MeshError.notOrientedManifold(let edge, let faceCount) {
      let error = MeshError.notOrientedManifold(edge: edge, faceCount: faceCount)
      throw StageInputError("\(error) Or set `method: robust`, which takes any triangles.")
    }
  }
}
