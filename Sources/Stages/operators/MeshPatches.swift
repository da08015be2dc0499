internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `mesh.patches`: geodesic disks around all vertices in polar coordinates.
enum MeshPatches: StageKind {
  static let name = "mesh.patches"
  static let version = 1
  static let summary =
    "Geodesic polar patches around every vertex (Masci et al. 2015): neighbours, their coordinates, and a polar grid."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The surface: oriented, manifold.")
  ]
  static let outputs = [
    OutputPort(
      "distance", "operator",
      doc: """
        n × n: row i holds the vertices within the radius, itself among them, and how far they are over the faces, in \
        length units.
        """),
    OutputPort(
      "angle", "operator",
      doc: """
        The same pattern: the direction, in radians from 0 to 2π in the frame of vertex i (see `mesh.connection`), in \
        which the shortest path leaves; 0 to π at the boundary.
        """),
    OutputPort(
      "transport", "operator",
      doc: """
        The same pattern: what a vector turns by, in radians, that is carried along the path from the neighbour to \
        vertex i.
        """),
    OutputPort(
      "interpolation", "sparse",
      doc: """
        n · rings · angles × n: row (i · rings + a) · angles + b holds the barycentric weights of the point at (a + 1) / \
        rings of the radius in the direction 2π b / angles.
        """),
  ]
  static let parameters = [
    ParameterDeclaration(
      "radius", .number(.above(0)), default: 3.0,
      doc: "The radius of the disks, in what `unit` says."),
    ParameterDeclaration(
      "unit", .choice(["edge", "area", "length"]), default: "edge",
      doc: "Edge: mean edge lengths. Area: square roots of the surface's area. Length: as it is."),
    ParameterDeclaration(
      "rings", .integer(1...1000), default: 5,
      doc: "Circles of the polar grid, the last at the radius."),
    ParameterDeclaration(
      "angles", .integer(1...1000), default: 16, doc: "Directions of the polar grid."),
  ]

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let geodesics = try ManifoldInput.require { try PolarGeodesics(mesh) }
    let unit =
      switch context.parameters.string("unit") {
      case "area": mesh.totalArea.squareRoot()
      case "length": 1.0
      default: geodesics.meanEdgeLength
      }
    let patches = try GeodesicPatches(
      geodesics, radius: context.parameters.number("radius") * unit)
    try context.write(
      OperatorArtifact(kind: "patch_distance", matrix: patches.distances), to: "distance")
    try context.write(OperatorArtifact(kind: "patch_angle", matrix: patches.angles), to: "angle")
    try context.write(
      OperatorArtifact(kind: "patch_transport", matrix: patches.turns), to: "transport")
    try context.write(
      patches.interpolation(
        rings: context.parameters.integer("rings"), angles: context.parameters.integer("angles")),
      to: "interpolation")
    let neighbours = Double(patches.distances.nonzeroCount) / Double(max(1, mesh.vertexCount))
    context.log("\((10 * neighbours).rounded() / 10) vertices a patch in the mean")
  }
}
