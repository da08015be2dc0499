internal import Numerics

/// Nodes joined by edges that have a length; distances are those of shortest paths.
struct MetricGraph: Sendable {
  /// The length of each edge, both ways (n × n); nothing on the diagonal.
  let lengths: SparseMatrix<Double>

  /// The largest length whose sums are of use.
  private static let greatestLength = 1e75

  /// Takes the vertices of a mesh with the edges of its proper faces.
  ///
  /// - Throws: ``MeshError`` for a mesh without a proper face, or with one of extreme size.
  /// - Complexity: O(n + m).
  init(of mesh: TriangleMesh) throws(MeshError) {
    let corners = VertexCorners(vertexCount: mesh.vertexCount, faces: mesh.faces)
    guard !corners.corners.isEmpty else { throw .empty }
    let far = mesh.faces.firstIndex { face in
      !TriangleMesh.hasRepeatedCorner(face)
        && (0..<3).contains {
          let side = mesh.positions[Int(face[$0])] - mesh.positions[Int(face[($0 + 1) % 3])]
          return !(TriangleMesh.length(side) < Self.greatestLength)
        }
    }
    if let far { throw .faceSizeOutOfRange(face: far) }
    var edges = mesh.edgeAdjacency(corners)
    edges.setValues { row, column in
      TriangleMesh.length(mesh.positions[row] - mesh.positions[column])
    }
    lengths = edges
  }

  private init(lengths: SparseMatrix<Double>) { self.lengths = lengths }

  /// The number of nodes.
  var count: Int { lengths.rows }

  /// The graph of the regions around samples: an edge where two touch, as long as the shortest path
  /// from sample to sample that crosses it.
  func contracted(_ regions: NearestSamples, _ clustering: Clustering) -> MetricGraph {
    var coarse = clustering.contracted(lengths)
    var shortest = [Double](repeating: .infinity, count: coarse.nonzeroCount)
    for node in 0..<count {
      let row = Int(regions.labels[node])
      for slot in lengths.entries(inRow: node) {
        let other = Int(lengths.columnIndices[slot])
        guard let place = coarse.slot(row, regions.labels[other]) else { continue }
        // Summed from the lower node on, so that both directions have the same bits.
        let (low, high) = (min(node, other), max(node, other))
        let length = regions.distances[low] + lengths.values[slot] + regions.distances[high]
        shortest[place] = min(shortest[place], length)
      }
    }
    coarse.values = shortest
    return MetricGraph(lengths: coarse)
  }
}

extension TriangleMesh {
  /// A one for each edge of proper faces, both ways (n × n).
  func edgeAdjacency(_ corners: VertexCorners) -> SparseMatrix<Double> {
    var edges = RowAssembler.assemble(rows: vertexCount, columns: vertexCount, entriesPerRow: 7) {
      vertex, row in
      for slot in Int(corners.starts[vertex])..<Int(corners.starts[vertex + 1]) {
        let corner = Int(corners.corners[slot])
        let face = faces[corner / 3]
        for step in 1...2 {
          row.append(.init(column: face[(corner % 3 + step) % 3], rank: row.count, value: 0))
        }
      }
    }
    edges.values = [Double](repeating: 1, count: edges.nonzeroCount)
    return edges
  }
}

extension SparseMatrix where Scalar == Double {
  /// Computes every stored value from its row and column.
  fileprivate mutating func setValues(_ value: (Int, Int) -> Double) {
    var new = values
    for row in 0..<rows {
      for slot in entries(inRow: row) { new[slot] = value(row, Int(columnIndices[slot])) }
    }
    values = new
  }

  /// Where an entry is stored, if it is.
  fileprivate func slot(_ row: Int, _ column: Int32) -> Int? {
    var range = entries(inRow: row)
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if columnIndices[middle] == column { return middle }
      range =
        columnIndices[middle] < column ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }
}
