internal import Artifacts
internal import Geometry
internal import Models
internal import Pipeline

/// `graph.colours`: what the nodes of a graph look like from where they are.
enum GraphColours: StageKind {
  static let name = "graph.colours"
  static let version = 1
  static let summary =
    "Weisfeiler-Leman colours: nodes of one class see the same classes around them."
  static let inputs = [
    InputPort("graph", .artifacts(["graph"]), doc: "The graph."),
    InputPort(
      "labels", .artifacts(["labels"]), .optional,
      doc: "Classes of the nodes to begin with; hidden ones are a class too."),
  ]
  static let outputs = [
    OutputPort(
      "colours", "labels",
      doc: "The colour of each node, numbered from 0, however the nodes are numbered.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "rounds", .integer(0...1_000_000), default: .null, unit: "rounds",
      doc: "The most rounds of refinement; without it until nothing changes."),
    ParameterDeclaration(
      "weights", .boolean, default: false, doc: "Whether edges of different weight are different."),
  ]

  static func run(_ context: StageContext) throws {
    let graph = try context.read(Graph.self, "graph")
    let labels = try context.readIfConnected(Labels.self, "labels")
    let found = try WeisfeilerLehman(
      refining: [graph], nodeLabels: labels.map { [$0.classes] },
      usesWeights: context.parameters.bool("weights"),
      rounds: context.parameters.optionalInteger("rounds"))
    context.log(
      "\(found.colourCount) colours after \(found.rounds) rounds"
        + (found.isStable ? ", stable" : ", not stable yet"))
    try context.write(
      Labels(classes: found.colours[0], classNames: (0..<found.colourCount).map(String.init)),
      to: "colours")
  }
}
