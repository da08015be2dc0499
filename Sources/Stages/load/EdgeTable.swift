internal import Artifacts
internal import Geometry
internal import Pipeline

/// The edges of a graph as a CSV holds them.
struct EdgeTable {
  private let file: FileBytes
  private let sources: [Int]
  private let targets: [Int]
  private let weights: [Double]?
  private let isDirected: Bool

  /// Reads the columns that the parameters name.
  init(_ context: StageContext) throws {
    let parameters = context.parameters
    file = try context.fileBytes("edges")
    let table = try CSV(file)
    sources = try table.integers(parameters.string("source"))
    targets = try table.integers(parameters.string("target"))
    weights = try parameters.optionalString("weight").map(table.numbers)
    isDirected = parameters.bool("directed")
    for (row, ends) in zip(sources, targets).enumerated() {
      for node in [ends.0, ends.1] where node < 0 || node >= Int(Int32.max) {
        throw FormatError(
          .outOfRange, file: file.name, element: "row \(row + 1)", problem: "names node \(node)",
          remedy: "nodes count from 0")
      }
    }
  }

  /// One more than the largest node.
  var nodeCount: Int { max(sources.max() ?? -1, targets.max() ?? -1) + 1 }

  /// The graph over the given number of nodes.
  func graph(nodeCount: Int) throws -> Graph {
    do {
      return try Graph(
        nodeCount: nodeCount,
        edges: zip(sources, targets).map { Graph.Edge(Int32($0), Int32($1)) }, weights: weights,
        isDirected: isDirected)
    } catch {
      throw FormatError(
        .outOfRange, file: file.name, problem: "\(error)", remedy: "correct the edges or `nodes`")
    }
  }
}
