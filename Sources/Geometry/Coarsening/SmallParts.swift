internal import Numerics

/// Partitions into many small parts in two steps: METIS takes time out of proportion for them in one.
struct SmallParts {
  /// The most parts that a graph is divided into at once when their number is large.
  private static let most = 64

  private let adjacency: SparseMatrix<Double>
  private let masses: [Double]?
  private let seed: UInt64

  init(_ adjacency: SparseMatrix<Double>, masses: [Double]?, seed: UInt64) {
    self.adjacency = adjacency
    self.masses = masses
    self.seed = seed
  }

  /// The part of each node, none of the `count` parts empty.
  func parts(_ count: Int) throws -> [Int32] {
    guard count > 2 * Self.most else { return try divided(adjacency, into: count, masses) }
    let groups = (count + Self.most - 1) / Self.most
    let owners = try divided(adjacency, into: groups, masses)
    var members = [[Int32]](repeating: [], count: groups)
    for (node, owner) in owners.enumerated() { members[Int(owner)].append(Int32(node)) }
    let shares = shares(of: members, count)
    var parts = owners
    var first: Int32 = 0
    for (nodes, share) in zip(members, shares) {
      let inner = try divided(
        adjacency.principal(nodes), into: share, masses.map { all in nodes.map { all[Int($0)] } })
      for (node, part) in zip(nodes, inner) { parts[Int(node)] = first + part }
      first += Int32(share)
    }
    return parts
  }

  private func divided(
    _ adjacency: SparseMatrix<Double>, into count: Int, _ masses: [Double]?
  ) throws -> [Int32] {
    try GraphPartitioner.divideSymmetric(
      adjacency, into: count, nodeWeights: masses,
      options: PartitionOptions(scheme: .kWay, seed: seed)
    ).parts
  }

  /// How many of the parts each group gets: in proportion to its mass, from 1 to its number of nodes.
  private func shares(of groups: [[Int32]], _ count: Int) -> [Int] {
    let weights = groups.map { nodes in
      nodes.reduce(0) { $0 + (masses?[Int($1)] ?? 1) }
    }
    let total = weights.reduce(0, +)
    let quotas = weights.map { Double(count) * $0 / total }
    var shares = zip(quotas, groups).map { min(max(1, Int($0)), $1.count) }
    var missing = count - shares.reduce(0, +)
    while missing != 0 {
      // One part more where most is wanting, or one less where most is too much.
      let step = missing > 0 ? 1 : -1
      let open = shares.indices.filter {
        step > 0 ? shares[$0] < groups[$0].count : shares[$0] > 1
      }.sorted {
        let (first, second) = (quotas[$0] - Double(shares[$0]), quotas[$1] - Double(shares[$1]))
        return first != second ? (first > second) == (step > 0) : $0 < $1
      }
      for index in open.prefix(abs(missing)) {
        shares[index] += step
        missing -= step
      }
    }
    return shares
  }
}
