public import Numerics

/// A partition of nodes 0 ..< n into clusters, each with at least one node.
public struct Clustering: Sendable, Equatable {
  /// The cluster of each node (n).
  public let clusters: [Int32]
  /// The number of clusters.
  public let count: Int
  /// The nodes of cluster c stand at memberStarts[c] ..< memberStarts[c + 1], ascending.
  private let memberStarts: [Int32]
  private let members: [Int32]

  /// Makes a clustering and checks that clusters are numbered without gaps.
  ///
  /// - Parameter clusters: the cluster of each node (n), from 0.
  /// - Throws: ``GraphError/hierarchy(level:problem:)``.
  public init(clusters: [Int32]) throws(GraphError) {
    let count = Int(clusters.max() ?? -1) + 1
    var used = [Bool](repeating: false, count: max(count, 0))
    for (node, cluster) in clusters.enumerated() {
      guard cluster >= 0 else {
        throw .hierarchy(
          level: 0, problem: "puts node \(node) in cluster \(cluster). Number from 0.")
      }
      used[Int(cluster)] = true
    }
    if let empty = used.firstIndex(of: false) {
      throw .hierarchy(level: 0, problem: "has no node in cluster \(empty). Number without gaps.")
    }
    self.init(unchecked: clusters, count: count)
  }

  /// The pairs and single nodes of a matching, numbered in the order of their lowest nodes.
  init(mates: [Int32]) {
    var clusters = [Int32](repeating: 0, count: mates.count)
    var count: Int32 = 0
    for (node, mate) in mates.enumerated() {
      if Int(mate) >= node {
        clusters[node] = count
        clusters[Int(mate)] = count
        count += 1
      }
    }
    self.init(unchecked: clusters, count: Int(count))
  }

  /// Parts that are none empty, numbered anew in the order of their lowest nodes.
  init(parts: [Int32]) {
    var numbers = [Int32](repeating: -1, count: Int(parts.max() ?? -1) + 1)
    var count: Int32 = 0
    let clusters = parts.map { part in
      if numbers[Int(part)] < 0 {
        numbers[Int(part)] = count
        count += 1
      }
      return numbers[Int(part)]
    }
    self.init(unchecked: clusters, count: Int(count))
  }

  /// A clustering whose numbers are known to be 0 ..< count without gaps.
  init(unchecked clusters: [Int32], count: Int) {
    var starts = [Int32](repeating: 0, count: count + 1)
    for cluster in clusters { starts[Int(cluster) + 1] += 1 }
    for cluster in 0..<count { starts[cluster + 1] += starts[cluster] }
    var next = starts
    var members = [Int32](repeating: 0, count: clusters.count)
    for (node, cluster) in clusters.enumerated() {
      members[Int(next[Int(cluster)])] = Int32(node)
      next[Int(cluster)] += 1
    }
    self.clusters = clusters
    self.count = count
    self.memberStarts = starts
    self.members = members
  }

  /// The prolongation matrix P (n × count): one 1 a row, in the column of the node's cluster.
  public func prolongation() -> SparseMatrix<Double> {
    SparseMatrix(
      uncheckedRows: clusters.count, columns: count, rowOffsets: Array(0...Int32(clusters.count)),
      columnIndices: clusters, values: [Double](repeating: 1, count: clusters.count))
  }

  /// The Galerkin product Pᵀ A P (count × count): weights between clusters, summed.
  ///
  /// Exactly symmetric if A is: mirrored entries are summed in the same order.
  ///
  /// - Parameters:
  ///   - matrix: A (n × n).
  ///   - keepsSelfLoops: whether weights inside a cluster are summed on the diagonal, or dropped.
  /// - Complexity: O(n + nonzeros) for an exactly symmetric matrix.
  public func contracted(
    _ matrix: SparseMatrix<Double>, keepsSelfLoops: Bool = false
  ) -> SparseMatrix<Double> {
    precondition(matrix.rows == clusters.count && matrix.columns == clusters.count)
    return matrix.isExactlySymmetric
      ? contractedSymmetrically(matrix, keepsSelfLoops: keepsSelfLoops)
      : contractedByRows(matrix, keepsSelfLoops: keepsSelfLoops)
  }

  /// The product of a matrix that is known to be exactly symmetric.
  func contractedSymmetrically(
    _ matrix: SparseMatrix<Double>, keepsSelfLoops: Bool
  ) -> SparseMatrix<Double> {
    matrix.contractedSymmetrically(
      clusters: clusters, starts: memberStarts, members: members, keepsDiagonal: keepsSelfLoops)
  }

  private func contractedByRows(
    _ matrix: SparseMatrix<Double>, keepsSelfLoops: Bool
  ) -> SparseMatrix<Double> {
    let density = matrix.nonzeroCount / max(count, 1) + 1
    return RowAssembler.assemble(rows: count, columns: count, entriesPerRow: density) {
      cluster, row in
      let range = Int(memberStarts[cluster])..<Int(memberStarts[cluster + 1])
      for place in range {
        let node = Int(members[place])
        for slot in matrix.entries(inRow: node) {
          let other = matrix.columnIndices[slot]
          let column = clusters[Int(other)]
          if Int(column) == cluster && !keepsSelfLoops { continue }
          // Both mirror entries add up by the members of the lower cluster first.
          let rank =
            Int(column) > cluster ? row.count : 2 * Int(other) + (place - range.lowerBound) & 1
          row.append(.init(column: column, rank: rank, value: matrix.values[slot]))
        }
      }
    }
  }

  /// The sum over each cluster of one value a node (n).
  func sums(of values: [Double]) -> [Double] {
    (0..<count).map { cluster in
      var sum = 0.0
      for place in Int(memberStarts[cluster])..<Int(memberStarts[cluster + 1]) {
        sum += values[Int(members[place])]
      }
      return sum
    }
  }
}
