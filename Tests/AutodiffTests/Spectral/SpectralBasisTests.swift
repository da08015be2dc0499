import Autodiff
import Foundation
import Numerics
import Testing

@Suite struct SpectralBasisTests {
  /// The first eigenpairs of a random ring.
  private func domain(
    rows: Int, modes: Int, _ numbers: inout TestNumbers
  ) throws -> SpectralBasis<Double>.Domain {
    let mass = (0..<rows).map { _ in numbers.uniform(0.5...1.5) }
    let laplacian = try ringLaplacian(rows, &numbers)
    let (values, vectors) = try SymmetricEigen.decompose(
      laplacian.dense(), mass: SparseMatrix.diagonal(mass).dense())
    let first = DenseMatrix(columns: (0..<modes).map { vectors.column($0) })
    return try .init(
      vectors: modes == 0 ? .zeros(rows: rows, columns: 0) : first,
      values: Array(values.prefix(modes)), mass: mass)
  }

  private static let sizes: [[(rows: Int, modes: Int)]] = [
    [(7, 3)], [(5, 5), (9, 2), (1, 1)], [(4, 0), (6, 4)], [], [(1_300, 2), (513, 3)],
  ]

  @Test(arguments: 0..<5) func `projection and reconstruction are block-diagonal products`(
    _ number: Int
  ) throws {
    let sizes = Self.sizes[number]
    var numbers = TestNumbers(seed: UInt64(number) + 1)
    // Products need no eigenvectors, and the large case would take long.
    let parts = try sizes.map { size in
      size.rows < 100
        ? try domain(rows: size.rows, modes: size.modes, &numbers)
        : try .init(
          vectors: DenseMatrix(
            rows: size.rows, columns: size.modes,
            values: (0..<size.rows * size.modes).map { _ in numbers.uniform() }),
          values: (0..<size.modes).map { Double($0) },
          mass: (0..<size.rows).map { _ in numbers.uniform(0.5...1.5) })
    }
    let basis = SpectralBasis<Double>(parts)
    let (rows, modes) = (sizes.map(\.rows).reduce(0, +), sizes.map(\.modes).reduce(0, +))
    #expect((basis.rows, basis.modes) == (rows, modes))
    #expect(basis.eigenvalues.scalars == parts.flatMap(\.values))
    for channels in [3, 1, 0] {
      let x: Tensor<Double> = numbers.tensor([rows, channels])
      let c: Tensor<Double> = numbers.tensor([modes, channels])
      var (projected, values) = (
        [Double](repeating: 0, count: modes * channels),
        [Double](repeating: 0, count: rows * channels)
      )
      var (row, mode) = (0, 0)
      for part in parts {
        for r in 0..<part.vectors.rows {
          for m in 0..<part.vectors.columns {
            for channel in 0..<channels {
              let vector = part.vectors[r, m]
              projected[(mode + m) * channels + channel] +=
                vector * part.mass[r] * x[row + r, channel]
              values[(row + r) * channels + channel] += vector * c[mode + m, channel]
            }
          }
        }
        (row, mode) = (row + part.vectors.rows, mode + part.vectors.columns)
      }
      let tape = Tape<Double>(recording: false)
      expectClose(
        basis.project(tape.constant(x)).value, projected, shape: [modes, channels],
        tolerance: 1e-12)
      expectClose(
        basis.reconstruct(tape.constant(c)).value, values, shape: [rows, channels],
        tolerance: 1e-13)
      guard rows < 100 else { continue }
      checkGradient(seed: 2, [[rows, channels]]) { basis.project($0[0]) }
      checkGradient(seed: 3, [[modes, channels]]) { basis.reconstruct($0[0]) }
      checkGradient(seed: 4, [[rows, channels], [channels]], in: 0.1...1) {
        basis.diffused($0[0], times: $0[1])
      }
      checkGradient(seed: 5, [[modes, channels], []], in: 0.1...1) {
        basis.heat($0[0], times: $0[1])
      }
    }
  }

  @Test func `all modes give everything back, and heat is the exponential of the operator`() throws
  {
    var numbers = TestNumbers(seed: 7)
    let part = try domain(rows: 6, modes: 6, &numbers)
    let basis = SpectralBasis<Double>([part, part])
    let x: Tensor<Double> = numbers.tensor([12, 2])
    let tape = Tape<Double>(recording: false)
    let back = basis.reconstruct(basis.project(tape.constant(x)))
    expectClose(back.value, x.scalars, shape: [12, 2], tolerance: 1e-12)
    // Two half steps are one, and channels have times of their own.
    let half = tape.constant(Tensor(shape: [2], [0.35, 0]))
    let whole = tape.constant(Tensor(shape: [2], [0.7, 0]))
    let once = basis.diffused(tape.constant(x), times: whole)
    let twice = basis.diffused(basis.diffused(tape.constant(x), times: half), times: half)
    expectClose(once.value, twice.value.scalars, shape: [12, 2], tolerance: 1e-12)
    for row in 0..<12 { #expect(abs(once.value[row, 1] - x[row, 1]) < 1e-12) }
    // By small backward Euler steps, too.
    let coefficients = basis.project(once).value
    let start = basis.project(tape.constant(x)).value
    for mode in 0..<12 {
      let factor = exp(-0.7 * part.values[mode % 6])
      #expect(abs(coefficients[mode, 0] - factor * start[mode, 0]) < 1e-12)
    }
  }

  @Test func `Float is Double rounded`() throws {
    var numbers = TestNumbers(seed: 9)
    let part = try domain(rows: 40, modes: 12, &numbers)
    let x: Tensor<Double> = numbers.tensor([40, 5])
    let (tape, floats) = (Tape<Double>(recording: false), Tape<Float>(recording: false))
    let time = 0.3
    let double = SpectralBasis<Double>([part]).diffused(
      tape.constant(x), times: tape.constant(Tensor(time)))
    let single = SpectralBasis<Float>([
      try .init(vectors: part.vectors, values: part.values, mass: part.mass)
    ]).diffused(
      floats.constant(x.converted(to: Float.self)), times: floats.constant(Tensor(Float(time))))
    expectClose(single.value, double.value.scalars, shape: [40, 5], tolerance: 1e-5)
  }

  @Test func `a basis that does not fit together is refused`() {
    #expect(throws: TensorError.self) {
      try SpectralBasis<Float>.Domain(
        vectors: .zeros(rows: 3, columns: 2), values: [1], mass: [1, 1, 1])
    }
    #expect(throws: TensorError.self) {
      try SpectralBasis<Float>.Domain(
        vectors: .zeros(rows: 3, columns: 2), values: [1, 2], mass: [1, 1])
    }
    #expect(throws: TensorError.self) { try ShapeRules.spectral([3, 2], rows: 4, "project") }
  }
}

extension DeterminismTests {
  @Test func `spectral projections, solves and diffusion`() throws {
    var numbers = TestNumbers(seed: 3)
    let parts = try [(1_301, 37), (517, 20), (33, 9)].map { rows, modes in
      try SpectralBasis<Float>.Domain(
        vectors: DenseMatrix(
          rows: rows, columns: modes, values: (0..<rows * modes).map { _ in numbers.uniform() }),
        values: (0..<modes).map { Double($0) }, mass: (0..<rows).map { _ in numbers.uniform(0...1) }
      )
    }
    let basis = SpectralBasis<Float>(parts)
    same("diffused") {
      gradients([[1_851, 35], [35]]) { basis.diffused($0[0], times: $0[1]) }
    }
    let laplacian = try ringLaplacian(2_001, &numbers)
    let mass = SparseMatrix.diagonal((0..<2_001).map { _ in numbers.uniform(0.5...1.5) })
    let solver = try SparseSolver<Float>(mass.adding(laplacian))
    same("solve") { gradients([[2_001, 35]]) { solver.solve($0[0]) } }
    let diffusion = try ImplicitDiffusion<Float>(mass: mass, stiffness: laplacian)
    same("implicit diffusion") {
      gradients([[2_001, 5], [5]]) {
        (try? diffusion.step($0[0], times: $0[1].power(2))) ?? $0[0]
      }
    }
    same("dense Cholesky solve") {
      gradients([[31, 9, 9], [31, 9, 5]]) {
        let identity = Tensor<Float>(shape: [9, 9], (0..<81).map { $0 % 10 == 0 ? 1 : 0 })
        let systems =
          $0[0].matmul($0[0], transposingRight: true) + $0[0].tape.constant(identity)
        return (try? systems.choleskySolve($0[1])) ?? $0[1]
      }
    }
  }
}
