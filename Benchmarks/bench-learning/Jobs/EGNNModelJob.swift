internal import Autodiff
internal import Models

/// The job `egnn` as a declared model.
struct EGNNModelJob: LearningJob {
  private let target: Tensor<Float>
  private var step: ModelStep

  init(_ folder: BenchFolder) throws {
    target = try folder.tensor("target")
    // The declared model sees charges as scalars, too: their weights begin at 0, so that the first loss is the same.
    let embedding = try folder.tensor("embed")
    let width = embedding.shape[1]
    let prefix = "blocks.0.egnn."
    var parameters = [
      prefix + "embedding": Tensor(
        shape: [2, width], [Float](repeating: 0, count: width) + embedding.scalars),
      prefix + "embedding_bias": try folder.tensor("embed_b"),
    ]
    let names = [
      ("ends", "nodes"), ("edge", "pairs"), ("edge_bias", "e1_b"), ("message", "e2"),
      ("message_bias", "e2_b"), ("factor", "x1"), ("factor_bias", "x1_b"), ("step", "x2"),
      ("pace", "v1"), ("pace_bias", "v1_b"), ("pace_output", "v2"), ("pace_output_bias", "v2_b"),
      ("update", "h1"), ("update_bias", "h1_b"), ("update_output", "h2"),
      ("update_output_bias", "h2_b"),
    ]
    for layer in 0..<4 {
      for (name, array) in names {
        parameters["\(prefix)layer\(layer + 1)_\(name)"] = try folder.tensor("\(array)\(layer)")
      }
    }
    let positions = try folder.tensor("x")
    let (points, bodies) = (positions.shape[0], 5)
    let fields = [
      "charges": try folder.tensor("charges"), "positions": positions,
      "velocities": try folder.tensor("v"),
    ].mapValues { FieldData.dense($0.reshaped(to: [points / bodies, bodies, $0.count / points])) }
    step = try ModelStep(
      [
        "domain": "geometric_graph", "symmetry": "euclidean",
        "inputs": ["charges": "scalar", "positions": "position", "velocities": ["o3": [1]]],
        "blocks": [
          [
            "egnn": [
              "channels": .integer(width), "layers": 4, "velocities": "velocities",
              "products": true, "distances": true,
            ]
          ], ["take": "positions"],
        ],
      ], input: ModelInput(fields: fields), outputs: 3, parameters: parameters, rate: 5e-4,
      weightDecay: 1e-12)
  }

  mutating func run() throws -> Double {
    try step.run { [target] in $0.squaredError(to: $0.tape.constant(target)) }
  }
}
