import Autodiff
import Geometry
import Models
import Numerics

/// Small learnable problems.
enum TrainingCases {
  /// Images of 7 × 5 pixels with one bright row or one bright column, and noise.
  static func bars(count: Int, seed: UInt64) throws -> (Tensor<Float>, Labels) {
    var stream = RandomStream(seed: seed, "bars")
    var scalars: [Float] = []
    var classes: [Int32] = []
    for item in 0..<count {
      let isRow = item % 2 == 0
      let place = stream.below(isRow ? 7 : 5)
      for row in 0..<7 {
        for column in 0..<5 {
          let isBright = isRow ? row == place : column == place
          scalars.append(Float((isBright ? 1 : 0) + 0.2 * stream.normal()))
        }
      }
      classes.append(isRow ? 0 : 1)
    }
    return (
      Tensor(shape: [count, 7, 5, 1], scalars),
      try Labels(classes: classes, classNames: ["row", "column"])
    )
  }

  static func barsTrainer(
    blocks: ModelValue = [
      ["linear": ["channels": 7, "size": 3]], "norm", "relu", ["dropout": 0.1], "pool",
      ["linear": 9], "relu", "readout", ["linear": "classes"],
    ], _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    let (images, labels) = try bars(count: 151, seed: 2)
    let split = try fifths(labels)
    let description = try ModelDescription([
      "domain": "grid", "symmetry": "translation", "inputs": ["images": "scalar"],
      "blocks": blocks,
    ])
    let input = try ModelInput(.dense(images), for: description)
    var options = TrainingOptions()
    options.epochs = 12
    options.batchSize = 17
    options.seed = 5
    change(&options)
    return try trainer(description, input, labels, split, options)
  }

  /// Two communities of 15 and 18 nodes in a random graph, identity features, three labels each.
  static func communitiesTrainer(
    dropout: Double = 0.3, weightDecay: Double = 0.0005,
    _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    var stream = RandomStream(seed: 8, "communities")
    let classes = (0..<33).map { Int32($0 < 15 ? 0 : 1) }
    var triplets: [(row: Int, column: Int, value: Double)] = []
    for i in 0..<33 {
      for j in 0..<i where stream.uniform() < (classes[i] == classes[j] ? 0.4 : 0.04) {
        triplets += [(i, j, 1), (j, i, 1)]
      }
    }
    let adjacency = try SparseMatrix<Double>(rows: 33, columns: 33, triplets: triplets)
    let labels = try Labels(classes: classes, classNames: ["left", "right"])
    let split = try Split.balanced(
      labels: labels, trainPerClass: 3, validation: 7, test: nil, seed: 3)
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
      "blocks": [
        ["dropout": .number(dropout)],
        ["linear": ["channels": 8, "weight_decay": .number(weightDecay)]], "relu",
        ["linear": "classes"],
      ],
    ])
    let input = try ModelInput(
      .sparse(SparseMatrix.identity(33)), for: description,
      operators: [DomainOperator(name: "a", kind: .adjacency, matrix: adjacency)])
    var options = TrainingOptions()
    options.epochs = 60
    options.learningRate = 0.02
    change(&options)
    return try trainer(description, input, labels, split, options)
  }

  /// A ring of 2,011 nodes with chords, neighbouring pairs being clusters, in classes that follow the features' first channel.
  static func ringTrainer(
    blocks: ModelValue, _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    var stream = RandomStream(seed: 3, "ring")
    let count = 2011
    func ring(_ count: Int, chord: Int) throws -> SparseMatrix<Double> {
      try SparseMatrix(
        rows: count, columns: count,
        triplets: (0..<count).flatMap { node in
          [1, chord].flatMap { hop in
            [(node, (node + hop) % count, 1.0), ((node + hop) % count, node, 1.0)]
          }
        })
    }
    let prolongation = try SparseMatrix<Double>(
      rows: count, columns: 1006, triplets: (0..<count).map { ($0, $0 / 2, 1) })
    let features = (0..<count * 19).map { _ in Float(stream.normal()) }
    let labels = try Labels(
      classes: (0..<count).map { features[$0 * 19] > 0 ? 1 : 0 }, classNames: ["low", "high"])
    let split = try Split.stratified(
      labels: labels, train: 0.5, validation: 0.2, test: 0.3, seed: 3)
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
      "blocks": blocks,
    ])
    let input = try ModelInput(
      .dense(Tensor(shape: [count, 19], features)), for: description,
      operators: [
        DomainOperator(
          name: "levels",
          hierarchy: try Hierarchy(
            operators: [ring(count, chord: 7), ring(1006, chord: 5)], prolongations: [prolongation])
        )
      ])
    var options = TrainingOptions()
    options.seed = 5
    change(&options)
    return try trainer(description, input, labels, split, options)
  }

  /// The training of a fresh model on labelled data, the labels of test items hidden.
  static func trainer(
    _ description: ModelDescription, _ input: ModelInput, _ labels: Labels, _ split: Split,
    _ options: TrainingOptions
  ) throws -> Trainer {
    try trainer(description, input, .classes(labels.hiding(split.test)), split, options)
  }

  /// The training of a fresh model on data whose targets of test items are hidden.
  static func trainer(
    _ description: ModelDescription, _ input: ModelInput, _ targets: Targets, _ split: Split,
    _ options: TrainingOptions
  ) throws -> Trainer {
    let model = try Model(
      description, signature: InputSignature(of: input, targets: targets, for: description),
      operators: input.operators.map(\.signature), seed: options.seed)
    return try Trainer(
      model, data: TrainingData(input: input, targets: targets, split: split), options: options)
  }

  /// Three fifths of the items for training and one each for validation and test.
  static func fifths(_ labels: Labels) throws -> Split {
    try .stratified(labels: labels, train: 0.6, validation: 0.2, test: 0.2, seed: 1)
  }
}
