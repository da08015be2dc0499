internal import Artifacts
internal import Geometry
internal import Pipeline

/// `evaluate.correspondence`: how far a correspondence is off the true one.
enum EvaluateCorrespondence: StageKind {
  static let name = "evaluate.correspondence"
  static let version = 1
  static let summary =
    "Geodesic error of a correspondence over the root of the area (Kim, Lipman & Funkhouser 2011)."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The source, on which distances are measured."),
    InputPort(
      "vertices", .artifacts(["array"]), doc: "A source vertex for each target vertex."),
    InputPort(
      "truth", .artifacts(["array"]), .optional,
      doc: "The true source vertex of each target vertex; the one of the same number by default."),
    InputPort(
      "truth_file", .files, .optional,
      doc: "The same from a text file: a vertex, counted from 0, for each target vertex."),
  ]
  static let outputs = [
    OutputPort(
      "metrics", "metrics",
      doc: """
        mean_error and largest_error: geodesic distance from the true vertex, divided by the root of the source's \
        area. within_5_percent, within_10_percent, within_25_percent: the part of the vertices whose error is at most \
        0.05, 0.1, 0.25. vertices: how many were measured. unreached: those given a vertex of another component, which \
        the mean leaves out.
        """)
  ]
  static let parameters = [
    ParameterDeclaration(
      "samples", .integer(0...Int(Int32.max)), default: 1000, unit: "vertices",
      doc: """
        Measure at most as many target vertices, evenly spread over their numbers, as each takes a distance query; 0 for \
        all.
        """),
    ParameterDeclaration(
      "method", .choice(["exact", "heat"]), default: "heat",
      doc: "How distances are measured, as by `geodesics.exact` or `geodesics.heat` with defaults."),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    guard invocation.isConnected("truth"), invocation.isConnected("truth_file") else { return [] }
    return [
      StageProblem(
        at: .input("truth_file"), "the truth is connected twice",
        remedy: "leave out `truth` or `truth_file`")
    ]
  }

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let found = try vertices(context, "vertices")
    let truth = try truth(context, count: found.count, sourceCount: mesh.vertexCount)
    let samples = context.parameters.integer("samples")
    let isExact = context.parameters.string("method") == "exact"
    func measure(_ geodesics: some GeodesicSolver) throws -> CorrespondenceError {
      try CorrespondenceError(
        of: found, truth: truth, geodesics: geodesics, area: mesh.totalArea,
        most: samples > 0 ? samples : nil, checkCancellation: context.checkCancellation)
    }
    let measured = try isExact ? measure(ExactGeodesics(mesh)) : measure(HeatGeodesics(mesh))
    try context.write(
      Metrics(scalars: [
        ("mean_error", measured.mean), ("largest_error", measured.largest),
        ("within_5_percent", measured.fraction(within: 0.05)),
        ("within_10_percent", measured.fraction(within: 0.1)),
        ("within_25_percent", measured.fraction(within: 0.25)),
        ("vertices", Double(measured.vertices.count)), ("unreached", Double(measured.unreached)),
      ]), to: "metrics")
  }

  private static func truth(
    _ context: StageContext, count: Int, sourceCount: Int
  ) throws -> [Int32] {
    if context.isConnected("truth") { return try vertices(context, "truth") }
    if context.isConnected("truth_file") { return try numbers(context.fileBytes("truth_file")) }
    guard count == sourceCount else {
      throw StageInputError(
        "the target has \(count) vertices, the source \(sourceCount), so that equal numbers do not"
          + " correspond; connect `truth` or `truth_file`")
    }
    return (0..<count).map { Int32($0) }
  }

  /// The vertex numbers of an array.
  private static func vertices(_ context: StageContext, _ port: String) throws -> [Int32] {
    let array = try context.read(NumberArray.self, port)
    guard array.shape.count == 1, let numbers = array.integers else {
      throw StageInputError(
        "'\(port)' is \(array.artifactSummary), no list of vertices; connect the output `vertices`"
          + " of functional.correspondence")
    }
    return numbers.map { Int32(clamping: $0) }
  }

  private static func numbers(_ file: FileBytes) throws -> [Int32] {
    var numbers: [Int32] = []
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    for word in file.bytes.split(whereSeparator: { blanks.contains($0) }) {
      let text = String(decoding: word, as: UTF8.self)
      guard let number = Int32(text) else {
        throw StageInputError(
          "\(file.name): \"\(text.prefix(20))\" for target vertex \(numbers.count) is no vertex"
            + " number; give whole numbers alone, one for each target vertex")
      }
      numbers.append(number)
    }
    return numbers
  }
}
