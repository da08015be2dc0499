import Geometry

/// The nodes to test, in the order of their rows, and the graph that joins them with the others.
struct PlanetoidOrder {
  /// The node of each row of `tx`.
  let nodes: [Int32]
  /// The number of nodes: the last one to test is the last of all.
  let nodeCount: Int
  /// The graph.
  let graph: Graph

  /// Reads the list of nodes and the lists of neighbours.
  ///
  /// - Parameter first: The number of nodes before the first one to test.
  /// - Throws: `FormatError` naming the line of a node that is out of range or there twice, or the node whose
  ///   neighbours are.
  init(_ file: FileBytes, first: Int, neighbours: Pickle) throws(FormatError) {
    let list = try NumberRows(integers: file, width: 1)
    // A gap between the nodes is a node that no file tells of; a gap as large as the lists is an error.
    let limit = first + 2 * list.count + 1000
    var seen: Set<Int> = []
    for (row, node) in list.values.enumerated() {
      guard node >= first, node < min(limit, Int(Int32.max) / 2) else {
        throw list.error(
          row: row, "names node \(node)", "nodes to test follow the \(first) nodes of allx")
      }
      guard seen.insert(node).inserted else {
        throw list.error(row: row, "names node \(node) again", "keep one line a node")
      }
    }
    nodes = list.values.map { Int32(truncatingIfNeeded: $0) }
    nodeCount = max(first, (list.values.max() ?? -1) + 1)
    graph = try Self.graph(neighbours, nodeCount)
  }

  private static func graph(_ pickle: Pickle, _ nodeCount: Int) throws(FormatError) -> Graph {
    guard let pairs = pickle.pairs(pickle.root) else {
      throw pickle.error("graph", "is no dictionary of neighbours")
    }
    var edges: [Graph.Edge] = []
    // A list that many nodes share would make more edges than the file has bytes.
    var seen: Set<Int> = []
    for (key, value) in pairs {
      guard let node = pickle.integer(key), let others = pickle.elements(value) else {
        throw pickle.error("graph", "holds something else than nodes and lists of neighbours")
      }
      guard seen.insert(value).inserted else {
        throw pickle.error("graph, node \(node)", "shares its list of neighbours with another node")
      }
      for other in others {
        guard let target = pickle.integer(other) else {
          throw pickle.error("graph, node \(node)", "has a neighbour that is no number")
        }
        guard (0..<nodeCount).contains(node), (0..<nodeCount).contains(target) else {
          throw FormatError(
            .outOfRange, file: pickle.source.name, element: "node \(node)",
            problem: "is a neighbour of node \(target), but nodes are 0…\(nodeCount - 1)",
            remedy: "connect the files of one data set")
        }
        edges.append(Graph.Edge(Int32(node), Int32(target)))
      }
    }
    do {
      return try Graph(nodeCount: nodeCount, edges: edges)
    } catch {
      throw pickle.error("graph", "\(error)")
    }
  }
}

/// One-hot labels as classes.
enum PlanetoidClasses {
  /// The class of each row, hidden where a row is all 0, and the number of classes.
  ///
  /// - Throws: `FormatError` naming a row of several classes.
  static func read(
    _ pickle: Pickle, _ part: String, rows: Int
  ) throws(FormatError) -> (classes: [Int32], count: Int) {
    let array = try pickle.array(pickle.root, part)
    guard array.shape.count == 2, array.shape[0] == rows, array.shape[1] <= Int(UInt16.max) else {
      throw pickle.error(part, "has shape \(array.shape) for \(rows) rows of features")
    }
    let (width, values) = (array.shape[1], array.doubles)
    var classes: [Int32] = []
    classes.reserveCapacity(rows)
    for row in 0..<rows {
      var found: Int32 = -1
      for column in 0..<width where values[row * width + column] != 0 {
        guard found < 0, values[row * width + column] == 1 else {
          throw pickle.error("\(part), row \(row)", "is not the unit vector of one class")
        }
        found = Int32(truncatingIfNeeded: column)
      }
      classes.append(found)
    }
    return (classes, width)
  }
}
