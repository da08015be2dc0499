internal import Artifacts
internal import Geometry
internal import Pipeline

/// `points.laplacian`: stiffness and mass matrix of a surface known by points on it.
enum PointsLaplacian: StageKind {
  static let name = "points.laplacian"
  static let version = 1
  static let summary =
    "Stiffness and mass matrix of a point cloud, by local triangulations (Sharp & Crane 2020)."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The points: its vertices; faces are not used.")
  ]
  static let outputs = [
    OutputPort(
      "stiffness", "operator",
      doc: "Points × points, symmetric, positive semidefinite, all weights nonnegative."),
    OutputPort("mass", "operator", doc: "Points × points; its entries sum to about the area."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "neighbours", .integer(3...1000), default: 30, unit: "points",
      doc: "The nearest others with which each point is triangulated in its tangent plane."),
    ParameterDeclaration(
      "mass", .choice(MassMatrix.Kind.allCases.map(\.rawValue)), default: "lumped",
      doc: "Lumped and Voronoi are diagonal, Galerkin has the full mass of linear elements."),
    ParameterDeclaration(
      "mollification", .number(.above(0)), default: 1e-5, unit: "mean edge lengths",
      doc: "The room by which the triangle inequality is made to hold."),
  ]

  static func run(_ context: StageContext) throws {
    let points = try context.read(TriangleMesh.self, "mesh").positions
    let options = PointCloudLaplacianOptions(
      neighbours: context.parameters.integer("neighbours"),
      mollification: context.parameters.number("mollification"))
    let mass = MassMatrix.Kind(rawValue: context.parameters.string("mass")) ?? .lumped
    do {
      let both = try PointCloudLaplacian.operators(of: points, mass: mass, options: options)
      try context.write(stiffness: both.stiffness, mass: both.mass)
    } catch MeshError.empty {
      throw StageInputError(
        "the points span no triangle: they are fewer than three, or lie on a line or in one place;"
          + " give points of a surface")
    }
  }
}
