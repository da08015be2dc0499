public import Geometry
public import Store

/// Type `graph`: `nodeCount` int64 [1], `directed` uint8 [1], `edges` int32 [m, 2] in normal form, and
/// `weights` float64 [m] if weighted.
extension Graph: Artifact {
  /// `graph`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("graph", version: 1) }

  /// Reads a graph; end points and weights are checked.
  public init(from reader: ArtifactReader) throws {
    let stored = try StoredArrays(reader, Self.artifactType)
    let count = try stored.value("nodeCount", as: Int64.self)
    let directed = try stored.value("directed", as: UInt8.self)
    let ends = try stored.values("edges", [nil, 2], as: Int32.self)
    let edges = (0..<ends.count / 2).map { Edge(ends[2 * $0], ends[2 * $0 + 1]) }
    let weights =
      stored.contains("weights")
      ? try stored.values("weights", [edges.count], as: Double.self) : nil
    // Normal form needs memory by node, which no array's size vouches for.
    guard count >= 0, count <= Int64(Int32.max), directed <= 1 else {
      throw stored.invalid("nodeCount", "holds \(count) with directed \(directed)")
    }
    do {
      try self.init(
        nodeCount: Int(count), edges: edges, weights: weights, isDirected: directed == 1)
    } catch {
      throw stored.invalid("edges", "\(error)")
    }
    guard self.edges == edges else {
      throw stored.invalid("edges", "is not sorted and free of duplicates and self-loops")
    }
  }

  /// Writes nodes, edges and weights.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("nodeCount", [Int64(nodeCount)])
    try writer.write("directed", [isDirected ? UInt8(1) : 0])
    try writer.write("edges", edges.flatMap { [$0.source, $0.target] }, shape: [edges.count, 2])
    if let weights { try writer.write("weights", weights) }
  }

  /// For example `34 nodes, 78 edges, undirected, mean degree 4.588`.
  public var artifactSummary: String {
    let degree =
      nodeCount == 0 ? 0 : Double(edges.count * (isDirected ? 1 : 2)) / Double(nodeCount)
    return [
      Exports.count(nodeCount, "node"), Exports.count(edges.count, "edge"),
      isDirected ? "directed" : "undirected", "mean degree \(Exports.short(degree))",
    ].joined(separator: ", ") + (weights == nil ? "" : ", weighted")
  }

  /// CSV (`source,target[,weight]`) and SciPy's CSR layout of the adjacency as `.npz`.
  public static var exportExtensions: [String] { ["csv", "npz"] }

  /// The edge list, or the adjacency.
  public func exported(as format: String, file: String) throws -> [UInt8] {
    switch format {
    case "csv":
      var writer = CSVWriter(header: ["source", "target"] + (weights == nil ? [] : ["weight"]))
      for (index, edge) in edges.enumerated() {
        let weight = weights.map { [CSVWriter.text($0[index])] } ?? []
        writer.add(["\(edge.source)", "\(edge.target)"] + weight)
      }
      return writer.bytes
    case "npz": return try SparseNPZ.write(GraphOperators.adjacency(of: self), file: file)
    default: throw Exports.unsupported(format, "graph", Self.exportExtensions, file)
    }
  }
}
