import Autodiff
import Models
import Numerics

extension TrainingCases {
  /// Images or fields over the sphere of 6 × 6 points, bright above or below, under the symmetry that turns them.
  static func turnedTrainer(on domain: Domain, blocks: ModelValue) throws -> Trainer {
    var stream = RandomStream(seed: 3, "turned")
    let count = 61
    var scalars: [Float] = []
    for item in 0..<count {
      for cell in 0..<36 {
        let isBright = (cell < 18) == (item % 2 == 0)
        scalars.append(Float((isBright ? 1 : 0) + 0.2 * stream.normal()))
      }
    }
    let labels = try Labels(
      classes: (0..<count).map { Int32($0 % 2) }, classNames: ["above", "below"])
    let split = try fifths(labels)
    let description = try ModelDescription([
      "domain": .string(domain.rawValue), "symmetry": domain == .sphere ? "so3" : "p4",
      "inputs": ["images": "scalar"], "blocks": blocks,
    ])
    let input = try ModelInput(
      .dense(Tensor(shape: [count, 6, 6, 1], scalars)), for: description)
    var options = TrainingOptions()
    options.epochs = 2
    options.batchSize = 17
    options.seed = 5
    return try trainer(description, input, labels, split, options)
  }
}
