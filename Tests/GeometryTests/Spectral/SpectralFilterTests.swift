import Foundation
import Geometry
import Numerics
import Testing

@Suite struct SpectralFilterTests {
  /// A small weighted graph, all its eigenpairs, and its Laplacian.
  private func graph() throws -> (laplacian: SparseMatrix<Double>, domain: SpectralDomain) {
    let count: Int32 = 17
    let edges = (0..<count).flatMap { node in
      [
        Graph.Edge(node, (node + 1) % count),
        Graph.Edge(node, (node * node + 3) % count),
      ].filter { $0.source != $0.target }
    }
    let graph = try Graph(
      nodeCount: Int(count), edges: edges,
      weights: edges.indices.map { 0.3 + Double($0 % 5) })
    let laplacian = try GraphOperators.laplacian(of: graph)
    let basis = try Eigenbasis.smallest(
      stiffness: laplacian, mass: .identity(Int(count)), count: Int(count))
    return (laplacian, try SpectralDomain(basis))
  }

  @Test func `heat is the exponential of the Laplacian`() throws {
    let (laplacian, domain) = try graph()
    let signals = SpectralShapes.signals(17, 3)
    let time = 0.05
    // The series Σ (−t L)ʲ / j!, with t |L| below 2.
    var (term, sum) = (signals, signals)
    for order in 1...60 {
      let product = laplacian.multiplied(by: term)
      term = DenseMatrix(
        rows: 17, columns: 3, values: product.values.map { -time / Double(order) * $0 })
      sum = DenseMatrix(rows: 17, columns: 3, values: zip(sum.values, term.values).map { $0 + $1 })
    }
    let filter = try SpectralFilter.heat(time: time)
    let filtered = try domain.filtered(signals, by: filter)
    #expect(SpectralShapes.largestDifference(filtered, sum) < 1e-10)
    let polynomial = try ChebyshevFilter(stiffness: laplacian, order: 40)
    #expect(
      try SpectralShapes.largestDifference(polynomial.filtered(signals, by: filter), sum) < 1e-10)
  }

  @Test func `the inverse solves its equation`() throws {
    let mesh = try SpectralShapes.potato(1)
    let laplacian = try CotangentLaplacian(of: mesh)
    let (stiffness, mass) = (laplacian.stiffness(), laplacian.mass(.galerkin))
    let domain = try SpectralShapes.domain(mesh, mesh.vertexCount, mass: .galerkin)
    let signals = SpectralShapes.signals(mesh.vertexCount, 2)
    let filtered = try domain.filtered(signals, by: .inverse(shift: 0.7))
    let left = stiffness.adding(mass, scaledBy: 0.7).multiplied(by: filtered)
    #expect(SpectralShapes.largestDifference(left, mass.multiplied(by: signals)) < 1e-9)
  }

  @Test func `ideal filters keep their band and drop the rest`() throws {
    let (_, domain) = try graph()
    let values = domain.basis.values
    let cutoff = (values[5] + values[6]) / 2
    let low = try SpectralFilter.lowPass(upTo: cutoff)
    let high = try SpectralFilter.bandPass(from: cutoff, to: values[16] + 1)
    let signals = SpectralShapes.signals(17, 2)
    let parts = try domain.filtered(signals, by: [low, high])
    let coefficients = try domain.coefficients(of: parts[0])
    let all = try domain.coefficients(of: signals)
    for pair in 0..<17 {
      for column in 0..<2 {
        let expected = pair <= 5 ? all[pair, column] : 0
        #expect(abs(coefficients[pair, column] - expected) < 1e-10)
      }
    }
    let sum = DenseMatrix(
      rows: 17, columns: 2, values: zip(parts[0].values, parts[1].values).map { $0 + $1 })
    #expect(SpectralShapes.largestDifference(sum, signals) < 1e-10)
  }

  @Test func `gains are what they are called`() throws {
    let hat = try SpectralFilter.mexicanHat(scale: 0.25)
    #expect(hat.gain(at: 0) == 0)
    #expect(hat.gain(at: -1e-12) == 0)
    #expect(abs(hat.gain(at: 4) - 1) < 1e-15)
    #expect(hat.gain(at: 3.9) < 1 && hat.gain(at: 4.1) < 1)
    #expect(abs(hat.gain(at: 8) - 2 * exp(-1)) < 1e-15)
    #expect(try SpectralFilter.inverse(shift: 2).gain(at: 3) == 0.2)
    #expect(try SpectralFilter.lowPass(upTo: 3).gain(at: 3) == 1)
    #expect(try SpectralFilter.bandPass(from: 2, to: 3).gain(at: 1.9) == 0)
    #expect(throws: GraphError.self) { try SpectralFilter.heat(time: -1) }
    #expect(throws: GraphError.self) { try SpectralFilter.inverse(shift: 0) }
    #expect(throws: GraphError.self) { try SpectralFilter.bandPass(from: 2, to: 2) }
    #expect(throws: GraphError.self) { try SpectralFilter.lowPass(upTo: .nan) }
    #expect(throws: GraphError.self) { try SpectralFilter.mexicanHat(scale: .infinity) }
    #expect(throws: GraphError.self) { try SpectralFilter.meyerFrame(largest: 1, scales: 0) }
    #expect(throws: GraphError.self) { try SpectralFilter.meyerFrame(largest: 0, scales: 3) }
  }

  @Test(arguments: [1, 2, 5])
  func `wavelets are a tight frame`(scales: Int) throws {
    let (_, domain) = try graph()
    let largest = domain.basis.values[16]
    let frame = try SpectralFilter.meyerFrame(largest: largest, scales: scales)
    #expect(frame.count == scales + 1)
    for step in 0...1200 {
      let value = 1.2 * largest * Double(step) / 1000
      let sum = frame.reduce(0) { $0 + $1.gain(at: value) * $1.gain(at: value) }
      #expect(abs(sum - 1) < 1e-14)
    }
    #expect(frame[0].gain(at: 0) == 1)
    #expect(abs(frame[scales].gain(at: largest) - 1) < 1e-15)
    let signals = SpectralShapes.signals(17, 2)
    let bands = try domain.filtered(signals, by: frame)
    var (energy, sum) = (0.0, [Double](repeating: 0, count: 34))
    for (band, filter) in zip(bands, frame) {
      energy += try domain.squaredNorms(of: band).reduce(0, +)
      let again = try domain.filtered(band, by: filter)
      for index in sum.indices { sum[index] += again.values[index] }
    }
    #expect(try abs(energy / domain.squaredNorms(of: signals).reduce(0, +) - 1) < 1e-12)
    #expect(
      SpectralShapes.largestDifference(
        DenseMatrix(rows: 17, columns: 2, values: sum), signals) < 1e-10)
  }

  @Test(arguments: MassMatrix.Kind.allCases)
  func `a full basis keeps energies and signals, a part of it no more than these`(
    kind: MassMatrix.Kind
  ) throws {
    let mesh = try SpectralShapes.potato(1)
    let domain = try SpectralShapes.domain(mesh, mesh.vertexCount, mass: kind)
    let signals = SpectralShapes.signals(mesh.vertexCount, 3)
    let norms = try domain.squaredNorms(of: signals)
    let coefficients = try domain.coefficients(of: signals)
    let part = try domain.prefix(11).coefficients(of: signals)
    for column in 0..<3 {
      let energy = coefficients.column(column).reduce(0) { $0 + $1 * $1 }
      #expect(abs(energy / norms[column] - 1) < 1e-10)
      #expect(part.column(column).reduce(0) { $0 + $1 * $1 } < norms[column])
    }
    #expect(
      try SpectralShapes.largestDifference(domain.signals(of: coefficients), signals) < 1e-9)
  }

  @Test func `polynomials of the operator do what the basis does`() throws {
    let mesh = try SpectralShapes.potato(1)
    let laplacian = try CotangentLaplacian(of: mesh)
    let (stiffness, mass) = (laplacian.stiffness(), laplacian.mass(.voronoi))
    let domain = try SpectralShapes.domain(mesh, mesh.vertexCount, mass: .voronoi)
    let signals = SpectralShapes.signals(mesh.vertexCount, 2)
    let filters = try [
      SpectralFilter.heat(time: 0.1), .inverse(shift: 2), .mexicanHat(scale: 0.2),
    ]
    let exact = try domain.filtered(signals, by: filters)
    for (order, allowed) in [(20, 0.5), (80, 1e-6)] {
      let polynomial = try ChebyshevFilter(stiffness: stiffness, mass: mass, order: order)
      let found = try polynomial.filtered(signals, by: filters)
      for (index, filter) in filters.enumerated() {
        let error = try polynomial.error(of: filter)
        #expect(error < allowed)
        var difference = found[index]
        for row in 0..<difference.rows {
          for column in 0..<2 { difference[row, column] -= exact[index][row, column] }
        }
        let norms = try domain.squaredNorms(of: signals)
        for (off, norm) in zip(try domain.squaredNorms(of: difference), norms) {
          #expect(off.squareRoot() <= 1.01 * error * norm.squareRoot() + 1e-9)
        }
      }
    }
  }

  @Test func `no eigenvalue exceeds the bound`() throws {
    let mesh = try SpectralShapes.potato(1)
    let laplacian = try CotangentLaplacian(of: mesh)
    let full = try SpectralShapes.domain(mesh, mesh.vertexCount).basis.values
    let bound = try ChebyshevFilter.largestEigenvalueBound(
      stiffness: laplacian.stiffness(), mass: laplacian.mass(.lumped))
    let largest = try #require(full.last)
    #expect(bound >= largest && bound < 3 * largest)
    let (matrix, domain) = try graph()
    let other = try ChebyshevFilter.largestEigenvalueBound(stiffness: matrix)
    let degree = try #require(matrix.diagonalValues.max())
    #expect(try other >= #require(domain.basis.values.last))
    #expect(abs(other / (2 * degree) - 1) < 1e-9)
  }

  @Test func `signals are zero at vertices without mass`() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 1)
    let mesh = try TriangleMesh(
      positions: [[9, 9, 9]] + sphere.positions, faces: sphere.faces.map { $0 &+ 1 })
    let laplacian = try CotangentLaplacian(of: mesh)
    let filter = try ChebyshevFilter(
      stiffness: laplacian.stiffness(), mass: laplacian.mass(.lumped), order: 5)
    let ones = DenseMatrix<Double>(rows: mesh.vertexCount, columns: 1, repeating: 1)
    let filtered = try filter.filtered(ones, by: .heat(time: 0.1)).values
    #expect(filtered[0] == 0)
    // A constant is what heat leaves alone.
    for value in filtered.dropFirst() { #expect(abs(value - filtered[1]) < 1e-12) }
  }

  @Test func `what cannot be filtered is refused`() throws {
    let mesh = try SpectralShapes.potato(0)
    let laplacian = try CotangentLaplacian(of: mesh)
    let (stiffness, mass) = (laplacian.stiffness(), laplacian.mass(.lumped))
    #expect {
      try ChebyshevFilter(stiffness: stiffness, mass: laplacian.mass(.galerkin), order: 3)
    } throws: {
      "\($0)".contains("Use a lumped mass")
    }
    var holed = mass
    holed.values[2] = 0
    #expect {
      try ChebyshevFilter(stiffness: stiffness, mass: holed, order: 3)
    } throws: {
      "\($0)".contains("row 2 has stiffness")
    }
    #expect(throws: GraphError.self) {
      try ChebyshevFilter(stiffness: stiffness, mass: .identity(3), order: 3)
    }
    #expect(throws: GraphError.self) { try ChebyshevFilter(stiffness: stiffness, order: -1) }
    let filter = try ChebyshevFilter(stiffness: stiffness, mass: mass, order: 3)
    let short = DenseMatrix<Double>(rows: 3, columns: 1)
    #expect(throws: GraphError.self) { try filter.filtered(short, by: .heat(time: 1)) }
    let fitting = DenseMatrix<Double>(rows: 12, columns: 1)
    #expect(throws: GraphError.self) {
      try filter.filtered(fitting, by: SpectralFilter { 1 / ($0 - $0) })
    }
    let domain = try SpectralShapes.domain(mesh, 4)
    #expect(throws: GraphError.self) { try domain.filtered(short, by: .heat(time: 1)) }
    #expect(throws: GraphError.self) {
      try domain.filtered(fitting, by: SpectralFilter { _ in .nan })
    }
    #expect(throws: GraphError.self) { try domain.signals(of: short) }
    #expect(throws: GraphError.self) { try SpectralDomain(domain.basis, mass: .identity(3)) }
  }
}
