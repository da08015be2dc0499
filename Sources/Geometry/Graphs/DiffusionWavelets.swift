public import Numerics

/// Diffusion wavelets on a graph: differences of dyadic powers of a lazy walk P = ½ (I + T).
///
/// Ψ₀ = I − P, Ψⱼ = P^(2^(j−1)) − P^(2^j) for j = 1 ... J, and the low pass Φ = P^(2^J); all together they add up to the
/// identity (Coifman & Maggioni, "Diffusion Wavelets", 2006; Gao, Wolf & Hirn, "Geometric Scattering for Graph Data
/// Analysis", 2019, equations 3 and 4).
public struct DiffusionWavelets: Sendable {
  /// How T is made of the adjacency matrix; a node without a way out stays where it is, T = 1 there.
  public enum Walk: String, Sendable, CaseIterable {
    /// T = Aᵀ D⁻¹: a distribution moves along the edges and keeps its sum; the walk of Gao, Wolf & Hirn.
    case distribution
    /// T = D⁻¹ A: each node takes the mean of those it leads to; constants stay, wavelets of them are zero.
    case mean
    /// T = D^(−½) A D^(−½), symmetric: √D stays (Gama, Ribeiro & Bruna, "Diffusion Scattering Transforms on Graphs",
    /// 2019).
    case symmetric
  }

  /// The lazy walk P (n × n).
  public let walk: SparseMatrix<Double>
  /// The largest scale J.
  public let scales: Int

  /// Prepares the wavelets of a graph.
  ///
  /// - Parameters:
  ///   - adjacency: n × n, finite entries of at least 0.
  ///   - walk: how signals move. Default: as distributions.
  ///   - scales: J, 1 ... 16: the widest wavelet reaches 2^J steps.
  /// - Throws: ``GraphError`` for a matrix that is no adjacency or scales out of range, and for the symmetric walk of an
  ///   adjacency that is not symmetric.
  public init(
    of adjacency: SparseMatrix<Double>, _ walk: Walk = .distribution, scales: Int
  ) throws(GraphError) {
    guard (1...16).contains(scales) else {
      throw .parameterOutOfRange(
        name: "scales", value: "\(scales)", range: "an integer from 1 to 16")
    }
    let step =
      switch walk {
      case .distribution: try Self.settled(GraphOperators.randomWalk(of: adjacency)).transposed()
      case .mean: try Self.settled(GraphOperators.randomWalk(of: adjacency))
      case .symmetric: try Self.settled(Self.symmetric(adjacency))
      }
    self.walk = SparseMatrix.identity(adjacency.rows).adding(step).scaled(by: 0.5)
    self.scales = scales
  }

  private static func symmetric(
    _ adjacency: SparseMatrix<Double>
  ) throws(GraphError) -> SparseMatrix<Double> {
    try GraphOperators.check(adjacency)
    guard adjacency.isSymmetric(tolerance: 1e-12 * (adjacency.values.max() ?? 0)) else {
      throw .adjacency(
        problem: "is not symmetric: it has no symmetric walk. Choose another walk, or make the"
          + " graph undirected.")
    }
    return try GraphOperators.normalizedAdjacency(of: adjacency, selfLoops: 0)
  }

  /// The step with 1 on the diagonal of rows that hold nothing.
  private static func settled(_ step: SparseMatrix<Double>) -> SparseMatrix<Double> {
    let sums = step.rowSums
    let isolated = sums.indices.filter { sums[$0] == 0 }
    guard !isolated.isEmpty else { return step }
    var diagonal = [Double](repeating: 0, count: sums.count)
    for node in isolated { diagonal[node] = 1 }
    return step.adding(SparseMatrix.diagonal(diagonal))
  }

  /// The wavelet Ψⱼ as a matrix (n × n), for j from 0 to J.
  ///
  /// - Throws: `NumericsError` when a power has more entries than 32-bit offsets carry.
  public func wavelet(_ scale: Int) throws -> SparseMatrix<Double> {
    guard (0...scales).contains(scale) else {
      throw GraphError.parameterOutOfRange(
        name: "scale", value: "\(scale)", range: "an integer from 0 to \(scales)")
    }
    guard scale > 0 else {
      return SparseMatrix.identity(walk.rows).adding(walk, scaledBy: -1)
    }
    let finer = try power(scale - 1)
    return try finer.adding(finer.multiplied(by: finer), scaledBy: -1)
  }

  /// The low pass Φ = P^(2^J) as a matrix (n × n).
  ///
  /// - Throws: `NumericsError` when a power has more entries than 32-bit offsets carry.
  public func lowPass() throws -> SparseMatrix<Double> { try power(scales) }

  /// P^(2^exponent), by repeated squaring.
  private func power(_ exponent: Int) throws -> SparseMatrix<Double> {
    var power = walk
    for _ in 0..<exponent { power = try power.multiplied(by: power) }
    return power
  }

  /// All wavelets of signals, and their low pass, without forming a matrix of powers.
  ///
  /// - Parameter signals: n × channels.
  /// - Returns: Ψ₀ x, …, Ψ_J x and Φ x, each n × channels.
  /// - Complexity: 2^J sparse products.
  public func transform(
    _ signals: DenseMatrix<Double>
  ) -> (wavelets: [DenseMatrix<Double>], lowPass: DenseMatrix<Double>) {
    var wavelets: [DenseMatrix<Double>] = []
    var (finer, smooth) = (signals, signals)
    for scale in 0...scales {
      for _ in 0..<(scale == 0 ? 1 : 1 << (scale - 1)) { smooth = walk.multiplied(by: smooth) }
      wavelets.append(finer.subtracting(smooth))
      finer = smooth
    }
    return (wavelets, smooth)
  }

  /// Φ x alone, n × channels.
  func smoothed(_ signals: DenseMatrix<Double>) -> DenseMatrix<Double> {
    var smooth = signals
    for _ in 0..<(1 << scales) { smooth = walk.multiplied(by: smooth) }
    return smooth
  }
}

extension DenseMatrix where Scalar == Double {
  /// This matrix less another of the same size.
  fileprivate func subtracting(_ other: DenseMatrix<Double>) -> DenseMatrix<Double> {
    let (own, taken) = (values, other.values)
    return DenseMatrix(
      rows: rows, columns: columns, values: Array(parallel: own.count) { own[$0] - taken[$0] })
  }
}
