import Foundation
import Geometry
import Numerics
import Testing

@Suite struct KDTreeTests {
  /// Random points, points of a coarse grid (many at the same distance), and points in one place.
  private func clouds() -> [[SIMD3<Double>]] {
    var stream = RandomStream(seed: 11, "clouds")
    var random: [SIMD3<Double>] = []
    for _ in 0..<777 {
      random.append(SIMD3(stream.uniform(), stream.uniform(), 0.1 * stream.uniform()))
    }
    var grid: [SIMD3<Double>] = []
    for index in 0..<343 {
      grid.append(SIMD3<Double>(SIMD3<Int>(index % 7, index / 7 % 7, index / 49)))
    }
    let line: [SIMD3<Double>] = (0..<100).map { SIMD3<Double>(Double($0 % 10), 0, 0) }
    return [
      random, grid, line, [SIMD3](repeating: [1, 2, 3], count: 40), [[0, 0, 0]], [],
      Array(random.prefix(8)), Array(random.prefix(9)),
    ]
  }

  private func sorted(
    _ points: [SIMD3<Double>], _ place: SIMD3<Double>, excluding: Int?
  ) -> [KDTree.Neighbour] {
    let others: [KDTree.Neighbour] = points.indices.filter { $0 != excluding }.map { index in
      let way = points[index] - place
      return KDTree.Neighbour(index: index, squaredDistance: (way * way).sum())
    }
    return others.sorted { ($0.squaredDistance, $0.index) < ($1.squaredDistance, $1.index) }
  }

  @Test func answersAreThoseOfComparingAllPoints() throws {
    for points in clouds() {
      let tree = try KDTree(points)
      let places =
        points.prefix(60) + [[0.5, 0.5, 0.05], [3, 3, 3], [-9, 4, 0.5], [1.5, 2.5, 3.5]]
      for (index, place) in places.enumerated() {
        let excluded = index % 2 == 0 && index < points.count ? index : nil
        let all = sorted(points, place, excluding: excluded)
        for count in [1, 2, 7, 30, 400] {
          #expect(tree.nearest(count, to: place, excluding: excluded) == Array(all.prefix(count)))
        }
        for radius in [0, 0.05, 1, 2.0.squareRoot(), 3, 100] {
          #expect(
            tree.within(radius, of: place, excluding: excluded)
              == all.filter { $0.squaredDistance <= radius * radius })
        }
      }
    }
  }

  @Test func rowsOfAllPointsAreTheSameForAnyWorkers() throws {
    let points = clouds()[0] + clouds()[1]
    defer { Parallel.use(workers: 0) }
    let results = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      let tree = try KDTree(points)
      return (tree.nearestOthers(9), tree.othersWithin(0.2))
    }
    for index in points.indices {
      let all = sorted(points, points[index], excluding: index)
      #expect(results[0].0[index] == Array(all.prefix(9)))
    }
    for result in results.dropFirst() {
      #expect(result.0 == results[0].0)
      #expect(result.1 == results[0].1)
    }
  }

  @Test func askingForNothingGivesNothingAndBadPointsAreNamed() throws {
    let tree = try KDTree([[0, 0, 0], [1, 0, 0]])
    #expect(tree.nearest(0, to: .zero).isEmpty)
    #expect(tree.within(-1, of: .zero).isEmpty)
    #expect(throws: MeshError.coordinateNotFinite(vertex: 1)) {
      try KDTree([.zero, [0, .nan, 0]])
    }
  }
}

@Suite struct NeighbourGraphTests {
  /// Three points close together and one apart that has them as neighbours, but not they it.
  private let points: [SIMD3<Double>] = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [5, 0, 0]]

  @Test func oneSidedNeighboursAreTreatedAsAsked() throws {
    let union = try NeighbourGraph.make(points, .nearest(2))
    #expect(union.edges == [.init(0, 1), .init(0, 2), .init(0, 3), .init(1, 2), .init(1, 3)])
    let mutual = try NeighbourGraph.make(points, .nearest(2), symmetry: .mutual)
    #expect(mutual.edges == [.init(0, 1), .init(0, 2), .init(1, 2)])
    let directed = try NeighbourGraph.make(points, .nearest(1), symmetry: .directed)
    #expect(directed.edges == [.init(0, 1), .init(1, 0), .init(2, 0), .init(3, 1)])
    #expect(directed.isDirected)
  }

  @Test func radiusAndWeights() throws {
    let graph = try NeighbourGraph.make(points, .within(radius: 4), isWeighted: true)
    #expect(graph.edges == [.init(0, 1), .init(0, 2), .init(1, 2), .init(1, 3)])
    #expect(graph.weights == [1, 1, 2.0.squareRoot(), 4])
    #expect(try NeighbourGraph.make([], .nearest(3)).edgeCount == 0)
  }

  @Test func badRulesAreNamed() {
    for rule in [NeighbourGraph.Rule.nearest(0), .within(radius: 0), .within(radius: .nan)] {
      #expect(throws: MeshError.self) { try NeighbourGraph.make(points, rule) }
    }
  }
}
