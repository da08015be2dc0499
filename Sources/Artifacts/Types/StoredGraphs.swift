public import Geometry
public import Store

/// A stored collection of graphs, of which any stretch is read without the rest.
///
/// Opening reads the offsets alone; reading some graphs touches only the chunks that hold their rows.
public struct StoredGraphs: Sendable {
  private let stored: StoredArrays
  private let nodeOffsets: [Int]
  private let edgeOffsets: [Int]
  /// Whether edges lead one way only.
  public let isDirected: Bool

  /// Opens a collection.
  ///
  /// - Throws: `ArtifactError` when the artifact is none or its offsets do not fit its arrays.
  public init(_ reader: ArtifactReader) throws {
    stored = try StoredArrays(reader, GraphCollection.artifactType)
    let directed = try stored.value("directed", as: UInt8.self)
    guard directed <= 1 else { throw stored.invalid("directed", "holds \(directed)") }
    isDirected = directed == 1
    nodeOffsets = try Self.offsets("nodeOffsets", stored)
    edgeOffsets = try Self.offsets("edgeOffsets", stored)
    guard nodeOffsets.count == edgeOffsets.count else {
      throw stored.invalid(
        "edgeOffsets", "has \(edgeOffsets.count) offsets for \(nodeOffsets.count - 1) graphs")
    }
    let edges = try stored.shape("edges", [nil, 2])[0]
    guard edgeOffsets.last == edges else {
      throw stored.invalid("edgeOffsets", "ends at \(edgeOffsets.last ?? 0) of \(edges) edges")
    }
  }

  private static func offsets(_ name: String, _ stored: StoredArrays) throws -> [Int] {
    let offsets = try stored.values(name, [nil], as: Int64.self)
    let isAscending = zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
    guard offsets.first == 0, isAscending, offsets.last ?? 0 <= Int64(Int32.max) else {
      throw stored.invalid(name, "does not ascend from 0 to a number below 2³¹")
    }
    return offsets.map(Int.init)
  }

  /// The number of graphs.
  public var count: Int { nodeOffsets.count - 1 }

  /// Reads some neighbouring graphs with all that is known of them.
  ///
  /// - Precondition: `graphs` is within 0 ..< ``count``.
  /// - Throws: `ArtifactError` when the arrays do not make such graphs, `StoreError` when they cannot be read.
  public func graphs(_ graphs: Range<Int>) throws -> GraphCollection {
    let nodes = nodeOffsets[graphs.lowerBound]..<nodeOffsets[graphs.upperBound]
    let edges = edgeOffsets[graphs.lowerBound]..<edgeOffsets[graphs.upperBound]
    let ends = try stored.rows("edges", edges, [edgeOffsets.last, 2], as: Int32.self).values
    let (nodeCount, edgeCount) = (nodeOffsets.last ?? 0, edgeOffsets.last ?? 0)
    let weights = try stored.rowsIfAny("weights", edges, [edgeCount], as: Double.self)
    let attributes = GraphCollection.Attributes(
      weights: weights?.values,
      nodeFeatures: try stored.rowsIfAny("nodeFeatures", nodes, [nodeCount, nil], as: Double.self),
      nodeLabels: try stored.rowsIfAny("nodeLabels", nodes, [nodeCount, nil], as: Int32.self),
      edgeFeatures: try stored.rowsIfAny("edgeFeatures", edges, [edgeCount, nil], as: Double.self),
      edgeLabels: try stored.rowsIfAny("edgeLabels", edges, [edgeCount, nil], as: Int32.self),
      graphFeatures: try stored.rowsIfAny("graphFeatures", graphs, [count, nil], as: Double.self))
    do {
      return try GraphCollection(
        nodeOffsets: nodeOffsets[graphs.lowerBound...graphs.upperBound].map {
          $0 - nodes.lowerBound
        },
        edgeOffsets: edgeOffsets[graphs.lowerBound...graphs.upperBound].map {
          $0 - edges.lowerBound
        },
        edges: (0..<ends.count / 2).map { Graph.Edge(ends[2 * $0], ends[2 * $0 + 1]) },
        isDirected: isDirected, attributes: attributes)
    } catch {
      throw stored.invalid("edges", "graphs \(graphs.lowerBound)…\(graphs.upperBound): \(error)")
    }
  }
}

extension StoredArrays {
  /// Rows of an array of exactly this element type; nil extents are free, an axis beyond the first is the width.
  fileprivate func rows<Value: ArrayElement>(
    _ name: String, _ range: Range<Int>, _ pattern: [Int?], as type: Value.Type
  ) throws -> GraphCollection.Rows<Value> {
    let shape = try shape(name, pattern)
    let stored = try reader.description(of: name).elementType
    guard stored == Value.elementType else {
      throw invalid(
        name, "holds \(stored.rawValue), not \(Value.elementType.rawValue)", .wrongArray)
    }
    return GraphCollection.Rows(
      width: shape.count > 1 ? shape[1] : 1, values: try reader.readRows(name, range, as: type))
  }

  /// The same, or nil where there is no such array.
  fileprivate func rowsIfAny<Value: ArrayElement>(
    _ name: String, _ range: Range<Int>, _ pattern: [Int?], as type: Value.Type
  ) throws -> GraphCollection.Rows<Value>? {
    contains(name) ? try rows(name, range, pattern, as: type) : nil
  }
}
