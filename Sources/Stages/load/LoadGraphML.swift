internal import Artifacts
internal import Geometry
internal import Models
internal import Pipeline

/// `load.graphml`: a graph with its attributes from a GraphML file.
enum LoadGraphML: StageKind {
  static let name = "load.graphml"
  static let version = 1
  static let summary =
    "A graph from a GraphML file, as NetworkX writes it, with classes and features of its nodes."
  static let inputs = [
    InputPort("graph", .files, doc: "The GraphML file, plain or gzip-compressed.")
  ]
  static let outputs = [
    OutputPort(
      "graph", "graph",
      doc: "The graph, directed as the file says; self-loops are dropped and duplicates merged."),
    OutputPort("nodes", "table", doc: "The nodes' names, `id`, in the order of their numbers."),
    OutputPort("labels", "labels", doc: "The class of every node, where `label` is given."),
    OutputPort("features", "array", doc: "Nodes × channels, where `features` are given."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "weight", .string, default: .null, doc: "The edges' attribute that is their weight."),
    ParameterDeclaration(
      "label", .string, default: .null,
      doc: "The nodes' attribute that is their class; a node without it is hidden."),
    ParameterDeclaration(
      "features", .list(of: .string), default: [],
      doc: "The nodes' attributes that are their features, in this order; numbers, True and False."),
  ]

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    outputs.filter { output in
      switch output.name {
      case "labels": parameters.optionalString("label") != nil
      case "features": !parameters.strings("features").isEmpty
      default: true
      }
    }
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let file = try GraphML(context.fileBytes("graph"))
    let weights = try parameters.optionalString("weight").map {
      try file.numbers($0, in: file.edgeAttributes, of: "edge")
    }
    try context.write(graph(file, weights), to: "graph")
    try context.write(Table([.init("id", .texts(file.nodeNames))]), to: "nodes")
    if let label = parameters.optionalString("label") {
      let texts = try file.texts(label, in: file.nodeAttributes, of: "node")
      try context.write(Labels(texts: texts), to: "labels")
    }
    let channels = try parameters.strings("features").map {
      try file.numbers($0, in: file.nodeAttributes, of: "node")
    }
    if !channels.isEmpty {
      let rows = file.nodeNames.indices.flatMap { node in channels.map { $0[node] } }
      try context.write(
        NumberArray(rows, shape: [file.nodeNames.count, channels.count]), to: "features")
    }
  }

  private static func graph(_ file: GraphML, _ weights: [Double]?) throws -> Graph {
    do {
      return try Graph(
        nodeCount: file.nodeNames.count, edges: file.edges.map { Graph.Edge($0[0], $0[1]) },
        weights: weights, isDirected: file.isDirected)
    } catch {
      throw FormatError(
        .outOfRange, file: file.file, problem: "\(error)", remedy: "correct the edges")
    }
  }
}
