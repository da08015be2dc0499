import Autodiff
import Geometry
import Models
import Numerics
import Testing

@Suite("Every block of the catalogue", .serialized) struct BlockDeterminismTests {
  static let names = BlockCatalogue.standard.kinds.map(\.declaration.name)

  /// A model in which the block does its work; nil for a block that has no case here.
  private func model(of name: String) -> (domain: Domain, blocks: ModelValue)? {
    let block = ModelValue.string(name)
    switch name {
    case "gcn": return (.graph, [["gcn": 23], "relu", ["gcn": "classes"]])
    case "clusterpool", "unpool":
      return (
        .graph, [["linear": 23], "clusterpool", ["linear": 11], "unpool", ["linear": "classes"]]
      )
    case "conv", "readout":
      return (.grid, [["conv": 33], "relu", "readout", ["linear": "classes"]])
    case "groupconv", "grouppool":
      return (
        .grid, [["groupconv": 9], "norm", "relu", "grouppool", "readout", ["linear": "classes"]]
      )
    case "spherical", "so3conv", "integrate":
      let small: ModelValue = ["channels": 3, "bandwidth": 2, "spokes": 3]
      return (
        .sphere,
        [["spherical": small], "relu", ["so3conv": small], "integrate", ["linear": "classes"]]
      )
    case "dense": return (.grid, [["dense": 33], "relu", "readout", ["dense": "classes"]])
    case "scale": return (.grid, [["scale": 0.7], ["conv": 33], "readout", ["linear": "classes"]])
    case "nonlinearity":
      return (.grid, [["conv": 33], ["nonlinearity": "elu"], "readout", ["linear": "classes"]])
    case "residual":
      return (
        .grid,
        [["conv": 33], ["residual": [["conv": 33], "relu"]], "readout", ["linear": "classes"]]
      )
    case "maxpool", "avgpool", "batchnorm", "layernorm", "dropout":
      return (.grid, [["conv": 33], block, "readout", ["linear": "classes"]])
    default:
      // Functions of every value, which have nothing to set.
      guard
        let kind = BlockCatalogue.standard.kind(
          name, on: .grid, in: .grid, for: .translation),
        kind.declaration.options.isEmpty
      else { return nil }
      return (.grid, [["conv": 33], block, "readout", ["linear": "classes"]])
    }
  }

  @Test("trains to the same bits with one, two and three workers", arguments: names)
  func workers(name: String) throws {
    let (domain, blocks) = try #require(
      model(of: name), "\(name) has no case here; add a model that it works in")
    let before = Parallel.workers
    defer { Parallel.use(workers: before) }
    var results: [[UInt32]] = []
    for workers in 1...3 {
      Parallel.use(workers: workers)
      var trainer =
        try domain == .sphere || name.hasPrefix("group")
        ? TrainingCases.turnedTrainer(on: domain, blocks: blocks)
        : domain == .grid
          ? TrainingCases.barsTrainer(blocks: blocks) {
            $0.batchSize = 91
            $0.epochs = 2
          } : TrainingCases.ringTrainer(blocks: blocks) { $0.epochs = 2 }
      results.append(
        try trainer.run().model.parameters.leaves.flatMap { $0.tensor.scalars.map(\.bitPattern) })
    }
    #expect(results[0] == results[1] && results[0] == results[2])
    #expect(!results[0].isEmpty)
  }
}
