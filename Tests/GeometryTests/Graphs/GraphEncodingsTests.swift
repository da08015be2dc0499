import Foundation
import Geometry
import Numerics
import Testing

@Suite struct GraphEncodingsTests {
  @Test func `Laplacian encodings are the smoothest eigenvectors but the constant`() throws {
    let graph = try Graphs.cycle(101)
    let found = try GraphEncodings.laplacian(of: graph, count: 4)
    let laplacian = try GraphOperators.laplacian(of: graph, .symmetric)
    // Eigenvalues of a cycle are 1 − cos 2πj / n, each twice.
    for column in 0..<4 {
      let vector = found.column(column)
      let value = 1 - cos(2 * .pi * Double(column / 2 + 1) / 101)
      let image = laplacian.multiplied(by: vector)
      #expect(Graphs.difference(image, vector.map { $0 * value }) < 1e-9)
      for other in 0..<4 {
        let product = zip(vector, found.column(other)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (column == other ? 1 : 0)) < 1e-9)
      }
    }
  }

  @Test func `each component has encodings of its own`() throws {
    let (a, b) = (try Graphs.path(5), try Graphs.star(3))
    let lonely = try Graph(nodeCount: 1, edges: [])
    let both = try Graphs.union(Graphs.union(a, b), lonely)
    let found = try GraphEncodings.laplacian(of: both, count: 6)
    let (first, second) = (
      try GraphEncodings.laplacian(of: a, count: 6), try GraphEncodings.laplacian(of: b, count: 6)
    )
    #expect(found.values == first.values + second.values + [Double](repeating: 0, count: 6))
    // A path of 5 has 4 functions that are not constant; what is beyond is zero.
    #expect((4..<6).allSatisfy { first.column($0) == [0, 0, 0, 0, 0] })
    #expect((0..<4).allSatisfy { abs(first.column($0).reduce(0) { $0 + $1 * $1 } - 1) < 1e-12 })
  }

  @Test func `an edge without weight joins nothing`() throws {
    let graph = try Graph(
      nodeCount: 4, edges: [.init(0, 1), .init(1, 2), .init(2, 3)], weights: [1, 0, 1])
    let found = try GraphEncodings.laplacian(of: graph, count: 1)
    for node in 0..<4 { #expect(abs(abs(found[node, 0]) - 0.5.squareRoot()) < 1e-12) }
  }

  @Test func `signs do not depend on the order of the nodes`() throws {
    // Of a tree without symmetries no eigenvalue is double and no vector balanced.
    let graph = try Graph(
      nodeCount: 9,
      edges: [
        .init(0, 1), .init(1, 2), .init(2, 3), .init(3, 4), .init(4, 5), .init(2, 6), .init(6, 7),
        .init(3, 8),
      ], weights: [1, 2, 1.5, 0.7, 1, 3, 0.4, 1.1])
    let found = try GraphEncodings.laplacian(of: graph, count: 5)
    let names = Graphs.shuffle(9, seed: 3)
    let other = try GraphEncodings.laplacian(of: Graphs.renamed(graph, names), count: 5)
    for node in 0..<9 {
      for column in 0..<5 {
        #expect(abs(found[node, column] - other[Int(names[node]), column]) < 1e-10)
      }
    }
  }

  @Test(arguments: [false, true], [false, true])
  func `random-walk encodings are diagonals of powers`(directed: Bool, weighted: Bool) throws {
    let graph = try Graphs.random(83, directed: directed, weighted: weighted)
    let count = 7
    let found = try GraphEncodings.randomWalk(of: graph, count: count)
    let step = try GraphOperators.randomWalk(of: graph.adjacency).dense()
    var power = step
    for column in 0..<count {
      for node in 0..<83 { #expect(abs(found[node, column] - power[node, node]) < 1e-14) }
      power = Graphs.product(power, step)
    }
    #expect(found.values.contains { $0 > 0.01 })
  }

  @Test func `return probabilities of well-known graphs`() throws {
    // Complete: p(k) = (1 − p(k − 1)) / (n − 1). A directed cycle returns after a whole turn.
    let complete = try GraphEncodings.randomWalk(of: Graphs.complete(6), count: 9)
    var wanted = 1.0
    for step in 0..<9 {
      wanted = (1 - wanted) / 5
      for node in 0..<6 { #expect(abs(complete[node, step] - wanted) < 1e-15) }
    }
    let turn = try Graph(
      nodeCount: 3, edges: [.init(0, 1), .init(1, 2), .init(2, 0)], isDirected: true)
    #expect(
      try GraphEncodings.randomWalk(of: turn, count: 6).row(1) == [0, 0, 1, 0, 0, 1])
    #expect(try GraphEncodings.randomWalk(of: Graphs.star(4), count: 2).row(0) == [0, 1])
  }

  @Test func `random-walk encodings follow their nodes`() throws {
    let graph = try Graphs.random(59, directed: true, weighted: true)
    let names = Graphs.shuffle(59, seed: 11)
    let found = try GraphEncodings.randomWalk(of: graph, count: 5)
    let other = try GraphEncodings.randomWalk(of: Graphs.renamed(graph, names), count: 5)
    for node in 0..<59 {
      #expect(Graphs.difference(found.row(node), other.row(Int(names[node]))) < 1e-15)
    }
  }

  @Test func `bits do not depend on the number of workers`() throws {
    let graph = try Graphs.random(701, weighted: true)
    let walks = try Graphs.onOneTwoThreeWorkers {
      try GraphEncodings.randomWalk(of: graph, count: 6)
    }
    #expect(walks[0] == walks[1] && walks[0] == walks[2])
    let waves = try Graphs.onOneTwoThreeWorkers {
      try GraphEncodings.laplacian(of: graph, count: 5)
    }
    #expect(waves[0] == waves[1] && waves[0] == waves[2])
  }

  @Test func `what cannot be encoded is refused`() throws {
    let directed = try Graph(nodeCount: 2, edges: [.init(0, 1)], isDirected: true)
    #expect(throws: GraphError.self) { try GraphEncodings.laplacian(of: directed, count: 1) }
    for count in [0, -3, 20_000] {
      #expect(throws: GraphError.self) {
        try GraphEncodings.laplacian(of: Graphs.path(3), count: count)
      }
      #expect(throws: GraphError.self) {
        try GraphEncodings.randomWalk(of: Graphs.path(3), count: count)
      }
    }
    let empty = try Graph(nodeCount: 0, edges: [])
    #expect(try GraphEncodings.laplacian(of: empty, count: 2).rows == 0)
    #expect(try GraphEncodings.randomWalk(of: empty, count: 2).rows == 0)
  }
}
