import Autodiff
import Numerics
import Testing

/// The Laplacian of a ring of `rows` vertices with random weights.
func ringLaplacian(_ rows: Int, _ numbers: inout TestNumbers) throws -> SparseMatrix<Double> {
  var triplets: [(row: Int, column: Int, value: Double)] = []
  for row in 0..<rows where rows > 1 {
    let (next, weight) = ((row + 1) % rows, numbers.uniform(0.5...2))
    triplets += [(row, row, weight), (next, next, weight), (row, next, -weight)]
    triplets.append((next, row, -weight))
  }
  return try SparseMatrix(rows: rows, columns: rows, triplets: triplets)
}

/// The solution of a dense system by elimination with pivots.
func slowSolve(_ matrix: [Double], _ right: [Double], rows: Int) -> [Double] {
  let width = rows == 0 ? 0 : right.count / rows
  var (a, b) = (matrix, right)
  for pivot in 0..<rows {
    let best = (pivot..<rows).max { abs(a[$0 * rows + pivot]) < abs(a[$1 * rows + pivot]) } ?? pivot
    for column in 0..<rows { a.swapAt(pivot * rows + column, best * rows + column) }
    for column in 0..<width { b.swapAt(pivot * width + column, best * width + column) }
    for row in 0..<rows where row != pivot {
      let factor = a[row * rows + pivot] / a[pivot * rows + pivot]
      for column in 0..<rows { a[row * rows + column] -= factor * a[pivot * rows + column] }
      for column in 0..<width { b[row * width + column] -= factor * b[pivot * width + column] }
    }
  }
  return b.indices.map { b[$0] / a[$0 / width * (rows + 1)] }
}

@Suite struct SolverTests {
  @Test(arguments: [(1, [1]), (5, [3]), (13, []), (7, [2, 3]), (40, [37]), (6, [0])])
  func `a sparse solver agrees with elimination, with its gradient`(
    _ rows: Int, _ tail: [Int]
  ) throws {
    for seed in UInt64(1)...2 {
      var numbers = TestNumbers(seed: seed)
      let mass = SparseMatrix.diagonal((0..<rows).map { _ in numbers.uniform(0.5...1.5) })
      let matrix = mass.adding(try ringLaplacian(rows, &numbers))
      let solver = try SparseSolver<Double>(matrix)
      let right: Tensor<Double> = numbers.tensor([rows] + tail)
      let reference = slowSolve(matrix.dense().values, right.scalars, rows: rows)
      expectClose(
        solver.solve(right), reference, shape: right.shape, tolerance: 1e-13, "seed \(seed)")
      let single = SparseSolver<Float>(try SparseCholesky(matrix))
      expectClose(
        single.solve(right.converted(to: Float.self)), reference, shape: right.shape,
        tolerance: 1e-6, "seed \(seed)")
      if right.count < 100 { checkGradient(seed: seed, [right.shape]) { solver.solve($0[0]) } }
    }
  }

  @Test func `a matrix that has no Cholesky factor is refused`() throws {
    let lopsided = try SparseMatrix<Double>(
      rows: 2, columns: 2, triplets: [(0, 0, 1), (1, 1, 1), (0, 1, 0.5)])
    #expect(throws: NumericsError.self) { try SparseSolver<Float>(lopsided) }
    #expect(throws: NumericsError.self) { try SparseSolver<Float>(SparseMatrix.diagonal([1, -1])) }
    #expect(throws: TensorError.self) { try ShapeRules.solve([3, 2], rows: 4) }
    #expect(throws: TensorError.self) { try ShapeRules.solve([], rows: 4) }
  }

  @Test(arguments: [
    ([3, 3], [3, 2]), ([2, 4, 4], [2, 4, 1]), ([2, 2, 1, 1], [2, 2, 1, 3]),
    ([0, 3, 3], [0, 3, 2]),
    ([2, 0, 0], [2, 0, 3]), ([2, 3, 3], [2, 3, 0]), ([31, 5, 5], [31, 5, 7]),
  ])
  func `dense systems agree with elimination, with both gradients`(_ a: [Int], _ b: [Int]) throws {
    let rows = a[a.count - 1]
    for seed in UInt64(1)...2 {
      var numbers = TestNumbers(seed: seed)
      let factor: Tensor<Double> = numbers.tensor(a)
      let right: Tensor<Double> = numbers.tensor(b)
      // F Fᵀ + 1 is positive definite for any F.
      func systems(_ factor: Variable<Double>) -> Variable<Double> {
        let identity = Tensor<Double>(
          shape: [rows, rows], (0..<rows * rows).map { $0 % (rows + 1) == 0 ? 1 : 0 })
        return factor.matmul(factor, transposingRight: true) + factor.tape.constant(identity)
      }
      let tape = Tape<Double>(recording: false)
      let matrices = systems(tape.constant(factor)).value
      let count = a.dropLast(2).reduce(1, *)
      let (size, width) = (rows * rows, rows * b[b.count - 1])
      var reference: [Double] = []
      for index in 0..<count {
        reference += slowSolve(
          Array(matrices.scalars[index * size..<(index + 1) * size]),
          Array(right.scalars[index * width..<(index + 1) * width]), rows: rows)
      }
      let solution = try tape.constant(matrices).choleskySolve(tape.constant(right))
      expectClose(solution.value, reference, shape: b, tolerance: 1e-12, "seed \(seed)")
      let floats = Tape<Float>(recording: false)
      let single = try floats.constant(matrices.converted(to: Float.self))
        .choleskySolve(floats.constant(right.converted(to: Float.self)))
      expectClose(single.value, reference, shape: b, tolerance: 1e-5, "seed \(seed)")
      if right.count < 50 {
        checkGradient(seed: seed, [a, b]) { solved(systems($0[0]), $0[1]) }
        // Moving one element off the diagonal alone counts half on each side.
        checkGradient(seed: seed, [a, b]) { inputs in
          let base = inputs[0].tape.constant(matrices)
          return solved(base + inputs[0] * 0.05, inputs[1])
        }
      }
    }
  }

  private func solved(_ a: Variable<Double>, _ b: Variable<Double>) -> Variable<Double> {
    do {
      return try a.choleskySolve(b)
    } catch {
      Issue.record("\(error)")
      return b
    }
  }

  @Test func `the first system that is not positive definite is named`() {
    let tape = Tape<Double>()
    let right = tape.constant(Tensor(repeating: 1, shape: [3, 2, 1]))
    for (bad, code) in [
      (-1, NumericsError.Code.notPositiveDefinite), (.nan, .notFinite),
    ] as [(Double, NumericsError.Code)] {
      let systems = Tensor<Double>(shape: [3, 2, 2], [1, 0, 0, 1, 1, 0, 0, bad, bad, 0, 0, 1])
      do throws(NumericsError) {
        _ = try tape.parameter(systems).choleskySolve(right)
        Issue.record("\(bad) was taken for positive")
      } catch {
        #expect(error.code == code)
        #expect(error.message.contains("Matrix 1 of the batch"))
      }
    }
    #expect(throws: TensorError.self) { try ShapeRules.choleskySolve([2, 3], [2, 1]) }
    #expect(throws: TensorError.self) { try ShapeRules.choleskySolve([4, 2, 2], [2, 1]) }
  }

  @Test func `implicit diffusion agrees with elimination, with gradients to values and times`()
    throws
  {
    for (seed, (rows, channels, times)) in [
      (5, 3, [0.7]), (7, 3, [0.1, 0.4, 0.1]), (4, 2, [0.0, 3]), (1, 1, [2]), (9, 0, [1]),
    ].enumerated() {
      var numbers = TestNumbers(seed: UInt64(seed))
      let mass = SparseMatrix.diagonal((0..<rows).map { _ in numbers.uniform(0.5...1.5) })
      let laplacian = try ringLaplacian(rows, &numbers)
      let diffusion = try ImplicitDiffusion<Double>(mass: mass, stiffness: laplacian)
      let x: Tensor<Double> = numbers.tensor([rows, channels])
      var reference = [Double](repeating: 0, count: rows * channels)
      for channel in 0..<channels {
        let time = times[times.count == 1 ? 0 : channel]
        let column = (0..<rows).map { mass.values[$0] * x[$0, channel] }
        let system = mass.adding(laplacian, scaledBy: time)
        for (row, value) in slowSolve(system.dense().values, column, rows: rows).enumerated() {
          reference[row * channels + channel] = value
        }
      }
      let tape = Tape<Double>(recording: false)
      let result = try diffusion.step(
        tape.constant(x), times: tape.constant(Tensor(shape: [times.count], times)))
      expectClose(result.value, reference, shape: x.shape, tolerance: 1e-12)
      let floats = Tape<Float>(recording: false)
      let single = try ImplicitDiffusion<Float>(mass: mass, stiffness: laplacian).step(
        floats.constant(x.converted(to: Float.self)),
        times: floats.constant(Tensor(shape: [times.count], times.map { Float($0) })))
      expectClose(single.value, reference, shape: x.shape, tolerance: 1e-5)
      checkGradient(seed: UInt64(seed), [x.shape, [times.count]], in: 0.2...1) {
        step(diffusion, $0[0], $0[1])
      }
      // Channels whose times are one variable's twice share a factor and add up their gradients.
      if times.count == 1 {
        checkGradient(seed: UInt64(seed), [x.shape, []], in: 0.2...1) {
          step(diffusion, $0[0], $0[1])
        }
      }
    }
  }

  private func step(
    _ diffusion: ImplicitDiffusion<Double>, _ x: Variable<Double>, _ times: Variable<Double>
  ) -> Variable<Double> {
    do {
      return try diffusion.step(x, times: times)
    } catch {
      Issue.record("\(error)")
      return x
    }
  }

  @Test func `diffusion keeps the mean, and refuses negative times`() throws {
    var numbers = TestNumbers(seed: 2)
    let mass = SparseMatrix.diagonal((0..<20).map { _ in numbers.uniform(0.5...1.5) })
    let diffusion = try ImplicitDiffusion<Double>(
      mass: mass, stiffness: ringLaplacian(20, &numbers))
    let x: Tensor<Double> = numbers.tensor([20, 1])
    let tape = Tape<Double>(recording: false)
    let late = try diffusion.step(tape.constant(x), times: tape.constant(Tensor(1e9))).value
    let total = mass.values.reduce(0, +)
    let mean = zip(mass.values, x.scalars).map { $0 * $1 }.reduce(0, +) / total
    #expect(late.scalars.allSatisfy { abs($0 - mean) < 1e-6 })
    for time in [-0.1, Double.nan, .infinity] {
      #expect(throws: NumericsError.self) {
        _ = try diffusion.step(tape.constant(x), times: tape.constant(Tensor(time)))
      }
    }
    #expect(throws: NumericsError.self) {
      _ = try ImplicitDiffusion<Double>(mass: .identity(3), stiffness: .identity(4))
    }
  }
}
