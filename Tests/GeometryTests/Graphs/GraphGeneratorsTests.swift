import Geometry
import Numerics
import Testing

@Suite struct GraphGeneratorsTests {
  @Test func theKarateClubIsZacharys() throws {
    let club = try GraphGenerators.karateClub()
    let degrees = [
      16, 9, 10, 6, 3, 4, 4, 4, 5, 2, 3, 1, 2, 5, 2, 2, 2, 2, 2, 3, 2, 2, 2, 5, 3, 3, 2, 4, 3, 4,
      4, 6, 12, 17,
    ]
    #expect(club.graph.degrees == degrees)
    #expect(club.graph.edgeCount == 78)
    #expect(club.graph.components.allSatisfy { $0 == 0 })
    #expect(club.blocks.count(where: { $0 == 0 }) == 17)
    #expect((club.blocks[0], club.blocks[8], club.blocks[9], club.blocks[33]) == (0, 0, 1, 1))
    // The club has 45 triangles (a known count of this network).
    let adjacency = club.graph.adjacency
    let squared = try adjacency.multiplied(by: adjacency).multiplied(by: adjacency)
    #expect(squared.diagonalValues.reduce(0, +) == 6 * 45)
    // Ten friendships cross the split.
    let crossing = club.graph.edges.count {
      club.blocks[Int($0.source)] != club.blocks[Int($0.target)]
    }
    #expect(crossing == 10 || crossing == 11)
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func blockModelCountsLieWithinFiveDeviations(seed: UInt64) throws {
    let sizes = [301, 0, 150, 77]
    let probabilities = [
      [0.05, 0.5, 0.01, 0.002], [0.5, 0.5, 0.5, 0.5], [0.01, 0.5, 0.2, 0.03],
      [0.002, 0.5, 0.03, 1.0],
    ]
    let made = try GraphGenerators.stochasticBlockModel(
      sizes: sizes, probabilities: probabilities, seed: seed)
    #expect(made.graph.nodeCount == 528)
    #expect((0..<4).map { block in made.blocks.count { Int($0) == block } } == sizes)
    var counts = [[Int]](repeating: [0, 0, 0, 0], count: 4)
    for edge in made.graph.edges {
      counts[Int(made.blocks[Int(edge.source)])][Int(made.blocks[Int(edge.target)])] += 1
    }
    for row in 0..<4 {
      for column in row..<4 {
        let pairs =
          row == column ? sizes[row] * (sizes[row] - 1) / 2 : sizes[row] * sizes[column]
        let p = probabilities[row][column]
        let deviation = (Double(pairs) * p * (1 - p)).squareRoot()
        #expect(
          abs(Double(counts[row][column]) - Double(pairs) * p) <= 5 * deviation,
          "blocks \(row), \(column), seed \(seed)")
      }
    }
  }

  @Test func everyPairIsEquallyLikely() throws {
    // The mean endpoints of G(n, p) with all pairs alike: (n − 2) / 3 and (2 n − 1) / 3.
    let made = try GraphGenerators.stochasticBlockModel(
      sizes: [600], within: 0.1, between: 0, seed: 5)
    let count = Double(made.graph.edgeCount)
    let low = made.graph.edges.reduce(0.0) { $0 + Double($1.source) } / count
    let high = made.graph.edges.reduce(0.0) { $0 + Double($1.target) } / count
    let tolerance = 5 * (600 / 18.0.squareRoot()) / count.squareRoot()
    #expect(abs(low - 598.0 / 3) < tolerance)
    #expect(abs(high - 1199.0 / 3) < tolerance)
  }

  @Test func theSeedAloneDecides() throws {
    let first = try GraphGenerators.stochasticBlockModel(
      sizes: [40, 50], within: 0.2, between: 0.05, seed: 7)
    #expect(
      first
        == (try GraphGenerators.stochasticBlockModel(
          sizes: [40, 50], within: 0.2, between: 0.05, seed: 7)))
    #expect(
      first
        != (try GraphGenerators.stochasticBlockModel(
          sizes: [40, 50], within: 0.2, between: 0.05, seed: 8)))
  }

  @Test func certainAndImpossibleEdgesAreExact() throws {
    let made = try GraphGenerators.stochasticBlockModel(
      sizes: [5, 4], within: 1, between: 0, seed: 1)
    #expect(made.graph.edgeCount == 16)
    #expect(made.graph.components == [0, 0, 0, 0, 0, 1, 1, 1, 1])
  }

  @Test func wrongParametersAreNamed() {
    func name(_ sizes: [Int], _ probabilities: [[Double]]) -> String? {
      do {
        _ = try GraphGenerators.stochasticBlockModel(
          sizes: sizes, probabilities: probabilities, seed: 0)
      } catch GraphError.parameterOutOfRange(let name, _, _) { return name } catch {}
      return nil
    }
    #expect(name([3, -1], [[0, 0], [0, 0]]) == "sizes[1]")
    #expect(name([3], [[0, 0]]) == "probabilities")
    #expect(name([3, 3], [[0, 0.1], [0.2, 0]]) == "probabilities[0][1]")
    #expect(name([3], [[1.5]]) == "probabilities[0][0]")
    #expect(name([3], [[.nan]]) == "probabilities[0][0]")
    #expect(throws: GraphError.self) {
      try GraphGenerators.stochasticBlockModel(
        sizes: [1_000_000], within: 1, between: 0, seed: 0)
    }
  }
}
