internal import Artifacts
internal import Geometry
internal import Pipeline

/// `make.mesh`: a procedural surface.
enum MakeMesh: StageKind {
  static let name = "make.mesh"
  static let version = 1
  static let summary = "A procedural surface: icosphere, torus or flat grid patch."
  static let inputs: [InputPort] = []
  static let outputs = [OutputPort("mesh", "mesh", doc: "The triangle mesh, oriented outward.")]
  static let parameters = [
    ParameterDeclaration(
      "shape", .choice(["icosphere", "torus", "grid"]), doc: "Which surface."),
    ParameterDeclaration(
      "subdivisions", .integer(0...9), default: 4, unit: "halvings of every edge",
      doc: "Icosphere: k gives 10·4ᵏ + 2 vertices."),
    ParameterDeclaration(
      "radius", .number(.above(0)), default: 1.0, unit: "length",
      doc: "Icosphere: radius. Torus: distance of the tube's centre from the axis."),
    ParameterDeclaration(
      "tube_radius", .number(.above(0)), default: 0.4, unit: "length",
      doc: "Torus: radius of the tube, less than `radius`."),
    ParameterDeclaration(
      "rows", .integer(1...10_000), default: 32, unit: "segments",
      doc: "Grid: squares along y. Torus: segments around the axis."),
    ParameterDeclaration(
      "columns", .integer(1...10_000), default: 32, unit: "segments",
      doc: "Grid: squares along x. Torus: segments around the tube."),
    ParameterDeclaration(
      "size", .list(of: .number(.above(0))), default: [1.0, 1.0], unit: "length",
      doc: "Grid: extents along x and y."),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let parameters = invocation.parameters
    var problems: [StageProblem] = []
    if parameters.numbers("size").count != 2 {
      problems.append(.parameter("size", message: "a grid has two extents, x and y"))
    }
    if parameters.string("shape") == "torus" {
      if parameters.number("tube_radius") >= parameters.number("radius") {
        problems.append(
          .parameter(
            "tube_radius", message: "the tube's radius must be less than `radius`",
            remedy: "make it smaller than \(parameters.number("radius"))"))
      }
      for name in ["rows", "columns"] where parameters.integer(name) < 3 {
        problems.append(.parameter(.name(name), message: "a torus needs at least 3 segments"))
      }
    }
    return problems
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let (rows, columns) = (parameters.integer("rows"), parameters.integer("columns"))
    let size = parameters.numbers("size")
    let mesh =
      switch parameters.string("shape") {
      case "icosphere":
        try MeshPrimitives.icosphere(
          subdivisions: parameters.integer("subdivisions"), radius: parameters.number("radius"))
      case "torus":
        try MeshPrimitives.torus(
          majorRadius: parameters.number("radius"), minorRadius: parameters.number("tube_radius"),
          majorSegments: rows, minorSegments: columns)
      default:
        try MeshPrimitives.gridPatch(rows: rows, columns: columns, size: SIMD2(size[0], size[1]))
      }
    try context.write(mesh, to: "mesh")
  }
}
