internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `make.spherical_images`: images laid on the sphere.
enum MakeSphericalImages: StageKind {
  static let name = "make.spherical_images"
  static let version = 1
  static let summary = """
    Images on the sphere by stereographic projection, upright or rotated at random, with their parts; \
    of MNIST's digits spherical MNIST (Cohen et al. 2018).
    """
  static let inputs = LabelledImages.ports(labelsRequired: false)
  static let outputs = [
    OutputPort(
      "images", "array",
      doc: """
        Float32 [items, 2b, 2b, channels] at β = π (2j + 1) / (4b) from the north pole and α = 2π k / (2b) around the \
        axis: the training part, then validation and test.
        """),
    OutputPort("labels", "labels", doc: "Their labels, if `labels` is connected."),
    OutputPort("split", "split", doc: "The items of each part."),
    OutputPort(
      "rotations", "array",
      doc:
        "Float64 [items, 3, 3]: the matrix by which each is rotated, the identity where it is not."),
  ]
  static let parameters =
    [
      ParameterDeclaration(
        "bandwidth", .integer(1...512), default: 30, unit: "degrees of spherical harmonics",
        doc: "b: signals have 2b × 2b samples."),
      ParameterDeclaration(
        "rotate", .choice(["none", "test", "all"]), default: "test",
        doc: "Which parts are rotated, each item by a rotation of its own, all equally likely."),
      ParameterDeclaration(
        "reach", .number(.above(0)), default: 0.75, unit: "distance of the equator",
        doc: """
          How far from the south pole the borders of an image's longer side lie in the plane of projection, where the \
          equator is the circle of radius 1.
          """),
      ParameterDeclaration(
        "interpolation", .choice(ImageInterpolation.allCases.map(\.rawValue)),
        default: .string(ImageInterpolation.bilinear.rawValue),
        doc: "How images are read between pixels; bicubic is sharper and overshoots at edges."),
    ] + PartSizes.declarations(train: nil, validation: 0, test: nil, unit: "images")
  static let isSeeded = true

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    outputs.filter { $0.name != "labels" || connected.contains("labels") }
  }

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    LabelledImages.problems(invocation)
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let source = try LabelledImages(context)
    let (items, sizes) = try source.draw(
      train: parameters.optionalInteger("train"), validation: parameters.integer("validation"),
      test: parameters.optionalInteger("test"), seed: context.seed, kind: name)
    let upright: Int =
      switch parameters.string("rotate") {
      case "none": sizes.total
      case "test": sizes.train + sizes.validation
      default: 0
      }
    let rotations = items.indices.map { place -> SpatialRotation in
      guard place >= upright else { return .identity }
      var stream = RandomStream(seed: context.seed, name, "rotations")
      stream.position = UInt64(place) << 32
      return .random(&stream)
    }
    let projected = try source.images.projected(
      items, onto: SphericalSamples(bandwidth: parameters.integer("bandwidth")),
      reach: parameters.number("reach"), rotations: rotations,
      interpolation: context.option("interpolation", or: .bilinear))
    try context.write(projected.array, to: "images")
    if let labels = try source.labels(of: items) { try context.write(labels, to: "labels") }
    try context.write(sizes.split(), to: "split")
    try context.write(
      NumberArray(rotations.flatMap(\.matrix), shape: [rotations.count, 3, 3]), to: "rotations")
  }
}
