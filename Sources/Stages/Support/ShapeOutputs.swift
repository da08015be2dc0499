internal import Artifacts
internal import Geometry
internal import Models
internal import Pipeline

/// What the kinds that make an item of a collection of shapes have in common.
enum ShapeOutputs {
  static let index = ParameterDeclaration(
    "index", .integer(0...999_999_999), default: 0, unit: "item",
    doc: "Which item of the collection; `${item}` in a stage with `foreach: {count: 200}`.")

  static let frame = ParameterDeclaration(
    "frame", .choice(ShapeFrame.allCases.map(\.rawValue)), default: "random",
    doc: "How it lies: turned at random, turned about the vertical z alone, or as it was made.")

  static let mesh = OutputPort(
    "mesh", "mesh",
    doc: "The surface: closed, oriented outward, of area 1, its centre of gravity at the origin.")

  static let positions = OutputPort(
    "positions", "field", doc: "The coordinates of its vertices, 3 channels.")

  static let metrics = OutputPort(
    "metrics", "metrics",
    doc: """
      Vertices; the smallest angle, in degrees; and what the pose or bend did to the lengths of edges, as factors: \
      least, median and greatest, and those that 5 % and 95 % of them stay below.
      """)

  /// Stores mesh, positions, metrics, the place at rest, and the class of the whole.
  static func write(
    _ made: TriangleMesh, rest: [SIMD3<Double>], class index: Int, of names: [String],
    _ context: StageContext
  ) throws {
    let parameters = context.parameters
    let distortion = try MeshDistortion(of: made, from: rest)
    let normal = try MeshNormalization(of: made).applied(to: made)
    let frame = ShapeFrame(rawValue: parameters.string("frame")) ?? .random
    let mesh = try frame.turned(normal, index: parameters.integer("index"), seed: context.seed)
    try context.write(mesh, to: "mesh")
    try context.write(field("position", mesh.positions), to: "positions")
    try context.write(field("rest", rest), to: "rest")
    try context.write(Labels(classes: [Int32(index)], classNames: names), to: "label")
    try context.write(
      Metrics(scalars: [
        ("vertices", Double(mesh.vertexCount)),
        ("smallest_angle", distortion.smallestAngle * 180 / Double.pi),
        ("stretch_least", distortion.stretch(of: 0)), ("stretch_5", distortion.stretch(of: 0.05)),
        ("stretch_median", distortion.stretch(of: 0.5)),
        ("stretch_95", distortion.stretch(of: 0.95)),
        ("stretch_greatest", distortion.stretch(of: 1)),
      ]), to: "metrics")
  }

  private static func field(_ name: String, _ points: [SIMD3<Double>]) throws -> FieldArtifact {
    try FieldArtifact(name: name, values: points.flatMap { [$0.x, $0.y, $0.z] }, channels: 3)
  }
}
