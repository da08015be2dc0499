import Pipeline
import Store

/// A graph whose nodes have classes, with all that `train`, `predict` and `evaluate` are given.
///
/// Each has a store of its own: trials of one store would share the checkpoint of a slow training.
struct GraphTask {
  let trial: Trial
  /// The classes of all nodes.
  let labels: ArtifactReference?
  /// The outputs of `split`.
  let parts: [String: ArtifactReference]
  /// Features and operators, by port.
  let signals: [String: [StageTrial.Input]]

  /// Makes the graph that these parameters of `make.graph` ask for.
  init(_ parameters: ParameterValue = ["model": "karate_club"]) throws {
    let trial = try Trial()
    let made = try trial.run("make.graph", parameters)
    let graph = ["graph": try artifact(made["graph"])]
    self.trial = trial
    labels = made["labels"]
    parts = try trial.run(
      "split", ["train": 0.4, "validation": 0.2], ["labels": artifact(made["labels"])])
    signals = [
      "features": try artifact(trial.run("graph.features", [:], graph)["features"]),
      "operators": try artifact(trial.run("graph.operator", [:], graph)["operator"]),
    ]
  }

  /// The inputs of `train`.
  func training() throws -> [String: [StageTrial.Input]] {
    try signals.merging([
      "labels": artifact(parts["training"]), "split": artifact(parts["split"]),
    ]) { $1 }
  }

  /// The inputs of `predict`, and of `evaluate` but for the labels.
  func using(_ model: ArtifactReference?) throws -> [String: [StageTrial.Input]] {
    try signals.merging(["model": artifact(model)]) { $1 }
  }

  /// The outputs of `train` for two graph convolutions.
  func train(
    _ options: ParameterValue = ["epochs": 100, "learning_rate": 0.02], seed: UInt64 = 3
  ) throws -> [String: ArtifactReference] {
    try trial.run("train", Self.parameters(options), training(), seed: seed)
  }

  /// The options as parameters of `train`, with two graph convolutions where they name no model.
  static func parameters(_ options: ParameterValue) -> ParameterValue {
    var parameters = options.mapValue ?? ParameterMap()
    if parameters["model"] == nil { parameters["model"] = model }
    return .map(parameters)
  }

  private static let model: ParameterValue = [
    "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
    "blocks": [
      ["linear": ["channels": 8]], "relu", ["linear": ["channels": "classes"]],
    ],
  ]
}
