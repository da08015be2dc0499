internal import Artifacts
internal import Geometry
internal import Models
internal import Pipeline

/// `make.circular_skip_links`: graphs that message passing alone cannot tell apart.
enum MakeCircularSkipLinks: StageKind {
  static let name = "make.circular_skip_links"
  static let version = 1
  static let summary = """
    Circular skip links: cycles whose nodes are also joined R steps on, a class for every R, each in random \
    numberings (Murphy et al. 2019).
    """
  static let inputs: [InputPort] = []
  static let outputs = [
    OutputPort("graphs", "graphs", doc: "The graphs, class after class, without features."),
    OutputPort("labels", "labels", doc: "The class of every graph, named by its R."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "nodes", .integer(5...1_000_000), default: 41, unit: "nodes", doc: "Nodes of a graph."),
    ParameterDeclaration(
      "skips", .list(of: .integer(2...500_000)), default: [2, 3, 4, 5, 6, 9, 11, 12, 13, 16],
      unit: "steps",
      doc: "R of each class: below half of `nodes`, no two of which make the same graph."),
    ParameterDeclaration(
      "copies", .integer(1...1_000_000), default: 15, unit: "graphs",
      doc: "Random numberings of each class."),
  ]
  static let isSeeded = true

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let skips = parameters.integers("skips")
    let made = try GraphGenerators.circularSkipLinks(
      nodes: parameters.integer("nodes"), skips: skips, copies: parameters.integer("copies"),
      seed: context.seed)
    try context.write(made.graphs, to: "graphs")
    try context.write(
      Labels(classes: made.classes, classNames: skips.map(String.init)), to: "labels")
  }
}
