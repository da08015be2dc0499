internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `functional.map`: a map of functions between two shapes, fitted to descriptors.
enum FunctionalMapStage: StageKind {
  static let name = "functional.map"
  static let version = 1
  static let summary =
    "The functional map that preserves descriptors and commutes with the Laplacians (Ovsjanikov et al. 2012)."
  static let inputs =
    SpectralInputs.bases + SpectralInputs.masses + [
      InputPort(
        "source_descriptors", .artifacts(["field"]), .optional,
        doc: "Further descriptors of the source, channel by channel those of the target."),
      InputPort(
        "target_descriptors", .artifacts(["field"]), .optional,
        doc: "Further descriptors of the target."),
    ]
  static let outputs = [SpectralInputs.map, SpectralInputs.metrics]
  static let parameters = [
    ParameterDeclaration(
      "count", .integer(1...1_000), default: 30, unit: "eigenpairs",
      doc: "How many functions of each shape are mapped."),
    ParameterDeclaration(
      "descriptor", .choice(["wks", "hks", "none"]), default: "wks",
      doc: """
        The kernel signature that is computed of both shapes, at the source's times or energies; none leaves it to the \
        descriptors that are connected.
        """),
    ParameterDeclaration(
      "samples", .integer(1...10_000), default: 100, unit: "times or energies",
      doc: "How many of the signature."),
    SpectralInputs.gap,
    ParameterDeclaration(
      "source_landmarks", .list(of: .integer(0...Int(Int32.max))), default: [], unit: "vertices",
      doc: """
        Vertices of the source, counted from 0, that correspond to `target_landmarks`: the kernel from each of them is \
        preserved too. They tell left from right, which signatures do not.
        """),
    ParameterDeclaration(
      "target_landmarks", .list(of: .integer(0...Int(Int32.max))), default: [], unit: "vertices",
      doc: "The vertices of the target in the same order."),
    ParameterDeclaration(
      "descriptor_weight", .number(.above(0)), default: .number(defaults.descriptorWeight),
      doc: "Weight of the descriptors' mean square difference, each of norm 1."),
    ParameterDeclaration(
      "laplacian_weight", .number(.atLeast(0)), default: .number(defaults.laplacianWeight),
      doc: "Weight of commuting with the Laplacians, over the largest difference of eigenvalues."),
    ParameterDeclaration(
      "commutativity_weight", .number(.atLeast(0)),
      default: .number(defaults.commutativityWeight),
      doc: "Weight of commuting with multiplication by descriptors (Nogneng & Ovsjanikov 2017)."),
  ]

  private static let defaults = FunctionalMapOptions()

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let parameters = invocation.parameters
    var problems: [StageProblem] = []
    let marks = parameters.integers("source_landmarks").count
    if marks != parameters.integers("target_landmarks").count {
      problems.append(
        .parameter(
          "target_landmarks", message: "has another number of vertices than `source_landmarks`",
          remedy: "name one target vertex for each source vertex"))
    }
    let isGiven = invocation.isConnected("source_descriptors")
    if isGiven != invocation.isConnected("target_descriptors") {
      problems.append(
        StageProblem(
          at: .stage, "descriptors of one shape alone are connected",
          remedy: "connect `source_descriptors` and `target_descriptors`"))
    }
    if parameters.string("descriptor") == "none" {
      if !isGiven {
        problems.append(
          .parameter(
            "descriptor", message: "there is nothing to preserve",
            remedy: "connect descriptors, or choose wks or hks"))
      }
      if marks > 0 {
        problems.append(
          .parameter(
            "source_landmarks", message: "landmarks are told by kernels",
            remedy: "choose `descriptor: wks` or `hks`"))
      }
    }
    return problems
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let source = try context.domain("source", mass: "source_mass")
    let target = try context.domain("target", mass: "target_mass")
    let map = try FunctionalMap.fitted(
      from: source.prefix(parameters.integer("count")),
      to: target.prefix(parameters.integer("count")),
      descriptors: descriptors(context, source.basis, target.basis),
      options: FunctionalMapOptions(
        descriptorWeight: parameters.number("descriptor_weight"),
        laplacianWeight: parameters.number("laplacian_weight"),
        commutativityWeight: parameters.number("commutativity_weight")))
    try context.write(map, from: source.basis, to: target.basis)
  }

  private static func descriptors(
    _ context: StageContext, _ source: Eigenbasis, _ target: Eigenbasis
  ) throws -> FunctionalMap.Descriptors {
    let given =
      context.isConnected("source_descriptors")
      ? try FunctionalMap.Descriptors(
        source: connected(context, "source_descriptors"),
        target: connected(context, "target_descriptors")) : nil
    let parameters = context.parameters
    guard let kernel = SpectralSignature(rawValue: parameters.string("descriptor")) else {
      guard let given else { throw StageInputError("no descriptors are connected; connect some") }
      return given
    }
    let whole = try min(
      source.countToLastGap(relativeGap: parameters.number("gap")), target.count)
    let kernels = try FunctionalMap.Descriptors.kernels(
      kernel, of: source.prefix(whole), and: target.prefix(whole),
      count: parameters.integer("samples"),
      landmarks: zip(
        parameters.integers("source_landmarks"), parameters.integers("target_landmarks")
      ).map { (source: $0, target: $1) })
    return try given?.joined(with: kernels) ?? kernels
  }
}

extension FunctionalMapStage {
  private static func connected(
    _ context: StageContext, _ port: String
  ) throws -> DenseMatrix<Double> {
    try context.signals(context.read(FieldArtifact.self, port), port: port)
  }
}
