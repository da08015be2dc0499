internal import Autodiff
internal import Models

/// The step of ``TransformerJob`` through a declared model and the library's trainer.
struct DeclaredTransformerJob: LearningJob {
  private var model: DeclaredModel

  init(_ folder: BenchFolder) throws {
    let (x, y) = (try folder.tensor("x"), try folder.tensor("y"))
    let layers = Int(try folder.indices("layers")[0])
    let rate = Double(try folder.tensor("rate").scalars[0])
    var parameters = [
      "blocks.1.dense.weight": try folder.tensor("head_w"),
      "blocks.1.dense.bias": try folder.tensor("head_b"),
    ]
    for layer in 0..<layers {
      for (ours, theirs) in [
        ("attention", "in_w"), ("attention_bias", "in_b"), ("output", "out_w"),
        ("output_bias", "out_b"), ("norm1_scale", "norm1_w"), ("norm1_shift", "norm1_b"),
        ("up", "up_w"), ("up_bias", "up_b"), ("down", "down_w"), ("down_bias", "down_b"),
        ("norm2_scale", "norm2_w"), ("norm2_shift", "norm2_b"),
      ] {
        parameters["blocks.0.transformer.layer\(layer).\(ours)"] = try folder.tensor(
          "layer\(layer)_\(theirs)")
      }
    }
    var options = TrainingOptions()
    options.learningRate = 1e-3
    options.batchSize = Int(Int32.max)
    model = try DeclaredModel(
      domain: "set", symmetry: "permutation",
      blocks: [
        [
          "transformer": [
            "heads": 4, "hidden": 512, "layers": .integer(layers), "norm": "post",
            "dropout": .number(rate),
          ]
        ], ["dense": "targets"],
      ], x: x, targets: y.reshaped(to: [y.shape[0] * y.shape[1], y.shape[2]]),
      parameters: parameters, options: options)
  }

  mutating func run() throws -> Double { try model.step() }
}
