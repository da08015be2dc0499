internal import Artifacts
internal import Models
internal import Pipeline

/// What a CSV says of the nodes of a graph: their class, their part.
struct NodeTable {
  private let file: FileBytes
  private let table: CSV
  private let nodes: [Int]
  private let labelColumn: String
  private let partColumn: String

  /// Reads the node column of the file connected to a port.
  init(_ context: StageContext, _ port: String) throws {
    file = try context.fileBytes(port)
    table = try CSV(file)
    nodes = try table.integers(context.parameters.string("node"))
    labelColumn = context.parameters.string("label")
    partColumn = context.parameters.string("part")
    var seen: Set<Int> = []
    for (row, node) in nodes.enumerated() {
      guard node >= 0, node < Int(Int32.max) else {
        throw error(row, "names node \(node)", "nodes count from 0")
      }
      guard seen.insert(node).inserted else {
        throw error(row, "names node \(node) again", "keep one row a node")
      }
    }
  }

  /// One more than the largest node.
  var nodeCount: Int { (nodes.max() ?? -1) + 1 }

  /// Refuses a node beyond the last one.
  func check(nodeCount: Int) throws {
    if let row = nodes.firstIndex(where: { $0 >= nodeCount }) {
      throw error(row, "names node \(nodes[row])", "there are \(nodeCount); correct it or `nodes`")
    }
  }

  /// The class of every node; those the table leaves out are hidden.
  func classes(nodeCount: Int) throws -> Labels {
    var texts = [String?](repeating: nil, count: nodeCount)
    for (node, text) in zip(nodes, try table.strings(labelColumn)) { texts[node] = text }
    return try Labels(texts: texts)
  }

  /// The parts of the split; all empty when the column is missing and optional.
  func split(isOptional: Bool) throws -> Split {
    if isOptional, !table.header.contains(partColumn) {
      return try Split(train: [], validation: [], test: [])
    }
    var parts: [String: [Int32]] = [:]
    for (row, word) in try table.strings(partColumn).enumerated() {
      guard let part = Self.parts[word] else {
        throw error(
          row, "calls its part '\(word)'", "the parts are train, val or validation, test and none")
      }
      parts[part, default: []].append(Int32(nodes[row]))
    }
    return try Split(
      train: parts["train"] ?? [], validation: parts["validation"] ?? [], test: parts["test"] ?? [])
  }

  /// The words of a table for the parts of a split.
  private static let parts = [
    "train": "train", "val": "validation", "valid": "validation", "validation": "validation",
    "test": "test", "none": "none", "": "none",
  ]

  private func error(_ row: Int, _ problem: String, _ remedy: String) -> FormatError {
    FormatError(
      .outOfRange, file: file.name, element: "row \(row + 1)", problem: problem, remedy: remedy)
  }
}
