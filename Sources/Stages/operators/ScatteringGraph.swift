internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `scattering.graph`: features of a graph and of its nodes that need no training.
enum ScatteringGraph: StageKind {
  static let name = "scattering.graph"
  static let version = 1
  static let summary =
    "Geometric scattering of signals on a graph: wavelets, absolute values, moments (Gao, Wolf & Hirn 2019)."
  static let inputs = [
    InputPort("graph", .artifacts(["graph"]), doc: "The graph."),
    InputPort(
      "features", .artifacts(["array", "sparse", "field"]), .optional,
      doc: "Signals, nodes × channels; without them the degree of each node."),
  ]
  static let outputs = [
    OutputPort(
      "moments", "array",
      doc: """
        Float64 [1, channels × paths × moments]: the sums over all nodes of each path's powers; \
        channel after channel, path after path.
        """),
    OutputPort(
      "nodes", "array",
      doc: "Float64 [nodes, channels × paths]: each path, smoothed by the low pass."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "scales", .integer(1...16), default: 4, unit: "octaves",
      doc: "J: wavelets have the scales 0 to J, the widest reaches 2^J steps."),
    ParameterDeclaration(
      "order", .integer(0...2), default: 2, unit: "wavelets",
      doc: "The longest paths: 1, then J + 1, then J (J + 1) / 2 of them."),
    ParameterDeclaration(
      "moments", .integer(1...16), default: 4, unit: "powers",
      doc: "Powers 1 to this one are summed up."),
    WalkParameter.declaration,
  ]

  static func run(_ context: StageContext) throws {
    let graph = try context.read(Graph.self, "graph")
    let parameters = context.parameters
    let signals =
      context.isConnected("features")
      ? try context.signals("features", nodeCount: graph.nodeCount)
      : DenseMatrix(columns: [graph.weightedDegrees])
    let scattering = try GraphScattering(
      DiffusionWavelets(
        of: graph.adjacency, WalkParameter.value(parameters), scales: parameters.integer("scales")),
      order: parameters.integer("order"))
    let moments = try scattering.moments(of: signals, count: parameters.integer("moments"))
    try context.write(
      NumberArray(moments.values, shape: [1, moments.values.count]), to: "moments")
    let nodes = try scattering.nodeFeatures(of: signals)
    try context.write(
      NumberArray(nodes.values, shape: [nodes.rows, nodes.columns]), to: "nodes")
  }
}
