import Foundation
import Geometry
import Numerics
import Testing

@Suite struct GraphDiffusionTests {
  private static let kernels: [DiffusionKernel] = [
    .pageRank(teleport: 0.15), .pageRank(teleport: 1), .heat(time: 3), .heat(time: 0),
  ]

  private func identity(_ count: Int) -> DenseMatrix<Double> {
    SparseMatrix<Double>.identity(count).dense()
  }

  @Test(arguments: [false, true], GraphTransition.Normalization.allCases)
  func `PageRank solves its equation`(
    directed: Bool, normalization: GraphTransition.Normalization
  ) throws {
    let graph = try Graphs.random(61, directed: directed, weighted: true)
    for loops in [0.0, 1] {
      let transition = GraphTransition(normalization, selfLoops: loops)
      let step = try transition.matrix(of: graph.adjacency).dense()
      for teleport in [0.05, 0.3] {
        let found = try GraphDiffusion.exact(
          of: graph.adjacency, .pageRank(teleport: teleport), along: transition
        ).dense()
        // Π = α I + (1 − α) T Π.
        var wanted = Graphs.product(step, found).values
        for index in wanted.indices { wanted[index] *= 1 - teleport }
        for node in 0..<61 { wanted[node * 62] += teleport }
        #expect(Graphs.difference(found.values, wanted) < 1e-14)
      }
    }
  }

  @Test func `heat is the exponential, by eigenvectors`() throws {
    let graph = try Graphs.random(41, weighted: true)
    let transition = GraphTransition(.symmetric)
    let (values, vectors) = try SymmetricEigen.decompose(
      transition.matrix(of: graph.adjacency).dense())
    for time in [0.5, 4, 60] {
      let found = try GraphDiffusion.exact(
        of: graph.adjacency, .heat(time: time), along: transition)
      var scaled = vectors.transposed()
      for row in 0..<41 {
        for column in 0..<41 { scaled[row, column] *= exp(-time * (1 - values[row])) }
      }
      let wanted = Graphs.product(vectors, scaled)
      #expect(Graphs.difference(found.dense().values, wanted.values) < 1e-13)
    }
  }

  @Test func `two times of heat one after the other are their sum`() throws {
    let adjacency = try Graphs.random(31, directed: true).adjacency
    func heat(_ time: Double) throws -> DenseMatrix<Double> {
      try GraphDiffusion.exact(of: adjacency, .heat(time: time)).dense()
    }
    let both = Graphs.product(try heat(0.7), try heat(1.6))
    #expect(Graphs.difference(both.values, try heat(2.3).values) < 1e-14)
  }

  @Test(arguments: kernels)
  func `a walker ends somewhere`(kernel: DiffusionKernel) throws {
    let found = try GraphDiffusion.exact(of: Graphs.complete(9).adjacency, kernel)
    for sum in found.rowSums { #expect(abs(sum - 1) < 1e-14) }
    #expect(found.values.allSatisfy { $0 >= 0 })
  }

  @Test func `on a complete graph PageRank is known`() throws {
    // Π = a I + b 1 1ᵀ for T = (1 1ᵀ − I) / (n − 1).
    let (count, teleport) = (7, 0.2)
    let found = try GraphDiffusion.exact(
      of: Graphs.complete(count).adjacency, .pageRank(teleport: teleport)
    ).dense()
    let own = teleport / (1 + (1 - teleport) / Double(count - 1))
    let shared = (1 - own) / Double(count)
    for row in 0..<count {
      for column in 0..<count {
        #expect(abs(found[row, column] - (row == column ? own + shared : shared)) < 1e-15)
      }
    }
  }

  @Test(arguments: kernels)
  func `what is pushed falls short by no more than is promised`(kernel: DiffusionKernel) throws {
    let graph = try Graphs.random(301)
    let exact = try GraphDiffusion.exact(of: graph.adjacency, kernel).dense()
    let degrees = graph.degrees
    for tolerance in [1e-3, 1e-5] {
      let found = try GraphDiffusion.approximate(
        of: graph.adjacency, kernel, tolerance: tolerance
      ).dense()
      var most = 0.0
      for row in 0..<301 {
        for column in 0..<301 {
          let missing = exact[row, column] - found[row, column]
          #expect(missing > -1e-14)
          #expect(missing <= tolerance * Double(max(degrees[column], 1)) + 1e-14)
          most = max(most, missing)
        }
      }
      if tolerance == 1e-3, case .heat(let time) = kernel, time > 0 { #expect(most > 0) }
    }
  }

  @Test func `a small tolerance gives the exact matrix, also along edges one way`() throws {
    let adjacency = try Graphs.random(101, directed: true, weighted: true).adjacency
    for normalization in GraphTransition.Normalization.allCases {
      for kernel in Self.kernels {
        let transition = GraphTransition(normalization, selfLoops: 0.5)
        let exact = try GraphDiffusion.exact(of: adjacency, kernel, along: transition)
        let found = try GraphDiffusion.approximate(
          of: adjacency, kernel, tolerance: 1e-13, along: transition)
        #expect(Graphs.difference(exact.dense().values, found.dense().values) < 1e-9)
      }
    }
  }

  @Test func `rows keep their largest entries, or those above a threshold`() throws {
    let adjacency = try Graphs.random(53).adjacency
    let kernel = DiffusionKernel.pageRank(teleport: 0.15)
    let all = try GraphDiffusion.exact(of: adjacency, kernel)
    let largest = try GraphDiffusion.exact(of: adjacency, kernel, keeping: .largest(4))
    let above = try GraphDiffusion.exact(of: adjacency, kernel, keeping: .threshold(0.01))
    for row in 0..<53 {
      let values = all.entries(inRow: row).map { all.values[$0] }
      let kept = largest.entries(inRow: row).map { largest.values[$0] }
      #expect(kept.sorted() == Array(values.sorted(by: >).prefix(4)).sorted())
      let high = above.entries(inRow: row).map { above.values[$0] }
      #expect(high == values.filter { $0 >= 0.01 })
      for slot in largest.entries(inRow: row) {
        #expect(largest.values[slot] == all[row, Int(largest.columnIndices[slot])])
      }
    }
    #expect(above.nonzeroCount < all.nonzeroCount)
  }

  @Test func `of equal entries the lower node is kept`() throws {
    let found = try GraphDiffusion.exact(
      of: Graphs.star(6).adjacency, .pageRank(teleport: 0.5), keeping: .largest(3))
    #expect(found.entries(inRow: 0).map { found.columnIndices[$0] } == [0, 1, 2])
  }

  @Test func `bits do not depend on the number of workers`() throws {
    let adjacency = try Graphs.random(777, weighted: true).adjacency
    for kernel in [DiffusionKernel.pageRank(teleport: 0.2), .heat(time: 2)] {
      let exact = try Graphs.onOneTwoThreeWorkers {
        try GraphDiffusion.exact(of: adjacency, kernel, keeping: .largest(9))
      }
      #expect(exact[0] == exact[1] && exact[0] == exact[2])
      let pushed = try Graphs.onOneTwoThreeWorkers {
        try GraphDiffusion.approximate(of: adjacency, kernel, tolerance: 1e-4)
      }
      #expect(pushed[0] == pushed[1] && pushed[0] == pushed[2])
    }
  }

  @Test func `an isolated node and an empty graph are no trouble`() throws {
    let lonely = try Graph(nodeCount: 1, edges: []).adjacency
    #expect(
      try GraphDiffusion.exact(of: lonely, .pageRank(teleport: 0.25)).dense().values == [0.25])
    #expect(
      try GraphDiffusion.approximate(of: lonely, .pageRank(teleport: 0.25), tolerance: 0.1).dense()
        .values == [0.25])
    let empty = try Graph(nodeCount: 0, edges: []).adjacency
    #expect(try GraphDiffusion.exact(of: empty, .heat(time: 1)).rows == 0)
  }

  @Test func `parameters outside their range are refused`() throws {
    let adjacency = try Graphs.path(3).adjacency
    for kernel in [
      DiffusionKernel.pageRank(teleport: 0), .pageRank(teleport: 1.5), .pageRank(teleport: .nan),
      .heat(time: -1), .heat(time: .infinity),
    ] {
      #expect(throws: GraphError.self) { try GraphDiffusion.exact(of: adjacency, kernel) }
    }
    for kept in [Sparsification.threshold(0), .threshold(.nan), .largest(0)] {
      #expect(throws: GraphError.self) {
        try GraphDiffusion.exact(of: adjacency, .heat(time: 1), keeping: kept)
      }
    }
    for tolerance in [0, -1, Double.nan, .infinity] {
      #expect(throws: GraphError.self) {
        try GraphDiffusion.approximate(of: adjacency, .heat(time: 1), tolerance: tolerance)
      }
    }
  }
}
