import Autodiff
import Geometry
import Models
import Numerics

/// Small graphs of different sizes, and trainings on them.
enum GraphCollections {
  static let description: ModelValue = [
    "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
    "blocks": [
      ["linear": 8], "relu", ["linear": 8], "relu", "readout", ["linear": "classes"],
    ],
  ]

  /// Rings (class 0) and stars (class 1) of 3 to 11 nodes; features are 1 and noise.
  static func shapes(count: Int, seed: UInt64) throws -> [ModelInput] {
    var stream = RandomStream(seed: seed, "shapes")
    return try (0..<count).map { item in
      let size = 3 + stream.below(9)
      let edges =
        item % 2 == 0
        ? (0..<size).map { ($0, ($0 + 1) % size) } : (1..<size).map { (0, $0) }
      let adjacency = try SparseMatrix<Double>(
        rows: size, columns: size,
        triplets: edges.flatMap { [($0.0, $0.1, 1.0), ($0.1, $0.0, 1.0)] })
      let features = (0..<size).flatMap { _ in [Float(1), Float(stream.normal())] }
      return ModelInput(
        fields: ["x": .dense(Tensor(shape: [size, 2], features))],
        operators: [DomainOperator(name: "a", kind: .adjacency, matrix: adjacency)])
    }
  }

  /// Graphs of 6 to 10 nodes on two levels of a hierarchy, neighbouring pairs being clusters.
  static func hierarchical(count: Int, seed: UInt64) throws -> [ModelInput] {
    var stream = RandomStream(seed: seed, "hierarchies")
    return try (0..<count).map { _ in
      let half = 3 + stream.below(3)
      let ring = try ring(2 * half), coarse = try self.ring(half)
      let prolongation = try SparseMatrix<Double>(
        rows: 2 * half, columns: half, triplets: (0..<2 * half).map { ($0, $0 / 2, 1) })
      let features = (0..<4 * half).map { _ in Float(stream.normal()) }
      return ModelInput(
        fields: ["x": .dense(Tensor(shape: [2 * half, 2], features))],
        operators: [
          DomainOperator(
            name: "h",
            hierarchy: try Hierarchy(operators: [ring, coarse], prolongations: [prolongation]))
        ])
    }
  }

  private static func ring(_ size: Int) throws -> SparseMatrix<Double> {
    try SparseMatrix(
      rows: size, columns: size,
      triplets: (0..<size).flatMap { node in
        [(node, (node + 1) % size, 1.0), ((node + 1) % size, node, 1.0)]
      })
  }

  static func labels(_ count: Int) throws -> Labels {
    try Labels(classes: (0..<Int32(count)).map { $0 % 2 }, classNames: ["ring", "star"])
  }

  static func trainer(
    count: Int = 61, _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    let labels = try labels(count)
    let split = try TrainingCases.fifths(labels)
    let description = try ModelDescription(description)
    let input = try ModelInput.batched(shapes(count: count, seed: 2))
    var options = TrainingOptions()
    options.epochs = 15
    options.batchSize = 8
    options.learningRate = 0.02
    options.seed = 3
    change(&options)
    return try TrainingCases.trainer(description, input, labels, split, options)
  }
}
