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
    case "gat", "gatv2":
      let layer = ["channels": 5, "heads": 3, "dropout": 0.2] as ModelValue
      return (.graph, [.map([.init(name, layer)]), "elu", ["linear": "classes"]])
    case "chebyshev": return (.graph, [["chebyshev": 13], "relu", ["chebyshev": "classes"]])
    case "gin", "mpnn":
      return (.graph, [.map([.init(name, 21)]), "relu", ["linear": "classes"]])
    case "edgeconv":
      return (
        .graph, [["edgeconv": ["channels": 9, "neighbours": 6]], ["linear": "classes"]]
      )
    case "egnn", "take":
      let layers = ["channels": 19, "layers": 2, "velocities": "velocities"] as ModelValue
      return (.geometricGraph, [["egnn": layers], ["take": "positions"]])
    case "topk":
      return (
        .graph, [["linear": 23], ["topk": 0.4], ["linear": 11], "unpool", ["linear": "classes"]]
      )
    case "jumping":
      return (.graph, [["jumping": ["blocks": [["gcn": 9], "relu"]]], ["linear": "classes"]])
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
    case "deepset", "globalconcat", "signflip":
      return (
        .set,
        [
          ["dense": 33], block == "deepset" ? ["deepset": 23] : block, "readout",
          ["dense": "classes"],
        ]
      )
    case "transform":
      return (
        .set,
        [["transform": [["dense": 33], ["readout": "max"]]], "readout", ["dense": "classes"]]
      )
    case "transformer":
      return (
        .set,
        [
          ["dense": 36], ["transformer": ["layers": 2, "dropout": 0.1]], "readout",
          ["dense": "classes"],
        ]
      )
    case "rnn", "gru", "lstm", "leakyrnn", "last":
      let cell = block == "last" ? "gru" : name
      return (
        .sequence,
        [
          [cell: ["channels": 21, "layers": 2, "bidirectional": true]], "last",
          ["dense": "classes"],
        ]
      )
    case "gaugeconv", "regularrelu":
      return (
        .mesh,
        [
          ["gaugeconv": ["channels": 11, "orders": [0, 1, 2], "radial": 2, "radius": 1.6]],
          "regularrelu", ["gaugeconv": "classes"],
        ]
      )
    case "diffusion":
      return (.mesh, [["dense": 33], ["diffusion": ["dropout": 0.2]], ["dense": "classes"]])
    case "heat": return (.mesh, [["heat": 33], "relu", ["heat": "classes"]])
    case "monet":
      let layer: ModelValue = ["channels": 17, "coordinates": "distance", "radius": 1.6]
      return (.mesh, [["monet": layer], "relu", ["dense": "classes"]])
    case "geodesicconv":
      return (
        .mesh,
        [["geodesicconv": ["channels": 17, "radius": 1.6]], "relu", ["dense": "classes"]]
      )
    case "positions":
      return (
        .sequence, [["dense": 36], block, ["transformer": 2], "readout", ["dense": "classes"]]
      )
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
        switch domain {
        case .sphere,
          .grid where name.hasPrefix("group"):
          try TrainingCases.turnedTrainer(on: domain, blocks: blocks)
        case .grid:
          try TrainingCases.barsTrainer(blocks: blocks) {
            $0.batchSize = 91
            $0.epochs = 2
          }
        case .set: try ItemTrainings.trainer(.set, blocks: blocks)
        case .sequence:
          try ItemTrainings.trainer(.sequence, blocks: blocks, symmetry: .translation)
        case .mesh: try TrainingCases.meshTrainer(blocks: blocks)
        case .geometricGraph: try TrainingCases.bodiesTrainer(blocks: blocks) { $0.epochs = 2 }
        default: try TrainingCases.ringTrainer(blocks: blocks) { $0.epochs = 2 }
        }
      results.append(
        try trainer.run().model.parameters.leaves.flatMap { $0.tensor.scalars.map(\.bitPattern) })
    }
    #expect(results[0] == results[1] && results[0] == results[2])
    #expect(!results[0].isEmpty)
  }
}
