internal import Autodiff
internal import Models
internal import Numerics

/// The job `gcn-cora` as a declared model.
struct GCNCoraModelJob: LearningJob {
  private let task: NodeTask
  private var step: ModelStep

  init(_ folder: BenchFolder) throws {
    let data = try GraphData(folder)
    task = data.task
    let prefixes = ["blocks.1.gcn", "blocks.4.gcn"]
    var parameters: [String: Tensor<Float>] = [:]
    for (index, prefix) in prefixes.enumerated() {
      parameters["\(prefix).weight"] = try folder.tensor("w\(index + 1)")
      parameters["\(prefix).bias"] = try folder.tensor("b\(index + 1)")
    }
    let (first, second) = (try folder.tensor("w1").shape, try folder.tensor("w2").shape)
    step = try ModelStep(
      [
        "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
        "blocks": [
          ["dropout": .number(data.task.rate)], ["gcn": .integer(first[1])], "relu",
          ["dropout": .number(data.task.rate)], ["gcn": .integer(second[1])],
        ],
      ], input: data.modelInput(folder, columns: first[0]), outputs: second[1],
      parameters: parameters, rate: 0.01, weightDecay: 5e-4)
  }

  mutating func run() throws -> Double { try step.run(task.loss) }
}

/// The job `gat-cora` as a declared model.
struct GATCoraModelJob: LearningJob {
  private let task: NodeTask
  private var step: ModelStep

  init(_ folder: BenchFolder) throws {
    let data = try GraphData(folder)
    task = data.task
    var parameters: [String: Tensor<Float>] = [:]
    for (index, prefix) in ["blocks.1.gat", "blocks.4.gat"].enumerated() {
      for (name, array) in [("weight", "w"), ("query", "query"), ("key", "key"), ("bias", "b")] {
        parameters["\(prefix).\(name)"] = try folder.tensor("\(array)\(index + 1)")
      }
    }
    let rate = ModelValue.number(data.task.rate)
    let columns = try folder.tensor("w1").shape[0]
    let (first, second) = (try folder.tensor("query1").shape, try folder.tensor("query2").shape)
    step = try ModelStep(
      [
        "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
        "blocks": [
          ["dropout": rate],
          [
            "gat": [
              "channels": .integer(first[1]), "heads": .integer(first[0]), "dropout": rate,
            ]
          ], "elu", ["dropout": rate],
          [
            "gat": [
              "channels": .integer(second[1]), "heads": .integer(second[0]), "dropout": rate,
            ]
          ],
        ],
      ], input: data.modelInput(folder, columns: columns), outputs: second[1],
      parameters: parameters, rate: 0.005, weightDecay: 5e-4)
  }

  mutating func run() throws -> Double { try step.run(task.loss) }
}

extension GraphData {
  /// Bags of words and the adjacency as a model is fed them.
  fileprivate func modelInput(_ folder: BenchFolder, columns: Int) throws -> ModelInput {
    let offsets = try folder.indices("offsets")
    let features = try SparseMatrix<Float>(
      rows: offsets.count - 1, columns: columns, rowOffsets: offsets,
      columnIndices: folder.indices("columns"), values: folder.tensor("values").scalars)
    return ModelInput(
      fields: ["features": .sparse(features)],
      operators: [
        DomainOperator(
          name: "a", kind: .adjacency, matrix: adjacency.converted(to: Double.self))
      ])
  }
}
