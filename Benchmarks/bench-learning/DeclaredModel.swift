internal import Autodiff
internal import Models

/// A model declared in the model language and trained by the library's trainer, from parameters of the peers' side: one epoch
/// of one batch is a step.
struct DeclaredModel {
  private var trainer: Trainer

  /// - Parameters:
  ///   - domain: with its symmetry, as in a pipeline.
  ///   - parameters: the first value of every parameter by its path.
  ///   - rows: targets, one for each item or each point.
  init(
    domain: String, symmetry: String, blocks: ModelValue, x: Tensor<Float>, targets: Tensor<Float>,
    parameters: [String: Tensor<Float>], options: TrainingOptions
  ) throws {
    let description = try ModelDescription([
      "domain": .string(domain), "symmetry": .string(symmetry), "inputs": ["x": "scalar"],
      "blocks": blocks,
    ])
    let input = try ModelInput(.dense(x), for: description)
    let values = Targets.values(try TargetValues(.dense(targets)))
    let signature = try InputSignature(of: input, targets: values, for: description)
    let fresh = try Model(description, signature: signature, seed: 0)
    let known = Set(fresh.parameters.leaves.map(\.path))
    for path in parameters.keys where !known.contains(path) {
      throw BenchError(text: "the model has no parameter \(path); it has \(known.sorted())")
    }
    let model = try Model(
      description, signature: signature,
      parameters: ParameterTree(
        fresh.parameters.leaves.map { .init($0.path, parameters[$0.path] ?? $0.tensor) }))
    let items = (0..<Int32(values.count)).map { $0 }
    trainer = try Trainer(
      model,
      data: TrainingData(
        input: input, targets: values, split: Split(train: items, validation: [], test: [])),
      options: options)
  }

  /// A training step; gives the loss before it.
  mutating func step() throws -> Double { try trainer.advance().loss }
}
