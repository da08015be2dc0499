import Artifacts
import Geometry
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MakeGraphTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func make(_ parameters: ParameterValue, seed: UInt64 = 0) throws -> (Graph, Labels) {
    let outputs = try trial.run("make.graph", parameters, seed: seed)
    return (
      try trial.read(Graph.self, outputs["graph"]), try trial.read(Labels.self, outputs["labels"])
    )
  }

  @Test func `the karate club has Zachary's members, friendships and factions`() throws {
    let (graph, labels) = try make(["model": "karate_club"])
    #expect((graph.nodeCount, graph.edgeCount) == (34, 78))
    // The instructor, and the club's officer.
    #expect((graph.degrees[0], graph.degrees[33]) == (16, 17))
    #expect(labels.classNames == ["Mr. Hi", "Officer"])
    #expect((labels.classes[0], labels.classes[33]) == (0, 1))
    #expect(labels.classes.count { $0 == 0 } == 17)
  }

  @Test func `edges that are certain are all there, those that cannot be are not`() throws {
    let (inside, labels) = try make(["sizes": [3, 4, 5], "within": 1, "between": 0])
    #expect(inside.edgeCount == 3 + 6 + 10)
    #expect(labels.classes == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    #expect(labels.classNames == ["block 0", "block 1", "block 2"])
    #expect(
      inside.edges.allSatisfy { labels.classes[Int($0.source)] == labels.classes[Int($0.target)] })
    let (across, _) = try make(["sizes": [3, 4, 5], "within": 0, "between": 1])
    #expect(across.edgeCount == 12 + 15 + 20)
    #expect(
      across.edges.allSatisfy { labels.classes[Int($0.source)] != labels.classes[Int($0.target)] })
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `edges are as frequent as their probabilities`(seed: UInt64) throws {
    let (graph, labels) = try make(
      ["sizes": [301, 200], "within": 0.1, "between": 0.02], seed: seed)
    let inside = graph.edges.count {
      labels.classes[Int($0.source)] == labels.classes[Int($0.target)]
    }
    // Five standard deviations of a binomial distribution.
    func isLikely(_ found: Int, _ pairs: Double, _ probability: Double) -> Bool {
      let deviation = (pairs * probability * (1 - probability)).squareRoot()
      return abs(Double(found) - pairs * probability) < 5 * deviation
    }
    #expect(isLikely(inside, 45_150 + 19_900, 0.1), "\(inside)")
    #expect(isLikely(graph.edgeCount - inside, 60_200, 0.02), "\(graph.edgeCount - inside)")
  }

  @Test func `the seed decides`() throws {
    let parameters: ParameterValue = ["sizes": [23, 31]]
    let first = try trial.run("make.graph", parameters, seed: 4)["graph"]?.digest
    let again = try trial.run("make.graph", parameters, seed: 4, threads: 2)["graph"]?.digest
    let other = try trial.run("make.graph", parameters, seed: 5)["graph"]?.digest
    #expect(first == again)
    #expect(first != other)
  }

  @Test(
    arguments: [
      (["model": "karate"], "'karate' is none of the choices"),
      (["sizes": [10, 0]], "0 is no whole number from 1"),
      (["within": 1.5], "1.5 is no number from 0 to 1"),
      (["between": -0.5], "-0.5 is no number from 0 to 1"),
      (["sizes": [10_000_000], "within": 1], "Split the graph"),
    ] as [(ParameterValue, String)])
  func `parameters that make no graph are refused`(
    parameters: ParameterValue, wanted: String
  ) throws {
    let message = try trial.failure("make.graph", parameters)
    #expect(message.contains(wanted), "\(message)")
  }
}
