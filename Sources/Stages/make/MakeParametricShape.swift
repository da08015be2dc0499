internal import Artifacts
internal import Geometry
internal import Pipeline

/// `make.parametric_shape`: one of twenty shapes, nearly isometrically bent and meshed anew.
enum MakeParametricShape: StageKind {
  static let name = "make.parametric_shape"
  static let version = 1
  static let summary = """
    An item of a collection of twenty classes of closed surfaces, each item bent at random and with its own \
    triangulation.
    """
  static let inputs: [InputPort] = []
  static let outputs = [
    ShapeOutputs.mesh,
    ShapeOutputs.positions,
    OutputPort(
      "rest", "field",
      doc: "Where each vertex lies on the surface of its class before the bend: 3 channels."),
    OutputPort("label", "labels", doc: "The class, as that of one item."),
    ShapeOutputs.metrics,
  ]
  static let parameters = [
    ShapeOutputs.index,
    ParameterDeclaration(
      "class", .choice(ParametricShape.classNames), default: .null,
      doc: "The class; that of the number `index` mod 20 when not given."),
    ParameterDeclaration(
      "vertices", .integer(ParametricShape.vertexCounts), default: 600, unit: "vertices",
      doc: "How many."),
    ParameterDeclaration(
      "bend", .number(.closed(0...0.5)), default: 0.15, unit: "share of a length",
      doc: """
        Two bends stretch and shorten no length by more than this each, a twist by no more than half of it.
        """),
    ParameterDeclaration(
      "pose", .integer(0...999_999_999), default: .null,
      doc: """
        Which random bend; that of `index` when not given. Items of one index and different poses are one triangulation bent \
        in different ways.
        """),
    ShapeOutputs.frame,
  ]
  static let isSeeded = true

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let names = ParametricShape.classNames
    let index = parameters.integer("index")
    let shapeClass =
      parameters.optionalString("class").flatMap { names.firstIndex(of: $0) }
      ?? index % names.count
    let shape = try ParametricShape(
      class: shapeClass, vertices: parameters.integer("vertices"), bend: parameters.number("bend"),
      index: index, pose: parameters.optionalInteger("pose"), seed: context.seed)
    try ShapeOutputs.write(shape.mesh, rest: shape.rest, class: shapeClass, of: names, context)
  }
}
