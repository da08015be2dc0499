public import Geometry

/// A collection of graphs in the text format of TU Dortmund's benchmark sets (arXiv 2007.08663).
///
/// `NAME_A.txt` has one edge a line (`source, target`), `NAME_graph_indicator.txt` the graph of each node, and both count
/// from 1; the other files have one line a graph, a node or an edge. An edge is listed both ways where the graphs are
/// undirected.
public struct TUDataset: Sendable {
  /// What becomes a feature of nodes or of edges.
  public enum Features: String, Sendable, CaseIterable {
    /// Labels as unit vectors, one column for each label that comes; nothing where there are no labels.
    case labels
    /// Attributes as they are.
    case attributes
    /// Attributes, and behind them labels as unit vectors.
    case both
    /// Nothing.
    case none
  }

  /// Whether edges lead one way.
  public enum Direction: String, Sendable, CaseIterable {
    /// Undirected when every edge is listed both ways, with the same labels and attributes.
    case auto
    /// Undirected; refused when an edge is not listed both ways.
    case undirected
    /// As listed.
    case directed
  }

  /// What is read, and how.
  public struct Options: Sendable {
    /// The data set's name; needed when files of several are given.
    public var name: String?
    /// Features of nodes.
    public var nodeFeatures: Features
    /// Features of edges.
    public var edgeFeatures: Features
    /// Whether edges lead one way.
    public var direction: Direction

    /// Options; by default those of PyTorch Geometric: labels as unit vectors, no attributes.
    public init(
      name: String? = nil, nodeFeatures: Features = .labels, edgeFeatures: Features = .labels,
      direction: Direction = .auto
    ) {
      self.name = name
      self.nodeFeatures = nodeFeatures
      self.edgeFeatures = edgeFeatures
      self.direction = direction
    }
  }

  /// The data set's name.
  public let name: String
  /// The graphs, in the order of their numbers.
  public let graphs: GraphCollection
  /// The class of each graph as the file writes it; nil without such a file.
  public let graphLabels: [String]?
  /// What a reader should know: edges that were left out, a direction that was chosen.
  public let notes: [String]

  /// Reads a data set.
  ///
  /// - Parameters:
  ///   - paths: Its files by the names that errors carry; others among them are left out.
  ///   - options: What is read, and how.
  ///   - open: Reads one of the files.
  /// - Throws: `FormatError` naming file and line; what `open` throws.
  /// - Complexity: O(e log e) for e lines of edges.
  public init(
    _ paths: [String], _ options: Options = Options(), open: (Int) throws -> FileBytes
  ) throws {
    let files = try TUFiles(paths, name: options.name)
    name = files.name
    func bytes(_ part: TUFiles.Part) throws -> FileBytes? { try files.parts[part].map(open) }
    func needed(_ part: TUFiles.Part) throws -> FileBytes {
      guard let file = try bytes(part) else {
        throw FormatError(
          .missing, file: "\(files.name)_\(part.rawValue).txt", problem: "is not among the files",
          remedy: "connect it, too")
      }
      return file
    }
    graphLabels = try bytes(.graphLabels).map(Self.lines)
    let targets = try bytes(.graphAttributes).map { try NumberRows(numbers: $0) }
    let nodes = try TUNodes(
      indicator: needed(.indicator), graphs: graphLabels?.count ?? targets?.count,
      countedIn: files.parts[.graphLabels].map { paths[$0] }
        ?? files.parts[.graphAttributes].map { paths[$0] })
    if let targets {
      try Self.check(targets.count, targets.source.name, nodes.graphCount, "graphs")
    }
    let listed = try NumberRows(integers: needed(.edges), width: 2)
    func table(
      _ labels: TUFiles.Part, _ attributes: TUFiles.Part, _ features: Features, _ count: Int,
      _ what: String
    ) throws -> TUTable {
      let usesAttributes = features == .attributes || features == .both
      let table = TUTable(
        labels: try bytes(labels).map { try NumberRows(integers: $0) },
        attributes: usesAttributes ? try NumberRows(numbers: needed(attributes)) : nil)
      for (rows, name) in table.sizes { try Self.check(rows, name, count, what) }
      try table.checkLabels()
      return table
    }
    let nodeTable = try table(
      .nodeLabels, .nodeAttributes, options.nodeFeatures, nodes.count, "nodes")
    let edgeTable = try table(
      .edgeLabels, .edgeAttributes, options.edgeFeatures, listed.count, "edges")
    let edges = try TUEdges(listed, nodes, edgeTable, options.direction)
    notes = edges.notes
    let edgeRows = edgeTable.rows(edges.rows)
    graphs = try GraphCollection(
      nodeOffsets: nodes.offsets, edgeOffsets: edges.offsets, edges: edges.edges,
      isDirected: edges.isDirected,
      attributes: .init(
        nodeFeatures: try nodeTable.features(options.nodeFeatures), nodeLabels: nodeTable.labelRows,
        edgeFeatures: try edgeRows.features(options.edgeFeatures), edgeLabels: edgeRows.labelRows,
        graphFeatures: targets.map { .init(width: $0.width, values: $0.values) }))
  }

  private static func check(
    _ rows: Int, _ file: String, _ count: Int, _ what: String
  ) throws(FormatError) {
    guard rows != count else { return }
    throw FormatError(
      rows < count ? .truncated : .outOfRange, file: file,
      problem: "has \(rows) lines for \(count) \(what)",
      remedy: "give one line for each: copy the data set again")
  }

  /// The lines of a file that are not blank, without the blanks around them.
  private static func lines(_ file: FileBytes) throws(FormatError) -> [String] {
    try file.requireContent()
    return String(decoding: file.bytes, as: UTF8.self)
      .split(whereSeparator: \.isNewline).map(trimmed).filter { !$0.isEmpty }
  }

  private static func trimmed(_ line: Substring) -> String {
    var rest = line.drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
