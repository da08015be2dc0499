internal import Artifacts
internal import Geometry
internal import Models
internal import Numerics
internal import Pipeline

/// `load.graph`: a graph, and what is known of its nodes, from text files.
enum LoadGraph: StageKind {
  static let name = "load.graph"
  static let version = 2
  static let summary = """
    A graph from an edge-list CSV, with optional labels and split (CSV) and features (MatrixMarket).
    """
  static let inputs = [
    InputPort(
      "edges", .files, doc: "CSV with a header line and one edge a row; nodes count from 0."),
    InputPort("labels", .files, .optional, doc: "CSV with one labelled node a row."),
    InputPort(
      "split", .files, .optional,
      doc: "CSV with the part of each node; by default the split column of `labels`, if it has one."
    ),
    InputPort("features", .files, .optional, doc: "MatrixMarket, nodes × channels."),
  ]
  static let outputs = [
    OutputPort("graph", "graph", doc: "The graph; self-loops are dropped and duplicates merged."),
    OutputPort("labels", "labels", doc: "The class of every node, where `labels` is connected."),
    OutputPort(
      "split", "split",
      doc:
        "The given parts, where `labels` or `split` is connected; empty where no column tells them."
    ),
    OutputPort("features", "sparse", doc: "Nodes × channels, where `features` is connected."),
  ]
  static let parameters = [
    ParameterDeclaration("source", .string, default: "src", doc: "Column of an edge's first node."),
    ParameterDeclaration("target", .string, default: "dst", doc: "Column of its second node."),
    ParameterDeclaration(
      "weight", .string, default: .null, doc: "Column of its weight; all 1 when not given."),
    ParameterDeclaration(
      "directed", .boolean, default: false, doc: "Keep the direction from source to target."),
    ParameterDeclaration(
      "nodes", .integer(1...Int(Int32.max)), default: .null, unit: "nodes",
      doc: "How many nodes there are; by default as many as the files mention."),
    ParameterDeclaration("node", .string, default: "node", doc: "Column of a node in the tables."),
    ParameterDeclaration("label", .string, default: "label", doc: "Column of its class, any text."),
    ParameterDeclaration(
      "part", .string, default: "split",
      doc: "Column of its part: train, val or validation, test; none or nothing for no part."),
    ParameterDeclaration(
      "normalize_features", .boolean, default: true,
      doc: "Divide each node's features by their sum, as for bags of words."),
  ]

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    outputs.filter { output in
      switch output.name {
      case "graph": true
      case "split": connected.contains("split") || connected.contains("labels")
      default: connected.contains(output.name)
      }
    }
  }

  static func run(_ context: StageContext) throws {
    let edges = try EdgeTable(context)
    let labels = context.isConnected("labels") ? try NodeTable(context, "labels") : nil
    let parts = context.isConnected("split") ? try NodeTable(context, "split") : labels
    let features =
      context.isConnected("features")
      ? try MatrixMarket.read(context.fileBytes("features")) : nil
    let mentioned = max(
      edges.nodeCount, labels?.nodeCount ?? 0, parts?.nodeCount ?? 0, features?.rows ?? 0)
    let nodeCount = context.parameters.optionalInteger("nodes") ?? mentioned
    for table in [labels, parts] { try table?.check(nodeCount: nodeCount) }

    try context.write(edges.graph(nodeCount: nodeCount), to: "graph")
    if let labels {
      try context.write(labels.classes(nodeCount: nodeCount), to: "labels")
    }
    if let parts {
      // Labels may come without a split; a file given as one may not.
      let isOptional = !context.isConnected("split")
      try context.write(parts.split(isOptional: isOptional), to: "split")
    }
    if let features {
      try context.write(try prepared(features, nodeCount, context), to: "features")
    }
  }

  private static func prepared(
    _ features: SparseMatrix<Double>, _ nodeCount: Int, _ context: StageContext
  ) throws -> SparseMatrix<Double> {
    guard features.rows == nodeCount else {
      throw FormatError(
        .outOfRange, file: try context.file("features").name,
        problem: "has \(features.rows) rows for \(nodeCount) nodes",
        remedy: "give one row a node; nodes without features have an empty row")
    }
    guard context.parameters.bool("normalize_features") else { return features }
    return features.scalingRows(by: features.rowSums.map { $0 == 0 ? 0 : 1 / $0 })
  }
}
