internal import CKernels

extension SparseMatrix where Scalar == Double {
  /// Whether the matrix is square and equal to its transpose, entry by entry and bit by bit.
  ///
  /// - Complexity: linear in rows and entries, without a transpose.
  public var isExactlySymmetric: Bool { rows == columns && firstUnequalRow == nil }

  /// The first row of a square matrix that is not equal to its column.
  package var firstUnequalRow: Int? {
    var next = rowOffsets
    let row = withUnsafeArrays { offsets, columns, values in
      meridian_first_asymmetric_row(
        rows, offsets.baseAddress, columns.baseAddress, values.baseAddress, &next)
    }
    return row < 0 ? nil : Int(row)
  }

  /// The Galerkin product Pᵀ A P of an exactly symmetric matrix and a clustering, exactly symmetric itself.
  ///
  /// The part right of the diagonal is summed row by row, in the order of the members of the row's cluster and of
  /// their entries, and mirrored; so the bits do not depend on the number of workers.
  ///
  /// - Parameters:
  ///   - clusters: the cluster of each row.
  ///   - starts: where the members of each cluster begin, then their number.
  ///   - members: the rows of each cluster, ascending.
  ///   - keepsDiagonal: whether entries inside a cluster are summed on the diagonal, or dropped.
  /// - Complexity: linear in rows and entries, but for the sorting of short rows.
  package func contractedSymmetrically(
    clusters: [Int32], starts: [Int32], members: [Int32], keepsDiagonal: Bool
  ) -> SparseMatrix<Double> {
    let count = starts.count - 1
    let shards = ContractionShards(self, starts: starts, members: members)
    let parts = [UpperPart](unsafeUninitializedCapacity: shards.count) { buffer, initialized in
      guard let first = buffer.baseAddress else { return }
      let base = UncheckedPointer(first)
      Parallel.forEach(shards.count) { shard in
        (base.pointer + shard).initialize(
          to: UpperPart(
            of: self, rows: shards.ranges[shard], capacity: shards.capacities[shard],
            clusters: clusters, starts: starts, members: members, keepsDiagonal: keepsDiagonal))
      }
      initialized = shards.count
    }
    var offsets = [Int32](repeating: 0, count: count + 1)
    for part in parts { part.addLengths(to: &offsets) }
    var total: Int32 = 0
    for row in offsets.indices {
      total += offsets[row]
      offsets[row] = total
    }
    var next = offsets
    let size = Int(total)
    var values: [Double] = []
    let indices = [Int32](unsafeUninitializedCapacity: size) { indices, indexCount in
      values = [Double](unsafeUninitializedCapacity: size) { values, valueCount in
        for part in parts {
          part.place(&next, columns: indices.baseAddress, values: values.baseAddress)
        }
        valueCount = size
      }
      indexCount = size
    }
    return SparseMatrix(
      uncheckedRows: count, columns: count, rowOffsets: offsets, columnIndices: indices,
      values: values)
  }
}

/// Clusters cut into runs of about equal work, from the shape alone.
private struct ContractionShards {
  /// The clusters of each run.
  private(set) var ranges: [Range<Int>] = []
  /// An upper bound for the entries of each run.
  private(set) var capacities: [Int] = []

  var count: Int { ranges.count }

  init(_ matrix: SparseMatrix<Double>, starts: [Int32], members: [Int32]) {
    let clusters = starts.count - 1
    // A run needs workspace as long as a row of the result: few runs where these are long.
    let grain = max(1 << 16, matrix.nonzeroCount / 16)
    var (first, work) = (0, 0)
    for cluster in 0..<clusters {
      for place in Int(starts[cluster])..<Int(starts[cluster + 1]) {
        work += matrix.entries(inRow: Int(members[place])).count
      }
      if work >= grain || cluster == clusters - 1 {
        ranges.append(first..<cluster + 1)
        capacities.append(work)
        (first, work) = (cluster + 1, 0)
      }
    }
  }
}

/// The part right of the diagonal of a run of rows.
private struct UpperPart: Sendable {
  private let rows: Range<Int>
  private var ends: [Int32]
  private let columns: [Int32]
  private let values: [Double]

  init(
    of matrix: SparseMatrix<Double>, rows: Range<Int>, capacity: Int, clusters: [Int32],
    starts: [Int32], members: [Int32], keepsDiagonal: Bool
  ) {
    self.rows = rows
    let width = starts.count - 1
    var mark = [Int32](repeating: -1, count: width)
    var ends = [Int32](repeating: 0, count: rows.count)
    let scratch = UnsafeMutablePointer<Double>.allocate(capacity: 2 * width)
    defer { scratch.deallocate() }
    var values: [Double] = []
    columns = [Int32](unsafeUninitializedCapacity: capacity) { columns, columnCount in
      values = [Double](unsafeUninitializedCapacity: capacity) { values, valueCount in
        matrix.withUnsafeArrays { offsets, indices, entries in
          (scratch + width).withMemoryRebound(to: Int32.self, capacity: width) { scratchColumns in
            meridian_contract_upper(
              rows.lowerBound, rows.upperBound, starts, members, clusters, offsets.baseAddress,
              indices.baseAddress, entries.baseAddress, keepsDiagonal ? 1 : 0, &mark,
              scratchColumns, scratch, &ends, columns.baseAddress, values.baseAddress)
          }
        }
        valueCount = Int(ends.last ?? 0)
      }
      columnCount = Int(ends.last ?? 0)
    }
    self.ends = ends
    self.values = values
  }

  /// Adds how many entries each row gets from this part and its mirror, one place further on.
  func addLengths(to offsets: inout [Int32]) {
    var slot = 0
    for (place, row) in rows.enumerated() {
      let end = Int(ends[place])
      offsets[row + 1] += Int32(end - slot)
      while slot < end {
        let column = Int(columns[slot])
        if column != row { offsets[column + 1] += 1 }
        slot += 1
      }
    }
  }

  /// Copies the entries and their mirror; call it for all parts in order.
  func place(
    _ next: inout [Int32], columns placed: UnsafeMutablePointer<Int32>?,
    values placedValues: UnsafeMutablePointer<Double>?
  ) {
    meridian_mirror_upper(
      rows.lowerBound, rows.upperBound, ends, columns, values, &next, placed, placedValues)
  }
}

/// A pointer that several threads write through, each to its own elements.
private struct UncheckedPointer<Element>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Element>
  init(_ pointer: UnsafeMutablePointer<Element>) { self.pointer = pointer }
}
