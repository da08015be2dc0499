import Autodiff
import Models
import Numerics

/// Trainings on sets and sequences of different sizes.
enum ItemTrainings {
  /// 61 items of 0 to 40 points in 19 channels; a class for each item, or for each point where the blocks end on points.
  static func trainer(
    _ domain: Domain, blocks: ModelValue, symmetry: Symmetry? = nil, isWhole: Bool = true,
    _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    var stream = RandomStream(seed: 4, "items")
    let lengths = (0..<61).map { $0 == 7 ? 0 : 1 + stream.below(40) }
    let offsets = RaggedCases.offsets(lengths)
    let points = offsets[lengths.count]
    let values = (0..<points * 19).map { _ in Float(stream.normal()) }
    let count = isWhole ? lengths.count : points
    let classes = (0..<count).map { values[(isWhole ? min(points - 1, offsets[$0]) : $0) * 19] > 0 }
    let labels = try Labels(classes: classes.map { $0 ? 1 : 0 }, classNames: ["low", "high"])
    let split = try TrainingCases.fifths(labels)
    let description = try ModelDescription([
      "domain": .string(domain.rawValue),
      "symmetry": .string((symmetry ?? domain.symmetries[0]).rawValue),
      "inputs": ["x": "scalar"], "blocks": blocks,
    ])
    let input = try ModelInput(
      .dense(Tensor(shape: [points, 19], values)), for: description,
      offsets: ItemOffsets(levels: [offsets]))
    var options = TrainingOptions()
    options.batchSize = 41
    options.epochs = 2
    options.seed = 5
    change(&options)
    return try TrainingCases.trainer(description, input, labels, split, options)
  }
}
