public import Geometry
public import Store

/// Type `graphs`: many graphs of together n nodes and m edges, graph by graph.
///
/// `directed` uint8 [1]; `nodeOffsets` and `edgeOffsets` int64 [g + 1]: graph i has the rows
/// `nodeOffsets[i] ..< nodeOffsets[i + 1]` of every array of nodes, and so with edges; `edges` int32 [m, 2], the ends
/// counted within their graph from 0, each graph's in normal form. Where known: `weights` float64 [m],
/// `nodeFeatures` float64 [n, c], `nodeLabels` int32 [n, c], `edgeFeatures` float64 [m, c], `edgeLabels` int32 [m, c],
/// `graphFeatures` float64 [g, c]. ``StoredGraphs`` reads some graphs without the rest.
extension GraphCollection: Artifact {
  /// `graphs`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("graphs", version: 1) }

  /// Reads all graphs; offsets, ends of edges and weights are checked.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredGraphs(reader)
    self = try stored.graphs(0..<stored.count)
  }

  /// Writes offsets, edges and what is known beyond them.
  public func write(to writer: ArtifactWriter) throws {
    for (name, array) in arrays {
      try array.bytes.withUnsafeBytes {
        try writer.write(name, elementType: array.elementType, shape: array.shape, bytes: $0)
      }
    }
  }

  /// The stored arrays by name.
  private var arrays: [(name: String, array: NumberArray)] {
    func table<Value>(
      _ name: String, _ rows: Rows<Value>?, _ make: ([Value], [Int]) -> NumberArray
    ) -> (String, NumberArray)? {
      rows.map { (name, make($0.values, [$0.values.count / $0.width, $0.width])) }
    }
    let known: [(String, NumberArray)?] = [
      attributes.weights.map { ("weights", NumberArray($0)) },
      table("nodeFeatures", attributes.nodeFeatures) { NumberArray($0, shape: $1) },
      table("nodeLabels", attributes.nodeLabels) { NumberArray($0, shape: $1) },
      table("edgeFeatures", attributes.edgeFeatures) { NumberArray($0, shape: $1) },
      table("edgeLabels", attributes.edgeLabels) { NumberArray($0, shape: $1) },
      table("graphFeatures", attributes.graphFeatures) { NumberArray($0, shape: $1) },
    ]
    return [
      ("directed", NumberArray([isDirected ? UInt8(1) : 0])),
      ("nodeOffsets", NumberArray(nodeOffsets.map(Int64.init))),
      ("edgeOffsets", NumberArray(edgeOffsets.map(Int64.init))),
      ("edges", NumberArray(edges.flatMap { [$0.source, $0.target] }, shape: [edges.count, 2])),
    ] + known.compactMap(\.self)
  }

  /// For example `188 graphs, 3,371 nodes, 3,721 edges, undirected, 7 node features, 4 edge features`.
  public var artifactSummary: String {
    var parts = [
      Exports.count(count, "graph"), Exports.count(nodeCount, "node"),
      Exports.count(edges.count, "edge"), isDirected ? "directed" : "undirected",
    ]
    if attributes.weights != nil { parts.append("weighted") }
    let widths = [
      ("node feature", attributes.nodeFeatures?.width),
      ("edge feature", attributes.edgeFeatures?.width),
      ("graph feature", attributes.graphFeatures?.width),
    ]
    for (noun, width) in widths {
      if let width { parts.append(Exports.count(width, noun)) }
    }
    return parts.joined(separator: ", ")
  }

  /// How large the graphs are.
  public var artifactDetails: [String] {
    guard count > 0 else { return [] }
    return [("nodes", nodeOffsets), ("edges", edgeOffsets)].map { noun, offsets in
      let sizes = zip(offsets.dropFirst(), offsets).map { $0 - $1 }
      let mean = Exports.short(Double(offsets[count]) / Double(count))
      return
        "\(noun) a graph: \(Exports.count(sizes.min() ?? 0)) … \(Exports.count(sizes.max() ?? 0)), mean \(mean)"
    }
  }

  /// NumPy: the stored arrays by their names.
  public static var exportExtensions: [String] { ["npz"] }

  /// The stored arrays.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    guard format == "npz" else {
      throw Exports.unsupported(format, "graphs", Self.exportExtensions, file)
    }
    return try NPZ.write(arrays, file: file)
  }
}
