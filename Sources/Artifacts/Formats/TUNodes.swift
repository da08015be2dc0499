/// Which nodes belong to which graph.
struct TUNodes {
  /// The graph of each node, from 0.
  let graphs: [Int32]
  /// Where the nodes of each graph begin, and the end.
  let offsets: [Int]

  var count: Int { graphs.count }
  var graphCount: Int { offsets.count - 1 }

  /// Reads the file that names the graph of each node.
  ///
  /// - Parameters:
  ///   - known: How many graphs there are, where another file tells.
  ///   - other: That file's name.
  /// - Throws: `FormatError` naming the line of a node whose graph is out of order or does not exist.
  init(indicator file: FileBytes, graphs known: Int?, countedIn other: String?) throws(FormatError)
  {
    let indicator = try NumberRows(integers: file, width: 1)
    guard indicator.count < Int(Int32.max) else {
      throw FormatError(
        .unsupported, file: file.name, problem: "\(indicator.count) nodes exceed 32-bit indices",
        remedy: "split the data set")
    }
    var offsets = [0]
    var graphs: [Int32] = []
    graphs.reserveCapacity(indicator.count)
    for (node, graph) in indicator.values.enumerated() {
      if let known, graph > known {
        throw indicator.error(
          row: node, "node \(node + 1) is of graph \(graph), but \(other ?? "") has \(known) lines",
          "correct the number, or give one line a graph")
      }
      // A graph starts where the number grows by one.
      if graph == offsets.count { offsets.append(node) }
      guard graph == offsets.count - 1, graph >= 1 else {
        throw indicator.error(
          row: node,
          "node \(node + 1) is of graph \(graph), the node before it of graph \(offsets.count - 1)",
          "number graphs from 1, without a gap, and sort nodes by graph")
      }
      graphs.append(Int32(graph - 1))
    }
    // The first offset is 0 twice: before the first graph and at its start.
    offsets.removeFirst()
    offsets.append(indicator.count)
    if let known, known != offsets.count - 1 {
      throw FormatError(
        .truncated, file: file.name,
        problem: "has nodes of \(offsets.count - 1) graphs, but \(other ?? "") has \(known) lines",
        remedy: "give every graph a node: copy the data set again")
    }
    self.graphs = graphs
    self.offsets = offsets
  }
}
