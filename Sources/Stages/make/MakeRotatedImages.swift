internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `make.rotated_images`: images at random angles.
enum MakeRotatedImages: StageKind {
  static let name = "make.rotated_images"
  static let version = 1
  static let summary = """
    Images turned by random angles, each used once, with their parts; of MNIST's 70,000 digits by \
    default rotated MNIST (Larochelle et al. 2007).
    """
  static let inputs = LabelledImages.ports(labelsRequired: false)
  static let outputs = [
    OutputPort(
      "images", "array",
      doc: "Float32 [items, height, width, channels]: the training part, then validation and test."),
    OutputPort("labels", "labels", doc: "Their labels, if `labels` is connected."),
    OutputPort("split", "split", doc: "The items of each part."),
    OutputPort("angles", "array", doc: "Float64 [items]: how far each is turned, in degrees."),
  ]
  static let parameters =
    PartSizes.declarations(train: 10_000, validation: 2_000, test: 50_000, unit: "images") + [
      ParameterDeclaration(
        "angles", .list(of: .number(.closed(-3_600...3_600))), default: [0, 360], unit: "degrees",
        doc: "Angles are uniform between these two; two equal ones turn all alike."),
      ParameterDeclaration(
        "interpolation", .choice(ImageInterpolation.allCases.map(\.rawValue)),
        default: .string(ImageInterpolation.bilinear.rawValue),
        doc: "How images are read between pixels; bicubic is sharper and overshoots at edges."),
    ]
  static let isSeeded = true

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    outputs.filter { $0.name != "labels" || connected.contains("labels") }
  }

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let angles = invocation.parameters.numbers("angles")
    let isRange = angles.count == 2 && angles[0] <= angles[1]
    return LabelledImages.problems(invocation)
      + (isRange
        ? []
        : [
          .parameter(
            "angles", message: "are a lower and an upper bound",
            remedy: "write [0, 360], for example")
        ])
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let source = try LabelledImages(context)
    let (items, sizes) = try source.draw(
      train: parameters.integer("train"), validation: parameters.integer("validation"),
      test: parameters.integer("test"), seed: context.seed, kind: name)
    let bounds = parameters.numbers("angles")
    var stream = RandomStream(seed: context.seed, name, "angles")
    let angles = items.map { _ in bounds[0] + stream.uniform() * (bounds[1] - bounds[0]) }
    let turned = try source.images.rotated(
      items, by: angles, interpolation: context.option("interpolation", or: .bilinear))
    try context.write(turned.array, to: "images")
    if let labels = try source.labels(of: items) { try context.write(labels, to: "labels") }
    try context.write(sizes.split(), to: "split")
    try context.write(NumberArray(angles), to: "angles")
  }
}

extension ImageStack {
  /// Float32 [items, height, width, channels].
  var array: NumberArray { NumberArray(values, shape: [count, height, width, channels]) }
}
