internal import Artifacts
internal import Geometry
internal import Pipeline

/// `geodesics.logmap`: all vertices in the tangent plane of one.
enum GeodesicLogMapStage: StageKind {
  static let name = "geodesics.logmap"
  static let version = 1
  static let summary =
    "Logarithmic map: each vertex in the tangent plane of a source, by length and first direction of the shortest path."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The surface: oriented, manifold.")
  ]
  static let outputs = [
    OutputPort(
      "coordinates", "field",
      doc: """
        2 channels in length units: (0, 0) at the source, the first axis along its frame's (see `mesh.connection`); not a \
        number where it does not reach.
        """)
  ]
  static let parameters = [
    ParameterDeclaration(
      "source", .integer(0...Int(Int32.max)), unit: "vertex",
      doc: "The vertex at the origin, counted from 0."),
    ParameterDeclaration(
      "turn", .number(nil), default: 0.0, unit: "radians",
      doc: "The angle in the source's frame at which the first axis lies."),
    ParameterDeclaration(
      "direction", .choice(LogarithmicMapOptions.Measure.allCases.map(\.rawValue)), default: "heat",
      doc: "Heat: by the vector heat method, fast. Exact: by windows over the faces."),
    ParameterDeclaration(
      "distance", .choice(LogarithmicMapOptions.Measure.allCases.map(\.rawValue)), default: "heat",
      doc: "Heat: by the heat method. Exact: by windows over the faces."),
    ParameterDeclaration(
      "time", .number(.above(0)), default: 4.0, unit: "mean edge length²",
      doc: "How long heat flows; not used where both coordinates are exact."),
    ParameterDeclaration(
      "near_field", .number(.atLeast(2)), default: 8.0, unit: "mean edge length",
      doc: """
        The radius around the source in which the map is exact (to half of it) or turns into that of heat.
        """),
    MeshConnection.method(default: .intrinsicDelaunay),
  ]

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let map = try ManifoldInput.require {
      try LogarithmicMap(
        mesh,
        options: LogarithmicMapOptions(
          direction: context.option("direction", or: .heat),
          distance: context.option("distance", or: .heat),
          method: context.option("method", or: .intrinsicDelaunay),
          timeFactor: context.parameters.number("time"),
          nearField: context.parameters.number("near_field")))
    }
    let places = try map.coordinates(
      around: context.parameters.integer("source"), turn: context.parameters.number("turn"))
    let unreached = places.count { $0.x.isNaN }
    if unreached > 0 {
      context.log("\(unreached) of \(places.count) vertices cannot be reached from the source")
    }
    try context.write(
      FieldArtifact(
        name: "coordinates", values: places.flatMap { [$0.x, $0.y] }, channels: 2),
      to: "coordinates")
  }
}
