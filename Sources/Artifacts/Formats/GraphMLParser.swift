/// Collects the nodes, edges and attributes of a GraphML file.
struct GraphMLParser {
  /// What an attribute belongs to.
  enum Owner { case node, edge }

  private struct Key {
    let name: String
    let owners: Set<Owner>
    var preset: String?
    var nodeValues: [(index: Int, text: String)] = []
    var edgeValues: [(index: Int, text: String)] = []
  }

  private(set) var isDirected = false
  private(set) var nodeNames: [String] = []
  private(set) var edges: [SIMD2<Int32>] = []
  private var xml: XMLScanner
  private var keys: [Key] = []
  private var keyNumbers: [String: Int] = [:]
  private var nodeNumbers: [String: Int32] = [:]
  /// Ends of edges by name: an edge may come before its nodes.
  private var ends: [(source: String, target: String, place: UnsafePointer<UInt8>)] = []
  private var hasGraph = false

  init(_ scanner: ByteScanner) { xml = XMLScanner(scanner) }

  mutating func read() throws(FormatError) {
    guard case .start(let name, _)? = try xml.next(), name == "graphml" else {
      throw xml.error(
        .malformed, "the file does not start with <graphml>", "check that this is a GraphML file")
    }
    while let event = try xml.next() {
      switch event {
      case .start("key", let attributes): try readKey(attributes)
      case .start("graph", let attributes): try readGraph(attributes)
      case .start: try skipElement()
      case .end, .text: break
      }
    }
    guard hasGraph else {
      throw xml.error(.missing, "the file has no <graph>", "write a graph into it")
    }
    try resolveEnds()
  }

  /// The attributes of nodes or edges, with defaults where an element has no value.
  func attributes(of owner: Owner, count: Int) -> [GraphML.Attribute] {
    keys.filter { $0.owners.contains(owner) }.map { key in
      var values = [String?](repeating: key.preset, count: count)
      for value in owner == .node ? key.nodeValues : key.edgeValues {
        values[value.index] = value.text
      }
      return GraphML.Attribute(name: key.name, values: values)
    }
  }

  private mutating func readKey(_ attributes: [String: String]) throws(FormatError) {
    let id = try required("id", of: "key", attributes)
    guard keyNumbers.updateValue(keys.count, forKey: id) == nil else {
      throw xml.error(.malformed, "<key id=\"\(id)\"> stands twice", "give every key its own id")
    }
    let owners: Set<Owner> =
      switch attributes["for"] {
      case "node": [.node]
      case "edge": [.edge]
      case "all", nil: [.node, .edge]
      default: []
      }
    var key = Key(name: attributes["attr.name"] ?? id, owners: owners)
    while let event = try xml.next() {
      switch event {
      case .start("default", _): key.preset = try readText(of: "default")
      case .start: try skipElement()
      case .end:
        keys.append(key)
        return
      case .text: break
      }
    }
  }

  private mutating func readGraph(_ attributes: [String: String]) throws(FormatError) {
    guard !hasGraph else {
      throw xml.error(.unsupported, "the file has a second graph", "write one graph a file")
    }
    hasGraph = true
    switch try required("edgedefault", of: "graph", attributes) {
    case "directed": isDirected = true
    case "undirected": isDirected = false
    case let word:
      throw xml.error(
        .malformed, "edgedefault is \"\(word.prefix(40))\"", "write directed or undirected")
    }
    while let event = try xml.next() {
      switch event {
      case .start("node", let attributes): try readNode(attributes)
      case .start("edge", let attributes): try readEdge(attributes)
      case .start("hyperedge", _):
        throw xml.error(.unsupported, "the graph has a hyperedge", "write edges of two nodes")
      case .start: try skipElement()
      case .end: return
      case .text: break
      }
    }
  }

  private mutating func readNode(_ attributes: [String: String]) throws(FormatError) {
    let name = try required("id", of: "node", attributes)
    let number = nodeNames.count
    guard number < Int(Int32.max) else {
      throw xml.error(.unsupported, "the nodes exceed 32-bit indices", "split the graph")
    }
    guard nodeNumbers.updateValue(Int32(number), forKey: name) == nil else {
      throw xml.error(
        .malformed, "stands twice", "give every node its own id", element: "node \"\(name)\"")
    }
    nodeNames.append(name)
    try readData(of: .node, number, "node")
  }

  private mutating func readEdge(_ attributes: [String: String]) throws(FormatError) {
    let number = ends.count
    let source = try required("source", of: "edge", attributes)
    let target = try required("target", of: "edge", attributes)
    if let word = attributes["directed"], (word == "true") != isDirected {
      throw xml.error(
        .unsupported,
        "is \(isDirected ? "undirected in a directed" : "directed in an undirected") graph",
        "give all edges the graph's edgedefault", element: "edge \(number)")
    }
    ends.append((source, target, xml.place))
    try readData(of: .edge, number, "edge")
  }

  /// Reads `<data>` up to the end of the element.
  private mutating func readData(
    of owner: Owner, _ number: Int, _ element: String
  ) throws(FormatError) {
    while let event = try xml.next() {
      switch event {
      case .start("data", let attributes):
        let id = try required("key", of: "data", attributes)
        guard let key = keyNumbers[id], keys[key].owners.contains(owner) else {
          throw xml.error(
            .malformed, "names key \"\(id.prefix(40))\", which is none of \(element)s",
            "declare it with <key> in front of the graph", element: "\(element) \(number)")
        }
        let text = try readText(of: "data")
        if owner == .node {
          keys[key].nodeValues.append((number, text))
        } else {
          keys[key].edgeValues.append((number, text))
        }
      case .start("graph", _):
        throw xml.error(
          .unsupported, "holds a graph of its own", "write one flat graph",
          element: "\(element) \(number)")
      case .start: try skipElement()
      case .end: return
      case .text: break
      }
    }
  }

  private mutating func resolveEnds() throws(FormatError) {
    edges.reserveCapacity(ends.count)
    for (index, edge) in ends.enumerated() {
      guard let source = nodeNumbers[edge.source], let target = nodeNumbers[edge.target] else {
        let unknown = nodeNumbers[edge.source] == nil ? edge.source : edge.target
        throw xml.scanner.error(
          .outOfRange, "edge \(index)", "names node \"\(unknown.prefix(40))\", which is not there",
          "add the node or correct the edge", at: edge.place)
      }
      edges.append(SIMD2(source, target))
    }
  }

  private func required(
    _ name: String, of element: String, _ attributes: [String: String]
  ) throws(FormatError) -> String {
    guard let value = attributes[name] else {
      throw xml.error(.missing, "<\(element)> has no \(name)", "write \(name)=\"…\"")
    }
    return value
  }

  /// The text up to the end of an element that was just opened.
  private mutating func readText(of element: String) throws(FormatError) -> String {
    var text = ""
    while let event = try xml.next() {
      switch event {
      case .text(let part): text += part
      case .start: try skipElement()
      case .end: return text
      }
    }
    return text
  }

  /// Reads over an element that was just opened.
  private mutating func skipElement() throws(FormatError) {
    var depth = 1
    while depth > 0, let event = try xml.next() {
      switch event {
      case .start: depth += 1
      case .end: depth -= 1
      case .text: break
      }
    }
  }
}
