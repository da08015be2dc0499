internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `spectral.filter`: functions of a Laplacian applied to signals.
enum SpectralFilterStage: StageKind {
  static let name = "spectral.filter"
  static let version = 1
  static let summary =
    "Signals filtered by a function of the Laplacian, in an eigenbasis or by Chebyshev polynomials."
  static let inputs = [
    InputPort("signal", .artifacts(["field"]), doc: "One or several signals on the vertices."),
    InputPort(
      "basis", .artifacts(["eigenbasis"]), .optional,
      doc: "Filter in this basis; what lies outside its span is lost."),
    InputPort(
      "stiffness", .artifacts(["operator"]), .optional,
      doc: "Filter without a basis, by polynomials of this Laplacian."),
    InputPort(
      "mass", .artifacts(["operator"]), .optional,
      doc: """
        The mass that belongs to either; the identity when not connected, as for graphs. With `stiffness` it must be \
        diagonal.
        """),
  ]
  static let outputs = [
    OutputPort(
      "signal", "field",
      doc: "The filtered channels; wavelets: of each filter in turn, low to high.")
  ]
  static let parameters =
    [
      ParameterDeclaration(
        "filter", .choice(options.map(\.filter)),
        doc: """
          Heat: exp(−time λ). Inverse: 1/(λ + shift). Low-pass: λ ≤ upper. Band-pass: lower ≤ λ ≤ upper. Mexican-hat: \
          scale λ exp(1 − scale λ). Wavelets: a low-pass and `scales` band-pass filters, Meyer's, a tight frame.
          """)
    ]
    + quantities.map {
      ParameterDeclaration($0.name, $0.type, default: .null, unit: $0.unit, doc: $0.doc)
    } + [
      ParameterDeclaration(
        "order", .integer(0...10_000), default: 30, unit: "degree",
        doc: "Without a basis: the degree of the polynomials, and the number of sparse products.")
    ]

  /// What each filter is told.
  private static let options: [(filter: String, quantities: [String])] = [
    ("heat", ["time"]), ("inverse", ["shift"]), ("low-pass", ["upper"]),
    ("band-pass", ["lower", "upper"]), ("mexican-hat", ["scale"]), ("wavelets", ["scales"]),
  ]

  private static let quantities: [(name: String, type: ParameterType, unit: String, doc: String)] =
    [
      ("time", .number(.atLeast(0)), "1/λ", "Heat: the time of diffusion."),
      ("shift", .number(.above(0)), "λ", "Inverse: what is added to λ."),
      ("lower", .number(.atLeast(0)), "λ", "Band-pass: the lower end."),
      ("upper", .number(.atLeast(0)), "λ", "Low-pass and band-pass: the upper end."),
      ("scale", .number(.above(0)), "1/λ", "Mexican-hat: the inverse of its peak."),
      ("scales", .integer(1...64), "octaves", "Wavelets: the number of band-pass filters."),
    ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    var problems: [StageProblem] = []
    if invocation.isConnected("basis") == invocation.isConnected("stiffness") {
      problems.append(
        StageProblem(
          at: .stage, "a signal is filtered in a basis or by polynomials of a Laplacian",
          remedy: "connect either `basis` or `stiffness`"))
    }
    let filter = invocation.parameters.string("filter")
    let needed = options.first { $0.filter == filter }?.quantities ?? []
    for quantity in quantities {
      switch (needed.contains(quantity.name), invocation.parameters.has(quantity.name)) {
      case (true, false):
        problems.append(
          .parameter(
            "filter", message: "\(filter) needs `\(quantity.name)`",
            remedy: "give it in units of \(quantity.unit)"))
      case (false, true):
        problems.append(
          .parameter(
            .name(quantity.name), message: "\(filter) has no `\(quantity.name)`",
            remedy: "leave it out"))
      default: break
      }
    }
    if filter == "band-pass", let lower = invocation.parameters.optionalNumber("lower"),
      let upper = invocation.parameters.optionalNumber("upper"), upper <= lower
    {
      problems.append(.parameter("upper", message: "`upper` must lie above `lower`"))
    }
    return problems
  }

  static func run(_ context: StageContext) throws {
    let field = try context.read(FieldArtifact.self, "signal")
    let signals = try context.signals(field, port: "signal")
    let filtered: [DenseMatrix<Double>]
    if context.isConnected("basis") {
      let domain = try context.domain("basis", mass: "mass")
      let largest = domain.basis.values.last ?? 0
      filtered = try domain.filtered(signals, by: filters(context.parameters, largest: largest))
    } else {
      let polynomial = try ChebyshevFilter(
        stiffness: context.read(OperatorArtifact.self, "stiffness").matrix,
        mass: context.readIfConnected(OperatorArtifact.self, "mass")?.matrix,
        order: context.parameters.integer("order"))
      let filters = try filters(context.parameters, largest: polynomial.largest)
      let error = try filters.map { try polynomial.error(of: $0) }.max() ?? 0
      context.log(
        "polynomials of degree \(polynomial.order) on λ from 0 to \(polynomial.largest) are off by"
          + " at most \(error)")
      filtered = try polynomial.filtered(signals, by: filters)
    }
    try context.write(joined(filtered, name: field.name), to: "signal")
  }

  private static func filters(
    _ parameters: Parameters, largest: Double
  ) throws -> [SpectralFilter] {
    switch parameters.string("filter") {
    case "inverse": [try .inverse(shift: parameters.number("shift"))]
    case "low-pass": [try .lowPass(upTo: parameters.number("upper"))]
    case "band-pass":
      [try .bandPass(from: parameters.number("lower"), to: parameters.number("upper"))]
    case "mexican-hat": [try .mexicanHat(scale: parameters.number("scale"))]
    case "wavelets":
      try SpectralFilter.meyerFrame(largest: largest, scales: parameters.integer("scales"))
    default: [try .heat(time: parameters.number("time"))]
    }
  }

  /// All signals as channels of one field.
  private static func joined(
    _ signals: [DenseMatrix<Double>], name: String
  ) throws -> FieldArtifact {
    let rows = signals.first?.rows ?? 0
    var values: [Double] = []
    for row in 0..<rows {
      for signal in signals { values += signal.row(row) }
    }
    return try FieldArtifact(
      name: name, values: values, channels: signals.reduce(0) { $0 + $1.columns })
  }
}
