import Geometry

/// The edges of all graphs in normal form, made of a list that may name each of them both ways.
struct TUEdges {
  /// Ends counted within their graph.
  private(set) var edges: [Graph.Edge] = []
  /// Where the edges of each graph begin, and the end.
  private(set) var offsets: [Int] = []
  /// The row of the list that each edge was taken from.
  private(set) var rows: [Int32] = []
  let isDirected: Bool
  private(set) var notes: [String] = []

  /// A line of the list: its ends, counted over all graphs from 0, as one number, and its row.
  private struct Line {
    let ends: UInt64
    let row: Int32

    init(_ source: Int, _ target: Int, _ row: Int32) {
      ends = UInt64(source) << 32 | UInt64(target)
      self.row = row
    }

    var source: Int { Int(ends >> 32) }
    var target: Int { Int(ends & 0xffff_ffff) }
  }

  /// Sorts and merges edges.
  ///
  /// Self-loops are left out; an edge listed several times the same way is taken once.
  ///
  /// - Throws: `FormatError` naming the line of an edge that joins no nodes of one graph, or contradicts another line.
  init(
    _ list: NumberRows<Int>, _ nodes: TUNodes, _ table: TUTable,
    _ direction: TUDataset.Direction
  ) throws(FormatError) {
    let lines = try Self.lines(list, nodes)
    let loops = list.count - lines.count
    let (unique, repeated) = try Self.unique(lines, list, table)
    if loops > 0 { notes.append("\(loops) self-loops are left out") }
    if repeated > 0 { notes.append("\(repeated) lines repeat an edge and are left out") }
    let single = direction == .directed ? nil : Self.firstSingle(unique, table)
    if let single, direction == .undirected {
      throw list.error(
        .malformed, row: Int(single.row), single.problem,
        "list each edge both ways with the same labels and attributes, or set `direction` to auto or directed"
      )
    }
    if let single {
      notes.append(
        "directed: \(list.source.name):\(list.line(ofRow: Int(single.row))): \(single.problem)")
    }
    isDirected = direction == .directed || single != nil
    let count = isDirected ? unique.count : unique.count / 2
    edges.reserveCapacity(count)
    rows.reserveCapacity(count)
    offsets = [0]
    offsets.reserveCapacity(nodes.graphCount + 1)
    for line in unique where isDirected || line.source < line.target {
      let graph = Int(nodes.graphs[line.source])
      while offsets.count <= graph { offsets.append(edges.count) }
      let start = nodes.offsets[graph]
      edges.append(
        Graph.Edge(
          Int32(truncatingIfNeeded: line.source - start),
          Int32(truncatingIfNeeded: line.target - start)))
      rows.append(line.row)
    }
    while offsets.count <= nodes.graphCount { offsets.append(edges.count) }
  }

  /// The lines but for self-loops, checked.
  private static func lines(
    _ list: NumberRows<Int>, _ nodes: TUNodes
  ) throws(FormatError) -> [Line] {
    guard list.count < Int(Int32.max) / 2 else {
      throw FormatError(
        .unsupported, file: list.source.name, problem: "\(list.count) edges exceed 32-bit indices",
        remedy: "split the data set")
    }
    var lines: [Line] = []
    lines.reserveCapacity(list.count)
    for row in 0..<list.count {
      let (source, target) = (list.values[2 * row] - 1, list.values[2 * row + 1] - 1)
      for node in [source, target] where node < 0 || node >= nodes.count {
        throw list.error(
          row: row, "names node \(node + 1), but there are \(nodes.count), counted from 1",
          "correct the number, or give each node a line in the file of graph numbers")
      }
      guard nodes.graphs[source] == nodes.graphs[target] else {
        throw list.error(
          row: row,
          "joins node \(source + 1) of graph \(nodes.graphs[source] + 1) and node \(target + 1) of graph \(nodes.graphs[target] + 1)",
          "an edge stays within its graph: correct the edge")
      }
      if source != target {
        lines.append(Line(source, target, Int32(truncatingIfNeeded: row)))
      }
    }
    return lines
  }

  /// The lines sorted by their ends, each pair once: the first of the list stands.
  private static func unique(
    _ lines: [Line], _ list: NumberRows<Int>, _ table: TUTable
  ) throws(FormatError) -> (lines: [Line], repeated: Int) {
    var unique: [Line] = []
    unique.reserveCapacity(lines.count)
    for line in lines.sorted(by: { ($0.ends, $0.row) < ($1.ends, $1.row) }) {
      guard let last = unique.last, last.ends == line.ends else {
        unique.append(line)
        continue
      }
      guard table.areEqual(Int(last.row), Int(line.row)) else {
        throw list.error(
          .malformed, row: Int(line.row),
          "repeats the edge of line \(list.line(ofRow: Int(last.row))) with other labels or attributes",
          "keep one of the two lines")
      }
    }
    return (unique, lines.count - unique.count)
  }

  /// The first line of the list whose edge is not listed the other way, or not with the same labels and attributes.
  private static func firstSingle(
    _ lines: [Line], _ table: TUTable
  ) -> (row: Int32, problem: String)? {
    // Sorted by target, then source, the reversed edges come in the order of the edges themselves.
    let reversed = lines.indices.sorted {
      (lines[$0].target, lines[$0].source) < (lines[$1].target, lines[$1].source)
    }
    var single: (row: Int32, problem: String)?
    func note(_ line: Line, _ problem: String) {
      let text = "the edge from node \(line.source + 1) to node \(line.target + 1) \(problem)"
      if line.row < single?.row ?? .max { single = (line.row, text) }
    }
    var other = 0
    for line in lines {
      func isBefore(_ back: Line) -> Bool {
        (back.target, back.source) < (line.source, line.target)
      }
      while other < reversed.count, isBefore(lines[reversed[other]]) { other += 1 }
      guard other < reversed.count, lines[reversed[other]].target == line.source,
        lines[reversed[other]].source == line.target
      else {
        note(line, "is not listed the other way")
        continue
      }
      if !table.areEqual(Int(line.row), Int(lines[reversed[other]].row)) {
        note(line, "has other labels or attributes the other way")
      }
    }
    return single
  }
}
