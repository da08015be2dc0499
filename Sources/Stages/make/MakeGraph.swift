internal import Artifacts
internal import Geometry
internal import Models
internal import Pipeline

/// `make.graph`: a generated graph with the class of every node.
enum MakeGraph: StageKind {
  static let name = "make.graph"
  static let version = 1
  static let summary =
    "A stochastic block model, or Zachary's karate club, with the class of each node."
  static let inputs: [InputPort] = []
  static let outputs = [
    OutputPort("graph", "graph", doc: "The undirected graph."),
    OutputPort("labels", "labels", doc: "The block or faction of every node."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "model", .choice(["stochastic_block", "karate_club"]), default: "stochastic_block",
      doc: "Holland, Laskey & Leinhardt 1983, or the 34 members of Zachary 1977."),
    ParameterDeclaration(
      "sizes", .list(of: .integer(1...10_000_000)), default: [100, 100], unit: "nodes",
      doc: "Stochastic block model: nodes in each block."),
    ParameterDeclaration(
      "within", .number(.closed(0...1)), default: 0.1, unit: "probability",
      doc: "Stochastic block model: probability of an edge inside a block."),
    ParameterDeclaration(
      "between", .number(.closed(0...1)), default: 0.01, unit: "probability",
      doc: "Stochastic block model: probability of an edge between two blocks."),
  ]
  static let isSeeded = true

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    guard invocation.parameters.integers("sizes").isEmpty else { return [] }
    return [.parameter("sizes", message: "needs at least one block", remedy: "write [100, 100]")]
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let made: GraphGenerators.Labelled
    let names: [String]
    if parameters.string("model") == "karate_club" {
      made = try GraphGenerators.karateClub()
      names = ["Mr. Hi", "Officer"]
    } else {
      let sizes = parameters.integers("sizes")
      made = try GraphGenerators.stochasticBlockModel(
        sizes: sizes, within: parameters.number("within"), between: parameters.number("between"),
        seed: context.seed)
      names = sizes.indices.map { "block \($0)" }
    }
    try context.write(made.graph, to: "graph")
    try context.write(Labels(classes: made.blocks, classNames: names), to: "labels")
  }
}
