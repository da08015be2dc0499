internal import Artifacts
internal import Geometry
internal import Models
internal import Numerics
internal import Pipeline

/// `graph.partition`: parts of about equal weight with few edges between them.
enum GraphPartitionStage: StageKind {
  static let name = "graph.partition"
  static let version = 1
  static let summary =
    "Divides a graph into parts of about equal weight with few edges between them, by METIS."
  static let inputs = [
    InputPort("graph", .artifacts(["graph"]), doc: "The undirected graph, weighted or not."),
    InputPort(
      "weights", .artifacts(["field"]), .optional,
      doc: "The weight of each node, positive, one channel; all nodes weigh the same without."),
  ]
  static let outputs = [
    OutputPort("parts", "labels", doc: "The part of every node; none is empty."),
    OutputPort(
      "metrics", "metrics",
      doc: """
        `cut`: the weight of edges between parts; `cut_part`: relative to all edges; `balance`: the heaviest part \
        relative to the mean; `moved`: nodes moved after METIS to fill or lighten parts.
        """),
  ]
  static let parameters = [
    ParameterDeclaration(
      "parts", .integer(1...Int(Int32.max)), unit: "parts",
      doc: "The number of parts, at most that of nodes."),
    ParameterDeclaration(
      "scheme", .choice(["automatic", "k_way", "bisection"]), default: "automatic",
      doc: """
        Multilevel k-way (Karypis & Kumar 1998), or recursive bisection, which automatic takes up to 8 parts.
        """),
    ParameterDeclaration(
      "imbalance", .number(.closed(0.001...1)), default: 0.03, unit: "part of the mean",
      doc: "By how much the heaviest part may exceed the mean, if nodes are light enough."),
  ]
  static let isSeeded = true

  static func run(_ context: StageContext) throws {
    let graph = try context.read(Graph.self, "graph")
    let parameters = context.parameters
    let scheme: PartitionOptions.Scheme =
      switch parameters.string("scheme") {
      case "k_way": .kWay
      case "bisection": .bisection
      default: .automatic
      }
    let found = try Coarsening.partition(
      of: graph, into: parameters.integer("parts"), nodeWeights: nodeWeights(context),
      options: PartitionOptions(
        scheme: scheme, imbalance: parameters.number("imbalance"), seed: context.seed))
    try context.write(
      Labels(classes: found.parts, classNames: (0..<found.count).map { "part \($0)" }),
      to: "parts")
    let total = graph.weights?.reduce(0, +) ?? Double(graph.edgeCount)
    try context.write(
      Metrics(scalars: [
        ("parts", Double(found.count)), ("cut", found.cut),
        ("cut_part", total > 0 ? found.cut / total : 0), ("balance", found.balance),
        ("lightest", found.weights.min() ?? 0), ("heaviest", found.weights.max() ?? 0),
        ("moved", Double(found.movedCount)),
      ]), to: "metrics")
  }

  private static func nodeWeights(_ context: StageContext) throws -> [Double]? {
    guard let field = try context.readIfConnected(FieldArtifact.self, "weights") else { return nil }
    guard field.channels == 1 else {
      throw StageInputError(
        "the field \(field.name) has \(field.channels) channels; node weights need one")
    }
    return field.values
  }
}
