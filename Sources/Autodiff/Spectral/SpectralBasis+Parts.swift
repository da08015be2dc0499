internal import Numerics

extension SpectralBasis {
  /// Number of domains that the basis is made of.
  package var partCount: Int { domains.count }

  /// The rows of a domain.
  package func rows(ofPart index: Int) -> Range<Int> {
    domains[index].row..<domains[index].row + domains[index].rows
  }

  /// The basis of some of its domains, in the order named.
  package func parts(_ indices: [Int32]) -> SpectralBasis {
    let chosen = indices.map { domains[Int($0)] }
    var places: [Kernels.SpectralDomain] = []
    var (row, mode, offset) = (0, 0, 0)
    for domain in chosen {
      places.append(
        .init(
          row: row, rows: domain.rows, mode: mode, modes: domain.modes, vectors: offset))
      (row, mode, offset) = (
        row + domain.rows, mode + domain.modes, offset + domain.rows * domain.modes
      )
    }
    func packed(
      _ source: Tensor<Scalar>, _ shape: [Int], _ range: (Kernels.SpectralDomain) -> Range<Int>
    ) -> Tensor<Scalar> {
      Tensor(
        shape: shape,
        writing: { target in
          source.read { values in
            var place = 0
            for part in chosen.map(range) {
              (target + place).update(from: values + part.lowerBound, count: part.count)
              place += part.count
            }
          }
        })
    }
    return SpectralBasis(
      domains: places, rows: row, modes: mode,
      vectors: packed(vectors, [offset]) { $0.vectors..<$0.vectors + $0.rows * $0.modes },
      mass: packed(mass, [row]) { $0.row..<$0.row + $0.rows },
      eigenvalues: packed(eigenvalues, [mode, 1]) { $0.mode..<$0.mode + $0.modes })
  }
}
