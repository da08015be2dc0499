internal import Artifacts
internal import Geometry
internal import Models
internal import Pipeline

/// `make.articulated_shape`: a body of capsules in a random pose, meshed anew.
enum MakeArticulatedShape: StageKind {
  static let name = "make.articulated_shape"
  static let version = 1
  static let summary = """
    An item of a collection of bodies in random poses, each with its own triangulation, exact parts and \
    correspondence.
    """
  static let inputs: [InputPort] = []
  static let outputs = [
    ShapeOutputs.mesh,
    ShapeOutputs.positions,
    OutputPort(
      "labels", "labels",
      doc: "The part of each vertex: that of the nearest bone at rest. Left and right are one part."
    ),
    OutputPort(
      "rest", "field",
      doc: "Where each vertex lies in the rest pose, on a surface common to all items: 3 channels."),
    OutputPort("label", "labels", doc: "The body, as the class of one item."),
    ShapeOutputs.metrics,
  ]
  static let parameters = [
    ParameterDeclaration(
      "body", .choice(ArticulatedShape.Body.allCases.map(\.rawValue)), default: "biped",
      doc: "The skeleton. A biped has nine parts, a quadruped eight, a hand six."),
    ShapeOutputs.index,
    ParameterDeclaration(
      "vertices", .integer(ArticulatedShape.vertexCounts), default: 1000, unit: "vertices",
      doc: "How many."),
    ParameterDeclaration(
      "pose", .integer(0...999_999_999), default: .null,
      doc: "Which random pose; that of `index` when not given."),
    ParameterDeclaration(
      "at_rest", .boolean, default: false, doc: "The rest pose in place of a random one."),
    ShapeOutputs.frame,
  ]
  static let isSeeded = true

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let body = ArticulatedShape.Body(rawValue: parameters.string("body")) ?? .biped
    let index = parameters.integer("index")
    let pose = parameters.optionalInteger("pose") ?? index
    let shape = try ArticulatedShape(
      body, vertices: parameters.integer("vertices"),
      pose: parameters.bool("at_rest") ? nil : pose, mesh: index, seed: context.seed)
    try context.write(Labels(classes: shape.parts, classNames: body.parts), to: "labels")
    let bodies = ArticulatedShape.Body.allCases
    try ShapeOutputs.write(
      shape.mesh, rest: shape.rest, class: bodies.firstIndex(of: body) ?? 0,
      of: bodies.map(\.rawValue), context)
  }
}
