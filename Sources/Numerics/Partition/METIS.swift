internal import CDeferred
internal import CMETIS

/// The calls into METIS, all under the lock of libraries with hidden state: it draws from libc's random numbers, which
/// it seeds at each call.
enum METIS {
  /// The part of each node of a connected or unconnected graph without loops, with at least one edge.
  ///
  /// - Parameters:
  ///   - graph: the graph in METIS' integers.
  ///   - count: the number of parts, from 2.
  ///   - options: the scheme, `automatic` excluded by the caller's choice of `bisects`.
  static func parts(
    of graph: METISGraph, count: Int, bisects: Bool, options: PartitionOptions
  ) throws(NumericsError) -> [Int32] {
    var settings = [Int32](repeating: 0, count: Int(METIS_NOPTIONS))
    var parts = [Int32](repeating: 0, count: graph.nodeCount)
    let status = LibraryLock.withLock {
      METIS_SetDefaultOptions(&settings)
      settings[Int(METIS_OPTION_SEED.rawValue)] = Int32(
        truncatingIfNeeded: options.seed & 0x7FFF_FFFF)
      settings[Int(METIS_OPTION_UFACTOR.rawValue)] = Int32((options.imbalance * 1000).rounded())
      settings[Int(METIS_OPTION_NUMBERING.rawValue)] = 0
      return call(graph, count: count, bisects: bisects, &settings, &parts)
    }
    switch status {
    case METIS_OK.rawValue: return parts
    case METIS_ERROR_MEMORY.rawValue:
      throw NumericsError(
        .outOfMemory,
        "Dividing a graph of \(graph.nodeCount) nodes needs more memory than there is. Use a machine"
          + " with more memory.")
    default:
      throw NumericsError(
        .libraryFailure,
        "METIS failed with status \(status) on a graph of \(graph.nodeCount) nodes and \(count)"
          + " parts. Report this as a bug.")
    }
  }

  private static func call(
    _ graph: METISGraph, count: Int, bisects: Bool, _ settings: inout [Int32],
    _ parts: inout [Int32]
  ) -> Int32 {
    var (nodes, constraints, count, cut) = (
      Int32(graph.nodeCount), Int32(1), Int32(count), Int32(0)
    )
    // METIS takes all of its input by mutable pointers, but writes to none of these.
    return graph.withUnsafeArrays { offsets, neighbours, nodeWeights, edgeWeights in
      let divide = bisects ? METIS_PartGraphRecursive : METIS_PartGraphKway
      return divide(
        &nodes, &constraints, offsets, neighbours, nodeWeights, nil, edgeWeights, &count, nil, nil,
        &settings, &cut, &parts)
    }
  }
}
