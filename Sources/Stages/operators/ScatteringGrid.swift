internal import Artifacts
internal import Geometry
internal import Pipeline

/// `scattering.grid`: features of images that need no training.
enum ScatteringGrid: StageKind {
  static let name = "scattering.grid"
  static let version = 1
  static let summary =
    "Scattering transform of images by Morlet wavelets and absolute values (Bruna & Mallat 2013)."
  static let inputs = [
    InputPort(
      "images", .artifacts(["array"]), doc: "Images, [items, height, width, channels].")
  ]
  static let outputs = [
    OutputPort(
      "features", "array",
      doc: """
        Float32 [items, height / 2^J, width / 2^J, channels × paths]: channel after channel, path \
        after path.
        """)
  ]
  static let parameters = [
    ParameterDeclaration(
      "scales", .integer(1...10), default: 3, unit: "octaves",
      doc: "J: features hardly change under shifts much less than 2^J pixels."),
    ParameterDeclaration(
      "angles", .integer(1...64), default: 8, unit: "angles", doc: "L, in half a turn."),
    ParameterDeclaration(
      "order", .integer(0...2), default: 2, unit: "wavelets",
      doc: "The longest paths: 1, then J L, then L^2 J (J - 1) / 2 of them."),
    ParameterDeclaration(
      "padding", .choice(GridScatteringOptions.Padding.allCases.map(\.rawValue)),
      default: "reflect",
      doc: """
        What lies beyond the border: the mirror image, or the image again; periodic needs height \
        and width in multiples of 2^J.
        """),
    ParameterDeclaration(
      "oversampling", .integer(0...10), default: 0, unit: "octaves",
      doc: "How much more finely than needed signals between wavelets are sampled."),
  ]

  static func run(_ context: StageContext) throws {
    let images = try context.read(NumberArray.self, "images")
    guard images.shape.count == 4, !images.shape.contains(0) else {
      throw StageInputError(
        "`images` has shape \(images.shape); connect images [items, height, width, channels]")
    }
    let parameters = context.parameters
    let scattering = try GridScattering(
      height: images.shape[1], width: images.shape[2],
      options: GridScatteringOptions(
        scales: parameters.integer("scales"), angles: parameters.integer("angles"),
        order: parameters.integer("order"),
        padding: GridScatteringOptions.Padding(rawValue: parameters.string("padding")) ?? .reflect,
        oversampling: parameters.integer("oversampling")))
    let channels = images.shape[3]
    let features = try scattering.features(of: images.floats, channels: channels)
    try context.write(
      NumberArray(
        features,
        shape: [
          images.shape[0], scattering.outputHeight, scattering.outputWidth,
          channels * scattering.options.pathCount,
        ]), to: "features")
  }
}
