/// Many graphs in one set of arrays: what belongs to a graph's nodes or edges lies in one stretch of each array.
///
/// Graph g has the nodes `nodeOffsets[g] ..< nodeOffsets[g + 1]` and the edges
/// `edgeOffsets[g] ..< edgeOffsets[g + 1]`. The ends of an edge are counted within its graph, from 0, so that a graph's
/// stretch means the same wherever it stands. Edges of each graph are in the normal form of ``Graph``, and all graphs
/// are directed or none is. Rows of nodes and edges are kept as given.
public struct GraphCollection: Sendable, Equatable {
  /// A table of numbers with one row a node, an edge or a graph.
  public struct Rows<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The number of columns, at least 1.
    public let width: Int
    /// The numbers, row after row.
    public let values: [Value]

    /// Makes a table; ``GraphCollection`` checks that it has the rows it needs.
    public init(width: Int, values: [Value]) {
      self.width = width
      self.values = values
    }

    /// The numbers of some rows.
    func rows(_ range: Range<Int>) -> Rows {
      Rows(width: width, values: Array(values[range.lowerBound * width..<range.upperBound * width]))
    }
  }

  /// What is known of nodes, edges and graphs beyond the edges themselves; each may be missing.
  public struct Attributes: Sendable, Equatable {
    /// One weight an edge, finite and not negative.
    public var weights: [Double]?
    /// Features of nodes, one row a node.
    public var nodeFeatures: Rows<Double>?
    /// Labels of nodes, one row a node.
    public var nodeLabels: Rows<Int32>?
    /// Features of edges, one row an edge.
    public var edgeFeatures: Rows<Double>?
    /// Labels of edges, one row an edge.
    public var edgeLabels: Rows<Int32>?
    /// Features of graphs, such as what is to be regressed, one row a graph.
    public var graphFeatures: Rows<Double>?

    /// Makes a set of attributes; by default none.
    public init(
      weights: [Double]? = nil, nodeFeatures: Rows<Double>? = nil, nodeLabels: Rows<Int32>? = nil,
      edgeFeatures: Rows<Double>? = nil, edgeLabels: Rows<Int32>? = nil,
      graphFeatures: Rows<Double>? = nil
    ) {
      self.weights = weights
      self.nodeFeatures = nodeFeatures
      self.nodeLabels = nodeLabels
      self.edgeFeatures = edgeFeatures
      self.edgeLabels = edgeLabels
      self.graphFeatures = graphFeatures
    }
  }

  /// Where the nodes of each graph begin; one more than there are graphs, from 0, ascending.
  public let nodeOffsets: [Int]
  /// Where the edges of each graph begin; one more than there are graphs, from 0, ascending.
  public let edgeOffsets: [Int]
  /// The edges, their ends counted within their graph.
  public let edges: [Graph.Edge]
  /// Whether edges lead one way only.
  public let isDirected: Bool
  /// What is known beyond the edges.
  public let attributes: Attributes

  /// Makes a collection of arrays and checks it.
  ///
  /// - Throws: ``GraphError`` that names the first wrong graph or array.
  /// - Complexity: O(nodes + edges).
  public init(
    nodeOffsets: [Int], edgeOffsets: [Int], edges: [Graph.Edge], isDirected: Bool = false,
    attributes: Attributes = Attributes()
  ) throws(GraphError) {
    self.nodeOffsets = nodeOffsets
    self.edgeOffsets = edgeOffsets
    self.edges = edges
    self.isDirected = isDirected
    self.attributes = attributes
    try checkOffsets()
    try checkAttributes()
    for graph in 0..<count { try checkEdges(of: graph) }
  }

  /// The number of graphs.
  public var count: Int { nodeOffsets.count - 1 }

  /// The number of nodes of all graphs.
  public var nodeCount: Int { nodeOffsets.last ?? 0 }

  /// The number of edges of all graphs, each undirected one counted once.
  public var edgeCount: Int { edges.count }

  /// The nodes of a graph, as rows of the arrays of nodes.
  ///
  /// - Precondition: `graph` is in 0 ..< ``count``.
  public func nodes(of graph: Int) -> Range<Int> { nodeOffsets[graph]..<nodeOffsets[graph + 1] }

  /// The edges of a graph, as rows of the arrays of edges.
  ///
  /// - Precondition: `graph` is in 0 ..< ``count``.
  public func edges(of graph: Int) -> Range<Int> { edgeOffsets[graph]..<edgeOffsets[graph + 1] }
}
