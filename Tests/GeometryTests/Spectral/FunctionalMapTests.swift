import Foundation
import Geometry
import Numerics
import Testing

@Suite struct FunctionalMapTests {
  private func descriptors(
    _ source: SpectralDomain, _ target: SpectralDomain, _ kernel: SpectralSignature = .wave
  ) throws -> FunctionalMap.Descriptors {
    try FunctionalMap.Descriptors.kernels(
      kernel, of: source.basis, and: target.basis, count: 60)
  }

  private func distanceFromIdentity(_ map: FunctionalMap) -> Double {
    map.matrix.values.enumerated().reduce(0) { worst, entry in
      let expected = entry.offset % (map.sourceCount + 1) == 0 ? 1.0 : 0
      return max(worst, abs(entry.element - expected))
    }
  }

  @Test(arguments: SpectralSignature.allCases, [0.0, 0.1])
  func `between a shape and itself the map is the identity`(
    kernel: SpectralSignature, commutativity: Double
  ) throws {
    let shape = try SpectralShapes.domain(SpectralShapes.potato(3), 20)
    let map = try FunctionalMap.fitted(
      from: shape, to: shape, descriptors: descriptors(shape, shape, kernel),
      options: FunctionalMapOptions(commutativityWeight: commutativity))
    // Heat's descriptors are smooth in time and nearly depend on each other.
    #expect(distanceFromIdentity(map) < (kernel == .heat ? 1e-2 : 1e-4))
    #expect(
      try map.correspondence(from: shape.basis, to: shape.basis).map(Int.init)
        == Array(0..<shape.basis.size))
  }

  @Test func `a permutation of vertices is recovered exactly`() throws {
    let mesh = try SpectralShapes.potato(3)
    var stream = RandomStream(seed: 3, "places")
    let places = stream.permutation(mesh.vertexCount)
    let source = try SpectralShapes.domain(mesh, 40)
    let target = try SpectralShapes.domain(SpectralShapes.permuted(mesh, places), 40)
    let (few, fewer) = try (source.prefix(20), target.prefix(20))
    let map = try FunctionalMap.fitted(
      from: few, to: fewer, descriptors: descriptors(few, fewer)
    ).refined(from: source, to: target, upTo: 40, step: 5)
    #expect((map.sourceCount, map.targetCount) == (40, 40))
    let found = try map.correspondence(from: source.basis, to: target.basis)
    for (vertex, place) in places.enumerated() { #expect(Int(found[place]) == vertex) }
    #expect(map.orthogonalityDefect < 1e-6)
    // And back: the correspondence makes the map.
    let again = try FunctionalMap(of: found, from: source, to: target)
    #expect(SpectralShapes.largestDifference(again.matrix, map.matrix) < 1e-9)
  }

  @Test func `the map of an isometry is orthogonal and diagonal`() throws {
    let (flat, rolled) = try SpectralShapes.isometricPair()
    let source = try SpectralShapes.domain(flat, 30)
    let target = try SpectralShapes.domain(rolled, 30)
    let truth = (0..<flat.vertexCount).map { Int32($0) }
    let map = try FunctionalMap(of: truth, from: source, to: target)
    #expect(map.orthogonalityDefect < 1e-8)
    #expect(try map.laplacianDefect(source: source.basis, target: target.basis) < 1e-8)
    for row in 0..<30 {
      for column in 0..<30 {
        #expect(abs(abs(map.matrix[row, column]) - (row == column ? 1 : 0)) < 1e-6)
      }
    }
    let fitted = try FunctionalMap.fitted(
      from: source, to: target, descriptors: descriptors(source, target))
    let used = flat.faces.flatMap { [$0.x, $0.y, $0.z] }
    let found = try fitted.correspondence(from: source.basis, to: target.basis)
    for vertex in Set(used) { #expect(found[Int(vertex)] == vertex) }
  }

  @Test func `refinement makes a good map of a rough one`() throws {
    let shape = try SpectralShapes.domain(SpectralShapes.potato(3), 60)
    var rough = DenseMatrix<Double>(rows: 7, columns: 7)
    for row in 0..<7 {
      for column in 0..<7 {
        rough[row, column] = (row == column ? 1 : 0) + 0.15 * sin(Double(9 * row + 5 * column))
      }
    }
    let start = try FunctionalMap(rough)
    let identity = Array(0..<Int32(shape.basis.size))
    let before = try start.correspondence(from: shape.basis, to: shape.basis)
    #expect(zip(before, identity).count { $0 == $1 } < 300)
    var steps = 0
    let map = try start.refined(from: shape, to: shape, upTo: 60, step: 2) { steps += 1 }
    #expect(steps == 27)
    #expect(try map.correspondence(from: shape.basis, to: shape.basis) == identity)
    #expect(distanceFromIdentity(map) < 1e-9)
  }

  @Test(arguments: [0.0, 0.3])
  func `no map has less energy than the fitted one`(commutativity: Double) throws {
    let source = try SpectralShapes.domain(SpectralShapes.potato(2), 7)
    let target = try SpectralShapes.domain(MeshPrimitives.icosphere(subdivisions: 2), 6)
    let descriptors = try FunctionalMap.Descriptors(
      source: SpectralShapes.signals(source.basis.size, 4),
      target: SpectralShapes.signals(target.basis.size, 4))
    let options = FunctionalMapOptions(
      descriptorWeight: 2, laplacianWeight: 0.1, commutativityWeight: commutativity)
    let map = try FunctionalMap.fitted(
      from: source, to: target, descriptors: descriptors, options: options)
    let energy = try Energy(source, target, descriptors, options)
    let least = energy(map.matrix)
    var stream = RandomStream(seed: 1, "directions")
    for _ in 0..<50 {
      let direction = map.matrix.values.map { _ in stream.normal() }
      func moved(_ length: Double) -> Double {
        energy(
          DenseMatrix(
            rows: 6, columns: 7,
            values: zip(map.matrix.values, direction).map { $0 + length * $1 }))
      }
      #expect(moved(0.1) > least && moved(-0.1) > least)
      // At the least of a quadratic both sides are equally high.
      #expect(abs(moved(0.1) - moved(-0.1)) < 1e-6 * (moved(0.1) - least))
    }
  }

  @Test(arguments: [(777, 1301, 37), (130, 5, 3), (1, 1025, 200)])
  func `vertices get the nearest row, the lowest of equally near ones`(
    queries: Int, rows: Int, width: Int
  ) throws {
    var table = SpectralShapes.signals(rows, width)
    // Rows that stand twice, far from each other.
    for row in 0..<rows / 3 {
      for column in 0..<width { table[rows - 1 - row, column] = table[row, column] }
    }
    var asked = SpectralShapes.signals(queries + 5, width)
    asked = DenseMatrix(
      rows: queries, columns: width, values: Array(asked.values.dropFirst(5 * width)))
    for row in stride(from: 0, to: queries, by: 4) {
      for column in 0..<width { asked[row, column] = table[rows - 1 - row % rows, column] }
    }
    let values = (0..<width).map(Double.init)
    let source = try Eigenbasis(values: values, vectors: table)
    let target = try Eigenbasis(values: values, vectors: asked)
    var identity = DenseMatrix<Double>(rows: width, columns: width)
    for index in 0..<width { identity[index, index] = 1 }
    let found = try FunctionalMap(identity).correspondence(from: source, to: target)
    for query in 0..<queries {
      var (best, least) = (0, Double.infinity)
      for row in 0..<rows {
        let sum = (0..<width).reduce(0) {
          $0 + (asked[query, $1] - table[row, $1]) * (asked[query, $1] - table[row, $1])
        }
        if sum < least { (best, least) = (row, sum) }
      }
      #expect(Int(found[query]) == best)
    }
  }

  @Test func `results do not depend on the number of threads`() throws {
    let source = try SpectralShapes.domain(SpectralShapes.potato(3), 23)
    let target = try SpectralShapes.domain(
      SpectralShapes.moved(SpectralShapes.potato(3)), 23)
    let results = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      defer { Parallel.use(workers: 0) }
      let map = try FunctionalMap.fitted(
        from: source.prefix(17), to: target.prefix(17),
        descriptors: descriptors(source.prefix(17), target.prefix(17)),
        options: FunctionalMapOptions(commutativityWeight: 0.01))
      return try map.refined(from: source, to: target, upTo: 23)
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  @Test func `parts that do not fit are refused`() throws {
    let shape = try SpectralShapes.domain(SpectralShapes.potato(1), 9)
    let map = try FunctionalMap(DenseMatrix(rows: 8, columns: 9, repeating: 0.1))
    let (basis, short) = (shape.basis, try shape.prefix(7))
    #expect(throws: GraphError.self) { try map.correspondence(from: basis, to: short.basis) }
    #expect(throws: GraphError.self) { try map.refined(from: shape, to: shape, upTo: 8) }
    #expect(throws: GraphError.self) { try map.refined(from: shape, to: shape, upTo: 10) }
    #expect(throws: GraphError.self) { try map.refined(from: shape, to: shape, upTo: 9, step: 0) }
    #expect(throws: GraphError.self) { try FunctionalMap(DenseMatrix(rows: 0, columns: 2)) }
    #expect(throws: GraphError.self) {
      try FunctionalMap(DenseMatrix(rows: 1, columns: 1, repeating: .nan))
    }
    #expect(throws: GraphError.self) { try FunctionalMap(of: [0, 1], from: shape, to: shape) }
    #expect {
      var far = [Int32](repeating: 0, count: 42)
      far[5] = 42
      _ = try FunctionalMap(of: far, from: shape, to: shape)
    } throws: {
      "\($0)".contains("target vertex 5 corresponds to source vertex 42")
    }
    let one = DenseMatrix<Double>(rows: 42, columns: 1, repeating: 1)
    #expect(throws: GraphError.self) {
      try FunctionalMap.Descriptors(source: one, target: DenseMatrix(rows: 42, columns: 2))
    }
    let descriptors = try FunctionalMap.Descriptors(source: one, target: one)
    #expect(throws: GraphError.self) {
      try FunctionalMap.fitted(
        from: shape, to: shape, descriptors: descriptors,
        options: FunctionalMapOptions(laplacianWeight: -1))
    }
    let other = DenseMatrix<Double>(rows: 41, columns: 1, repeating: 1)
    #expect(throws: GraphError.self) {
      try FunctionalMap.fitted(
        from: shape, to: shape,
        descriptors: FunctionalMap.Descriptors(source: one, target: other))
    }
  }
}

/// The energy of a functional map, by loops over its definition.
private struct Energy {
  private let a: DenseMatrix<Double>
  private let b: DenseMatrix<Double>
  private let products: [(x: DenseMatrix<Double>, y: DenseMatrix<Double>)]
  private let values: (source: [Double], target: [Double])
  private let options: FunctionalMapOptions

  init(
    _ source: SpectralDomain, _ target: SpectralDomain, _ descriptors: FunctionalMap.Descriptors,
    _ options: FunctionalMapOptions
  ) throws {
    func normalized(
      _ signals: DenseMatrix<Double>, _ domain: SpectralDomain
    ) throws -> DenseMatrix<Double> {
      var result = signals
      for (column, norm) in try domain.squaredNorms(of: signals).enumerated() {
        for row in 0..<signals.rows { result[row, column] /= norm.squareRoot() }
      }
      return result
    }
    func multiplication(_ function: [Double], _ domain: SpectralDomain) throws -> DenseMatrix<
      Double
    > {
      var scaled = domain.basis.vectors
      for row in 0..<scaled.rows {
        for column in 0..<scaled.columns { scaled[row, column] *= function[row] }
      }
      return try domain.coefficients(of: scaled)
    }
    let own = try (
      normalized(descriptors.source, source), normalized(descriptors.target, target)
    )
    a = try source.coefficients(of: own.0)
    b = try target.coefficients(of: own.1)
    products = try (0..<own.0.columns).map {
      (
        try multiplication(own.0.column($0), source), try multiplication(own.1.column($0), target)
      )
    }
    values = (source.basis.values, target.basis.values)
    self.options = options
  }

  func callAsFunction(_ map: DenseMatrix<Double>) -> Double {
    func square(_ matrix: DenseMatrix<Double>) -> Double {
      matrix.values.reduce(0) { $0 + $1 * $1 }
    }
    func difference(_ a: DenseMatrix<Double>, _ b: DenseMatrix<Double>) -> DenseMatrix<Double> {
      DenseMatrix(
        rows: a.rows, columns: a.columns, values: zip(a.values, b.values).map { $0 - $1 })
    }
    let preserved = square(difference(map.multiplied(by: a), b)) / Double(a.columns)
    var (commuting, largest) = (0.0, 0.0)
    for row in 0..<map.rows {
      for column in 0..<map.columns {
        let gap = values.source[column] - values.target[row]
        commuting += gap * gap * map[row, column] * map[row, column]
        largest = max(largest, gap * gap)
      }
    }
    var (coupled, size) = (0.0, 0.0)
    for (x, y) in products {
      coupled += square(difference(map.multiplied(by: x), y.multiplied(by: map)))
      size += square(x) + square(y)
    }
    return options.descriptorWeight * preserved + options.laplacianWeight * commuting / largest
      + options.commutativityWeight * coupled * Double(map.rows + map.columns) / size
  }
}
