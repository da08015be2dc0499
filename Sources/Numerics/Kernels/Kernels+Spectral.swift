/// Products with the eigenbases of several domains at once.
extension Kernels {
  /// One domain among several whose rows stand one after another.
  package struct SpectralDomain: Sendable {
    /// The first row of the domain and the number of its rows.
    package let row: Int, rows: Int
    /// The first of its modes and their number.
    package let mode: Int, modes: Int
    /// Where its vectors begin, `rows × modes`.
    package let vectors: Int

    package init(row: Int, rows: Int, mode: Int, modes: Int, vectors: Int) {
      (self.row, self.rows, self.mode, self.modes) = (row, rows, mode, modes)
      self.vectors = vectors
    }
  }

  /// Rows that are weighed and multiplied while they are in the cache.
  private static let spectralRows = 512

  /// A run of a domain's rows.
  private struct SpectralRun {
    let domain: Int
    let rows: Range<Int>
  }

  private static func runs(_ domains: [SpectralDomain]) -> [SpectralRun] {
    domains.indices.flatMap { domain in
      stride(from: 0, to: domains[domain].rows, by: spectralRows).map {
        SpectralRun(
          domain: domain, rows: $0..<min(domains[domain].rows, $0 + spectralRows))
      }
    }
  }

  /// The coefficients `Φᵀ diag(mass) x` of each domain; without mass, `Φᵀ x`.
  ///
  /// - Parameters:
  ///   - x: `[all rows, columns]`.
  ///   - y: `[all modes, columns]`.
  package static func spectralProject<S: NumericScalar>(
    _ domains: [SpectralDomain], columns: Int, vectors: UnsafePointer<S>, mass: UnsafePointer<S>?,
    _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    let runs = runs(domains)
    // Where each run's share of its domain's sum stands.
    var starts = [0]
    for run in runs {
      starts.append(starts[starts.count - 1] + domains[run.domain].modes * columns)
    }
    withScratch(of: S.self, starts[runs.count]) { partial in
      shards(runs.count, size: 1) { range in
        for index in range {
          let (run, domain) = (runs[index], domains[runs[index].domain])
          let source = x + (domain.row + run.rows.lowerBound) * columns
          func multiply(_ x: UnsafePointer<S>) {
            gemm(
              m: domain.modes, n: columns, k: run.rows.count,
              vectors + domain.vectors + run.rows.lowerBound * domain.modes, transposed: true, x,
              into: partial + starts[index])
          }
          guard let mass else {
            multiply(source)
            continue
          }
          withScratch(of: S.self, run.rows.count * columns) { weighed in
            binary(
              .multiply, rows: run.rows.count, columns: columns, source, rowStep: columns,
              columnStep: 1, mass + domain.row + run.rows.lowerBound, rowStep: 1, columnStep: 0,
              into: weighed)
            multiply(weighed)
          }
        }
      }
      var run = 0
      for (index, domain) in domains.enumerated() {
        let first = run
        while run < runs.count, runs[run].domain == index { run += 1 }
        sum(
          outer: 1, middle: run - first, inner: domain.modes * columns, partial + starts[first],
          into: y + domain.mode * columns)
      }
    }
  }

  /// The values `Φ c` of each domain, or `diag(mass) Φ c`.
  ///
  /// - Parameters:
  ///   - x: c, `[all modes, columns]`.
  ///   - y: `[all rows, columns]`.
  package static func spectralSynthesize<S: NumericScalar>(
    _ domains: [SpectralDomain], columns: Int, vectors: UnsafePointer<S>, mass: UnsafePointer<S>?,
    _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    let runs = runs(domains)
    shards(runs.count, size: 1) { range in
      for index in range {
        let (run, domain) = (runs[index], domains[runs[index].domain])
        let row = domain.row + run.rows.lowerBound
        let target = y + row * columns
        gemm(
          m: run.rows.count, n: columns, k: domain.modes,
          vectors + domain.vectors + run.rows.lowerBound * domain.modes,
          x + domain.mode * columns, into: target)
        if let mass {
          binary(
            .multiply, rows: run.rows.count, columns: columns, target, rowStep: columns,
            columnStep: 1, mass + row, rowStep: 1, columnStep: 0, into: target)
        }
      }
    }
  }
}
