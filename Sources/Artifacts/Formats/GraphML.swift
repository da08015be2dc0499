/// The GraphML format (Brandes, Eiglsperger, Herman, Himsolt & Marshall 2002), reading: one graph with attributes.
///
/// Keys with their defaults, nodes, edges and their data are read; nested graphs, hyperedges and a graph that
/// mixes directed with undirected edges are refused; ports and what other programs add are read over.
public struct GraphML: Sendable, Equatable {
  /// The values of one attribute at the nodes or edges, as text.
  public struct Attribute: Sendable, Equatable {
    /// The attribute's name (`attr.name`, else the key's `id`).
    public let name: String
    /// One value a node or edge, in their order; nil where there is none and no default.
    public internal(set) var values: [String?]
  }

  /// The file's name, for errors of what is made of it.
  public let file: String
  /// Whether edges lead from source to target.
  public private(set) var isDirected = false
  /// The nodes' `id`, in the order of the file; their places are the nodes' numbers.
  public private(set) var nodeNames: [String] = []
  /// The numbers of each edge's source and target, in the order of the file.
  public private(set) var edges: [SIMD2<Int32>] = []
  /// Attributes of nodes, in the order of their keys.
  public private(set) var nodeAttributes: [Attribute] = []
  /// Attributes of edges, in the order of their keys.
  public private(set) var edgeAttributes: [Attribute] = []

  /// Reads a file.
  ///
  /// - Throws: `FormatError` naming line and element.
  /// - Complexity: O(size of the file + attributes × elements).
  public init(_ source: FileBytes) throws(FormatError) {
    self = try ByteScanner.scan(source) { (scanner: inout ByteScanner) throws(FormatError) in
      var parser = GraphMLParser(scanner)
      try parser.read()
      return GraphML(parser, file: source.name)
    }
  }

  private init(_ parser: GraphMLParser, file: String) {
    self.file = file
    isDirected = parser.isDirected
    nodeNames = parser.nodeNames
    edges = parser.edges
    nodeAttributes = parser.attributes(of: .node, count: nodeNames.count)
    edgeAttributes = parser.attributes(of: .edge, count: edges.count)
  }

  /// The numbers of an attribute, one a node or edge.
  ///
  /// `True` and `False` are 1 and 0.
  ///
  /// - Parameters:
  ///   - name: the attribute's name.
  ///   - attributes: `nodeAttributes` or `edgeAttributes`.
  ///   - element: what has it, for errors: `node`, `edge`.
  /// - Throws: `FormatError` when there is no such attribute, or some element has none or no finite number.
  public func numbers(
    _ name: String, in attributes: [Attribute], of element: String
  ) throws(FormatError) -> [Double] {
    let texts = try texts(name, in: attributes, of: element)
    var numbers: [Double] = []
    numbers.reserveCapacity(texts.count)
    for (index, text) in texts.enumerated() {
      let number: Double? =
        switch text?.lowercased() {
        case "true": 1
        case "false": 0
        default: text.flatMap(Double.init)
        }
      guard let number, number.isFinite else {
        let found = text.map { "\"\($0.prefix(40))\", which is no finite number" } ?? "no value"
        throw FormatError(
          .malformed, file: file, element: "\(element) \(index), \(name)", problem: "has \(found)",
          remedy: "give every \(element) a number, or name another attribute")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The texts of an attribute, one a node or edge; nil where there is none.
  ///
  /// - Throws: `FormatError` when there is no such attribute, with those there are.
  public func texts(
    _ name: String, in attributes: [Attribute], of element: String
  ) throws(FormatError) -> [String?] {
    if let attribute = attributes.first(where: { $0.name == name }) { return attribute.values }
    let known = attributes.map { "\"\($0.name)\"" }.joined(separator: ", ")
    throw FormatError(
      .missing, file: file, element: "\(element) attribute \"\(name)\"", problem: "is missing",
      remedy: known.isEmpty ? "the file has none" : "the file has \(known)")
  }
}
