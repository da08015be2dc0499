internal import Artifacts
internal import Geometry
internal import Pipeline

/// `graph.wavelet`: a diffusion wavelet of a graph, or its low pass, as a matrix.
enum GraphWavelet: StageKind {
  static let name = "graph.wavelet"
  static let version = 1
  static let summary =
    "A diffusion wavelet or low pass: differences of dyadic powers of a lazy walk (Coifman & Maggioni 2006)."
  static let inputs = [InputPort("graph", .artifacts(["graph"]), doc: "The graph.")]
  static let outputs = [
    OutputPort("operator", "operator", doc: "Nodes × nodes, of kind wavelet or low_pass.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "operator", .choice(["wavelet", "low_pass"]), default: "wavelet",
      doc: """
        Wavelet: I - P for scale 0, P^(2^(j-1)) - P^(2^j) for scale j. Low pass: P^(2^j). Wavelets \
        of scales 0 to J and the low pass of J add up to the identity.
        """),
    ParameterDeclaration(
      "scale", .integer(0...16), default: 1, unit: "octaves",
      doc: "The scale j; of a low pass at least 1."),
    WalkParameter.declaration,
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    guard invocation.parameters.string("operator") == "low_pass",
      invocation.parameters.integer("scale") == 0
    else { return [] }
    return [.parameter("scale", message: "of a low pass must be at least 1", remedy: "write 1")]
  }

  static func run(_ context: StageContext) throws {
    let graph = try context.read(Graph.self, "graph")
    let (chosen, scale) = (
      context.parameters.string("operator"), context.parameters.integer("scale")
    )
    let wavelets = try DiffusionWavelets(
      of: graph.adjacency, WalkParameter.value(context.parameters), scales: max(scale, 1))
    let matrix = chosen == "low_pass" ? try wavelets.lowPass() : try wavelets.wavelet(scale)
    try context.write(OperatorArtifact(kind: chosen, matrix: matrix), to: "operator")
  }
}
