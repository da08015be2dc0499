import Artifacts
import Geometry
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MakeCircularSkipLinksTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `by default they are the 150 graphs of the paper`() throws {
    let outputs = try trial.run("make.circular_skip_links", seed: 2)
    let graphs = try trial.read(GraphCollection.self, outputs["graphs"])
    let labels = try trial.read(Labels.self, outputs["labels"])
    #expect((graphs.count, graphs.nodeCount, graphs.edgeCount) == (150, 6_150, 12_300))
    #expect(labels.classNames == ["2", "3", "4", "5", "6", "9", "11", "12", "13", "16"])
    #expect((0..<10).allSatisfy { label in labels.classes.count { $0 == label } == 15 })
    let wanted = try GraphGenerators.circularSkipLinks(seed: 2)
    #expect(graphs == wanted.graphs)
    #expect(labels.classes == wanted.classes)
  }

  @Test func `the seed decides, and threads do not`() throws {
    let parameters: ParameterValue = ["nodes": 13, "skips": [2, 3], "copies": 4]
    func digest(_ seed: UInt64, _ threads: Int) throws -> Digest? {
      try trial.run("make.circular_skip_links", parameters, seed: seed, threads: threads)[
        "graphs"]?.digest
    }
    let first = try digest(4, 1)
    #expect(try first != nil && first == digest(4, 2))
    #expect(try first != digest(5, 1))
  }

  @Test(
    arguments: [
      (["nodes": 4], "4 is no whole number from 5"),
      (["skips": [2, 21]], "skips[1] is 21. Choose a whole number from 2 to 20"),
      (["skips": [2, 20]], "2 and 20 make the same graph of 41 nodes"),
      (["skips": []], "at least one skip"), (["copies": 0], "0 is no whole number from 1"),
    ] as [(ParameterValue, String)])
  func `graphs that are none, or the same, are refused`(
    parameters: ParameterValue, wanted: String
  ) throws {
    let message = try trial.failure("make.circular_skip_links", parameters)
    #expect(message.contains(wanted), "\(message)")
  }
}
