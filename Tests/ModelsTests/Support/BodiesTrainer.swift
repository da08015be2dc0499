import Autodiff
import Models
import Numerics

extension TrainingCases {
  /// Bodies that fly straight on, five an item: the positions a time later are to be predicted.
  static func bodiesTrainer(
    domain: ModelValue = "geometric_graph", symmetry: ModelValue = "euclidean",
    inputs: ModelValue = [
      "charges": "scalar", "positions": "position", "velocities": ["o3": [1]],
    ], blocks: ModelValue, _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    let (count, points) = (70, 5)
    var stream = RandomStream(seed: 4, "bodies")
    func drawn(_ width: Int) -> Tensor<Float> {
      Tensor(
        shape: [count, points, width],
        (0..<count * points * width).map { _ in Float(stream.normal()) })
    }
    let fields = ["charges": drawn(1), "positions": drawn(3), "velocities": drawn(3)]
    let later = zip(
      fields["positions"]?.scalars ?? [], fields["velocities"]?.scalars ?? []
    ).map { $0 + 0.5 * $1 }
    let description = try ModelDescription([
      "domain": domain, "symmetry": symmetry, "inputs": inputs, "blocks": blocks,
    ])
    let input = ModelInput(fields: fields.mapValues { .dense($0) })
    let targets = Targets.values(
      try TargetValues(.dense(Tensor(shape: [count, points, 3], later))))
    let split = try Split(train: Array(0..<50), validation: Array(50..<70), test: [])
    var options = TrainingOptions()
    options.seed = 5
    options.batchSize = 20
    options.monitor = .loss
    options.learningRate = 0.005
    change(&options)
    return try trainer(description, input, targets, split, options)
  }
}
