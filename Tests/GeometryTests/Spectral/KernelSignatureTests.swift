import Foundation
import Geometry
import Numerics
import Testing

@Suite struct KernelSignatureTests {
  @Test func `signatures are the same under rigid motion and permutation of vertices`() throws {
    let mesh = try SpectralShapes.potato(3)
    var stream = RandomStream(seed: 5, "places")
    let places = stream.permutation(mesh.vertexCount)
    let other = try SpectralShapes.permuted(SpectralShapes.moved(mesh), places)
    let basis = try SpectralShapes.domain(mesh, 41).basis.cutAtLastGap()
    let otherBasis = try SpectralShapes.domain(other, 41).basis.cutAtLastGap()
    try #require(basis.count == otherBasis.count)
    for (a, b) in zip(basis.values, otherBasis.values) {
      #expect(abs(a - b) <= 1e-8 * basis.values[1] + 1e-8 * b)
    }
    let times = try HeatKernelSignature.times(of: basis, count: 7)
    let energies = try WaveKernelSignature.energies(of: basis, count: 7)
    for (a, b) in [
      (
        try HeatKernelSignature.values(of: basis, times: times),
        try HeatKernelSignature.values(of: otherBasis, times: times)
      ),
      (
        try WaveKernelSignature.values(of: basis, energies: energies),
        try WaveKernelSignature.values(of: otherBasis, energies: energies)
      ),
    ] {
      for vertex in 0..<mesh.vertexCount {
        for column in 0..<7 {
          let (own, moved) = (a[vertex, column], b[places[vertex], column])
          #expect(abs(own - moved) <= 1e-8 * own, "vertex \(vertex), column \(column)")
        }
      }
    }
  }

  @Test func `heat on the sphere is the closed form at every vertex`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 5)
    // 130 pairs end within the multiplet of degree 11, which begins at 121.
    let basis = try SpectralShapes.domain(mesh, 130).basis
    let whole = try basis.cutAtLastGap(relativeGap: 0.05)
    #expect(whole.count == 121)
    let times = [0.03, 0.1, 0.3, 1]
    let heat = try HeatKernelSignature.values(of: whole, times: times, isScaled: false)
    for (column, time) in times.enumerated() {
      var exact = 0.0
      for l in 0...10 {
        exact += Double(2 * l + 1) / (4 * Double.pi) * exp(-Double(l * (l + 1)) * time)
      }
      let worst = heat.column(column).map { abs($0 / exact - 1) }.max()
      #expect(try #require(worst) < 0.008, "time \(time)")
    }
    // Torn, the last multiplet is seen at early times.
    let torn = try HeatKernelSignature.values(of: basis, times: [0], isScaled: false).column(0)
    let closed = try HeatKernelSignature.values(of: whole, times: [0], isScaled: false).column(0)
    func spread(_ values: [Double]) throws -> Double {
      try #require(values.max()) / #require(values.min()) - 1
    }
    #expect(try spread(torn) > 3 * spread(closed))
  }

  @Test func `times are log-spaced between the eigenvalues`() throws {
    let basis = try SpectralShapes.domain(SpectralShapes.potato(2), 20).basis
    let times = try HeatKernelSignature.times(of: basis, count: 5)
    #expect(abs(times[0] * basis.values[19] / (4 * log(10)) - 1) < 1e-12)
    #expect(abs(times[4] * basis.values[1] / (4 * log(10)) - 1) < 1e-12)
    for index in 1..<4 {
      #expect(abs(times[index] * times[index] / times[index - 1] / times[index + 1] - 1) < 1e-12)
    }
  }

  @Test func `energies are spaced as in the paper`() throws {
    let basis = try SpectralShapes.domain(SpectralShapes.potato(2), 20).basis
    let energies = try WaveKernelSignature.energies(of: basis, count: 9)
    let list = energies.logarithms
    #expect(abs(list[0] - log(basis.values[1]) - 2 * energies.width) < 1e-12)
    #expect(abs(log(basis.values[19]) - list[8] - 2 * energies.width) < 1e-12)
    for index in 1..<9 {
      #expect(abs(energies.width - 7 * (list[index] - list[index - 1])) < 1e-12)
    }
  }

  @Test(arguments: MassMatrix.Kind.allCases)
  func `normalized signatures integrate to one, others to their trace`(
    kind: MassMatrix.Kind
  ) throws {
    let domain = try SpectralShapes.domain(SpectralShapes.potato(2), 24, mass: kind)
    let basis = domain.basis
    let mass = try #require(domain.mass)
    let ones = [Double](repeating: 1, count: basis.size)
    let times = try HeatKernelSignature.times(of: basis, count: 6)
    let energies = try WaveKernelSignature.energies(of: basis, count: 6)
    func integrals(_ signature: DenseMatrix<Double>) -> [Double] {
      (0..<6).map { column in
        // The diagonal is no linear function: the integral is exact for a diagonal mass alone.
        zip(mass.multiplied(by: ones), signature.column(column)).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    guard kind != .galerkin else { return }
    for value in try integrals(HeatKernelSignature.values(of: basis, times: times)) {
      #expect(abs(value - 1) < 1e-9)
    }
    for value in try integrals(WaveKernelSignature.values(of: basis, energies: energies)) {
      #expect(abs(value - 1) < 1e-9)
    }
    let heat = try integrals(
      HeatKernelSignature.values(of: basis, times: times, isScaled: false))
    let waves = try integrals(
      WaveKernelSignature.values(of: basis, energies: energies, isNormalized: false))
    for index in 0..<6 {
      let trace = basis.values.reduce(0) { $0 + exp(-$1 * times[index]) }
      #expect(abs(heat[index] / trace - 1) < 1e-9)
      let sum = basis.values.dropFirst().reduce(0) { sum, value in
        let distance = energies.logarithms[index] - log(value)
        return sum + exp(-distance * distance / (2 * energies.width * energies.width))
      }
      #expect(abs(waves[index] / sum - 1) < 1e-9)
    }
  }

  @Test func `signatures are the sums of their definitions`() throws {
    let basis = try SpectralShapes.domain(SpectralShapes.potato(1), 12).basis
    let times = [0.0, 0.2, 2]
    let energies = try WaveKernelSignature.energies(of: basis, count: 3)
    let heat = try HeatKernelSignature.values(of: basis, times: times, isScaled: false)
    let waves = try WaveKernelSignature.values(of: basis, energies: energies)
    for vertex in 0..<basis.size {
      for column in 0..<3 {
        var (warm, seen, total) = (0.0, 0.0, 0.0)
        for pair in 0..<12 {
          let square = basis.vectors[vertex, pair] * basis.vectors[vertex, pair]
          warm += exp(-basis.values[pair] * times[column]) * square
          guard pair > 0 else { continue }
          let distance = energies.logarithms[column] - log(basis.values[pair])
          let weight = exp(-distance * distance / (2 * energies.width * energies.width))
          seen += weight * square
          total += weight
        }
        #expect(abs(heat[vertex, column] - warm) < 1e-12)
        #expect(abs(waves[vertex, column] - seen / total) < 1e-12)
      }
    }
  }

  @Test func `kernels from a vertex are symmetric and have the signature on their diagonal`() throws
  {
    let basis = try SpectralShapes.domain(SpectralShapes.potato(1), 12).basis
    let weights = try HeatKernelSignature.weights(of: basis, times: [0.1, 0.7])
    let kernels = try weights.kernels(from: [3, 17], of: basis)
    let signature = weights.diagonal(of: basis)
    #expect(kernels.columns == 4)
    for column in 0..<2 {
      #expect(abs(kernels[3, column] - signature[3, column]) < 1e-12)
      #expect(abs(kernels[17, 2 + column] - signature[17, column]) < 1e-12)
      #expect(abs(kernels[17, column] - kernels[3, 2 + column]) < 1e-12)
    }
    #expect(throws: GraphError.self) { try weights.kernels(from: [42], of: basis) }
  }

  @Test func `a basis is cut before the last gap`() throws {
    func count(_ values: [Double], rows: Int = 9, gap: Double = 1e-3) throws -> Int {
      try Eigenbasis(
        values: values, vectors: DenseMatrix(rows: rows, columns: values.count)
      ).countToLastGap(relativeGap: gap)
    }
    #expect(try count([0, 1, 1.0001, 2, 2.0001]) == 3)
    #expect(try count([0, 1, 1.0001, 2, 2.01]) == 4)
    #expect(try count([0, 1, 1.0001, 2, 2.0001], gap: 0) == 5)
    #expect(try count([0, 1, 1.0001, 2, 2.0001], rows: 5) == 5)
    // Two components have two zeros, however rounding spreads them.
    #expect(try count([-1e-13, 2e-12, 1]) == 2)
    #expect(throws: GraphError.self) { try count([0, 0]) }
    #expect(throws: GraphError.self) { try count([1, 1, 1]) }
    #expect(throws: GraphError.self) { try count([0, 1], gap: 1) }
    #expect(throws: GraphError.self) { try count([0, 1], gap: .nan) }
  }

  @Test func `what has no signature is refused`() throws {
    let flat = try Eigenbasis(values: [0, 0], vectors: DenseMatrix(rows: 4, columns: 2))
    let single = try Eigenbasis(values: [0, 3], vectors: DenseMatrix(rows: 4, columns: 2))
    #expect(throws: GraphError.self) { try HeatKernelSignature.times(of: flat) }
    #expect(throws: GraphError.self) { try WaveKernelSignature.energies(of: flat) }
    #expect(throws: GraphError.self) { try WaveKernelSignature.energies(of: single) }
    #expect(throws: GraphError.self) { try HeatKernelSignature.times(of: single, count: 0) }
    #expect(throws: GraphError.self) { try HeatKernelSignature.values(of: single, times: [-1]) }
    #expect(throws: GraphError.self) {
      try WaveKernelSignature.Energies(logarithms: [0], width: 0)
    }
    #expect(throws: GraphError.self) { try single.prefix(3) }
  }
}
