import Artifacts
import Foundation
import Models
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct GraphCollectionTests {
  /// Rings and stars of 3 to 9 nodes as files of a TU data set.
  private func load(_ trial: Trial, count: Int = 60) throws -> [String: ArtifactReference] {
    var stream = RandomStream(seed: 4, "collection")
    var edges = "", indicator = "", labels = ""
    var first = 1
    for graph in 1...count {
      let size = 3 + stream.below(7)
      let ends =
        graph % 2 == 0 ? (0..<size).map { ($0, ($0 + 1) % size) } : (1..<size).map { (0, $0) }
      for (a, b) in ends { edges += "\(first + a), \(first + b)\n\(first + b), \(first + a)\n" }
      indicator += String(repeating: "\(graph)\n", count: size)
      labels += graph % 2 == 0 ? "1\n" : "-1\n"
      first += size
    }
    return try trial.run(
      "load.tudataset", [:],
      [
        "files": trial.file("T_A.txt", edges) + trial.file("T_graph_indicator.txt", indicator)
          + trial.file("T_graph_labels.txt", labels)
      ])
  }

  /// What `evaluate` says of a trained model by the classes or numbers of the test items.
  private func metrics(
    _ trial: Trial, _ trained: [String: [StageTrial.Input]], _ parts: [String: ArtifactReference]
  ) throws -> Metrics {
    var inputs = trained
    inputs["split"] = try artifact(parts["split"])
    for (port, part) in [("labels", "test"), ("targets", "test_targets")] {
      if let hidden = parts[part] { inputs[port] = try artifact(hidden) }
    }
    return try trial.read(Metrics.self, trial.run("evaluate", [:], inputs)["metrics"])
  }

  private static let model: ParameterValue = [
    "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
    "blocks": [
      ["linear": 8], "relu", ["linear": 8], "relu", ["readout": "mean"], ["linear": "classes"],
    ],
  ]

  @Test
  func `graphs without features are told apart by their shape, from the files to the metrics`()
    throws
  {
    let trial = try Trial()
    let loaded = try load(trial)
    let graphs = ["graphs": try artifact(loaded["graphs"])]
    let parts = try trial.run("split", [:], ["labels": artifact(loaded["labels"])], seed: 1)
    let model = try trial.run(
      "train",
      [
        "model": Self.model, "epochs": 40, "batch_size": 8, "learning_rate": 0.02,
        "schedule": ["cosine": ["minimum": 0.001]], "warmup": 2,
      ],
      graphs.merging([
        "labels": artifact(parts["training"]), "split": artifact(parts["split"]),
      ]) { $1 }, seed: 1)
    let trained = graphs.merging(["model": try artifact(model["model"])]) { $1 }
    let metrics = try metrics(trial, trained, parts)
    #expect(try #require(metrics["accuracy"]) > 0.9)
    let predicted = try trial.read(
      NumberArray.self, trial.run("predict", [:], trained)["probabilities"])
    #expect(predicted.shape == [60, 2])
    let history = try trial.read(Table.self, model["history"])
    guard case .numbers(let rates)? = history["learning_rate"] else {
      throw TrialError(description: "no learning rates")
    }
    #expect(rates.count == 40 && abs((rates.max() ?? 0) - 0.02) < 1e-9 && rates[39] < 0.0015)
  }

  @Test func `signals of one domain and many graphs at once are refused, and so are neither`()
    throws
  {
    let trial = try Trial()
    let loaded = try load(trial, count: 6)
    let parts = try trial.run("split", [:], ["labels": artifact(loaded["labels"])])
    let training = [
      "labels": try artifact(parts["training"]), "split": try artifact(parts["split"]),
    ]
    let both = try training.merging([
      "graphs": artifact(loaded["graphs"]),
      "features": artifact(trial.store(NumberArray([1.0, 2], shape: [2, 1]))),
    ]) { $1 }
    #expect(try trial.failure("train", ["model": Self.model], both).contains("of its own"))
    #expect(try trial.failure("train", ["model": Self.model], training).contains("no signals"))
    let unlabelled = try [
      "graphs": artifact(loaded["graphs"]), "split": artifact(parts["split"]),
    ]
    #expect(
      try trial.failure("train", ["model": Self.model], unlabelled).contains("neither classes"))
  }

  @Test(
    arguments: [
      (["schedule": ["cosin": 0.1]], "did you mean 'cosine'"),
      (["schedule": ["step": ["every": 0]]], "from 1 to 1000000"),
      (["loss": ["huber": ["dleta": 1]]], "did you mean 'delta'"),
      (["optimizer": "adam", "momentum": 0.5], "means nothing to adam"),
      (["warmup": 300], "leave none"),
    ] as [(ParameterValue, String)])
  func `mistakes in training options are found before anything runs`(
    options: ParameterValue, wanted: String
  ) throws {
    let club = try GraphTask()
    let message = try club.trial.failure("train", GraphTask.parameters(options), club.training())
    #expect(message.contains(wanted), "\(message)")
  }

  @Test func `numbers of images are learned, predicted and measured`() throws {
    let trial = try Trial()
    var stream = RandomStream(seed: 7, "images")
    let values = (0..<50 * 12).map { _ in Float(stream.normal()) }
    let means = (0..<50).map { item in
      values[item * 12..<(item + 1) * 12].reduce(0, +) / 12
    }
    let features = [
      "features": try artifact(trial.store(NumberArray(values, shape: [50, 4, 3, 1])))
    ]
    let targets = ["targets": try artifact(trial.store(NumberArray(means, shape: [50])))]
    let parts = try trial.run("split", [:], targets, seed: 2)
    let shown = try trial.read(NumberArray.self, parts["training_targets"]).doubles
    let hidden = try trial.read(NumberArray.self, parts["test_targets"]).doubles
    for item in 0..<50 { #expect(shown[item].isNaN != hidden[item].isNaN) }
    let model = try trial.run(
      "train",
      [
        "model": [
          "domain": "grid", "symmetry": "translation", "inputs": ["images": "scalar"],
          "blocks": ["readout", ["linear": "targets"]],
        ], "optimizer": "lbfgs", "learning_rate": 1, "epochs": 10, "loss": ["huber": 0.5],
      ],
      features.merging([
        "targets": artifact(parts["training_targets"]), "split": artifact(parts["split"]),
      ]) { $1 }, seed: 2)
    let trained = features.merging(["model": try artifact(model["model"])]) { $1 }
    let metrics = try metrics(trial, trained, parts)
    #expect(try #require(metrics["r2"]) > 0.99 && #require(metrics["mae"]) < 0.01)
    let predicted = try trial.read(
      NumberArray.self, trial.run("predict", ["predicts": "numbers"], trained)["values"]
    ).doubles
    #expect(predicted.count == 50)
    for item in 0..<50 { #expect(abs(predicted[item] - Double(means[item])) < 0.05) }
    #expect(try trial.failure("predict", [:], trained).contains("numbers"))
  }

  @Test func `numbers learned by binary cross-entropy are predicted as probabilities`() throws {
    let trial = try Trial()
    var stream = RandomStream(seed: 8, "images")
    let values = (0..<80 * 4).map { _ in Float(stream.normal()) }
    // σ(mean of the pixels), which readout and one affine map can express.
    let shares = (0..<80).map { item in
      1 / (1 + exp(Double(-values[item * 4..<(item + 1) * 4].reduce(0, +) / 4)))
    }
    let features = [
      "features": try artifact(trial.store(NumberArray(values, shape: [80, 2, 2, 1])))
    ]
    let targets = ["targets": try artifact(trial.store(NumberArray(shares, shape: [80])))]
    let parts = try trial.run("split", [:], targets, seed: 2)
    let model = try trial.run(
      "train",
      [
        "model": [
          "domain": "grid", "symmetry": "translation", "inputs": ["images": "scalar"],
          "blocks": ["readout", ["linear": "targets"]],
        ], "optimizer": "lbfgs", "learning_rate": 1, "epochs": 20, "loss": "binary_cross_entropy",
      ],
      features.merging([
        "targets": artifact(parts["training_targets"]), "split": artifact(parts["split"]),
      ]) { $1 }, seed: 2)
    let trained = features.merging(["model": try artifact(model["model"])]) { $1 }
    let predicted = try trial.read(
      NumberArray.self, trial.run("predict", ["predicts": "numbers"], trained)["values"]
    ).doubles
    for (found, wanted) in zip(predicted, shares) { #expect(abs(found - wanted) < 0.01) }
    let metrics = try metrics(trial, trained, parts)
    #expect(try #require(metrics["r2"]) > 0.99)
    // A model keeps in its file what its numbers are.
    let file = try trial.run(
      "export", ["format": "safetensors"], ["artifact": artifact(model["model"])])
    let loaded = try trial.run(
      "load.model", [:], ["parameters": artifact(file["file"], name: "m.safetensors")])
    #expect(loaded["model"]?.digest == model["model"]?.digest)
  }
}
