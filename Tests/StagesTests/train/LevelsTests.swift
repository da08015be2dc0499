import Artifacts
import Models
import Pipeline
import Store
import TestSupport
import Testing

/// Networks that pool on gathered surfaces, whose coarse levels have operators of their own: `basis@1`.
@Suite struct LevelsTests {
  private let trial: Trial
  private let parts: [String: ArtifactReference]
  private let signals: [StageTrial.Input]
  private let operators: [StageTrial.Input]

  /// Six surfaces of two classes, each with what isometry and gauge networks take on two levels.
  init() throws {
    let trial = try Trial()
    var labels: [StageTrial.Input] = []
    var signals: [StageTrial.Input] = []
    var operators: [StageTrial.Input] = []
    for (item, index) in [0, 1, 20, 21, 40, 41].enumerated() {
      let shape = try trial.run(
        "make.parametric_shape", ["index": .integer(index), "vertices": 300])
      let coarse = try trial.run(
        "mesh.coarsen", ["levels": 1, "ratio": 0.3], ["mesh": artifact(shape["mesh"])])
      labels += try artifact(shape["label"], name: "\(item)")
      operators += try artifact(coarse["hierarchy"], name: "levels/\(item)")
      for (level, mesh) in [("", shape["mesh"]), ("@1", coarse["mesh"])] {
        let surface = ["mesh": try artifact(mesh)]
        let laplacian = try trial.run("mesh.laplacian", [:], surface)
        let mass = laplacian["mass"]
        let basis = try trial.run(
          "operator.eigenbasis", ["count": 12],
          ["stiffness": artifact(laplacian["stiffness"]), "mass": artifact(mass)])["basis"]
        let patches = try trial.run("mesh.patches", ["radius": 1.5], surface)
        if level.isEmpty {
          let signature = try trial.run(
            "spectral.descriptors", ["count": 6], ["basis": artifact(basis)])
          signals += try artifact(signature["descriptors"], name: "\(item)")
        }
        for (name, found) in [
          ("basis", basis), ("mass", mass), ("distance", patches["distance"]),
          ("angle", patches["angle"]), ("transport", patches["transport"]),
        ] {
          operators += try artifact(found, name: "\(name)\(level)/\(item)")
        }
      }
    }
    self.trial = trial
    self.signals = signals
    self.operators = operators
    parts = try trial.run("split", ["train": 0.67, "validation": 0], ["labels": labels])
  }

  private func parameters(_ symmetry: String) -> ParameterValue {
    [
      "model": [
        "domain": "mesh", "symmetry": .string(symmetry), "inputs": ["signal": "scalar"],
        "blocks": [
          ["linear": 6], "relu", "pool", ["linear": 5], "relu", "readout", ["linear": "classes"],
        ],
      ],
      "epochs": 2, "batch_size": 2,
    ]
  }

  private func inputs(_ operators: [StageTrial.Input]) throws -> [String: [StageTrial.Input]] {
    try [
      "features": signals, "operators": operators, "labels": artifact(parts["training"]),
      "split": artifact(parts["split"]),
    ]
  }

  /// The operators but those of a name, with others in their place.
  private func operators(
    without name: String, adding others: [StageTrial.Input] = []
  ) -> [StageTrial.Input] {
    operators.filter { input in
      guard case .artifact(_, let own) = input else { return true }
      return !own.hasPrefix("\(name)/")
    } + others
  }

  @Test(arguments: ["isometry", "gauge"])
  func `a network of two levels is trained, measured, asked, audited and read back`(
    symmetry: String
  ) throws {
    let training = try inputs(operators)
    let model = try trial.run("train", parameters(symmetry), training, seed: 1)["model"]
    let using = [
      "model": try artifact(model), "features": signals, "operators": operators,
    ]
    let measured = try trial.read(
      Metrics.self,
      trial.run(
        "evaluate", [:], using.merging(["labels": artifact(parts["training"])]) { $1 })["metrics"])
    #expect(measured["items"] == 4)
    let probabilities = try trial.run("predict", [:], using)["probabilities"]
    #expect(try trial.read(NumberArray.self, probabilities).shape == [6, 20])
    let audit = try trial.run("audit", ["max": 1e-4, "items": 3], using)
    let errors = try trial.read(Table.self, audit["errors"])
    guard case .texts(let elements)? = errors["element"],
      case .texts(let blocks)? = errors["block"]
    else { throw TrialError(description: "no elements") }
    for (element, block) in zip(elements, blocks) where block != "deformations" {
      #expect(element.contains("on each of 2 levels"), "\(block)")
    }
    #expect(blocks.last == "deformations", "coarse operators are not deformed")
    // What a model is does not speak of operators: a file of its parameters is the same model.
    let file = try trial.run("export", ["format": "safetensors"], ["artifact": artifact(model)])
    let loaded = try trial.run(
      "load.model", [:], ["parameters": artifact(file["file"], name: "model.safetensors")])
    #expect(try #require(loaded["model"]).digest == #require(model).digest)
  }

  @Test func `what a level lacks is named before anything is computed`() throws {
    let model = parameters("isometry")
    let message = try trial.failure("train", model, inputs(operators(without: "basis@1")))
    #expect(
      message.contains("needs an operator of kind eigenbasis on level 1 for its basis")
        && message.contains("add that of level 1 as basis@1"), "\(message)")
    let massless = try trial.failure("train", model, inputs(operators(without: "mass@1")))
    #expect(
      massless.contains("'basis@1', which has no mass of its level connected"), "\(massless)")
  }

  @Test func `names that state no level, or one that nothing leads to, are refused`() throws {
    let model = parameters("isometry")
    let hierarchy = try #require(
      operators.compactMap { input -> ArtifactReference? in
        guard case .artifact(let found, "levels/0") = input else { return nil }
        return found
      }.first)
    for (changed, words) in [
      (operators(without: "levels"), "'basis@1' is one of level 1, but no hierarchy leads there"),
      (
        operators(without: "", adding: [.artifact(hierarchy, name: "levels@1")]),
        "'levels@1' is a hierarchy, which begins with the finest level"
      ),
      (
        operators(without: "", adding: [.artifact(hierarchy, name: "levels@0")]),
        "'levels' and 'levels@0' mean the same level"
      ),
      (
        operators(without: "", adding: [.artifact(hierarchy, name: "levels@fine")]),
        "'levels@fine' states no level behind @"
      ),
    ] {
      let message = try trial.failure("train", model, inputs(changed))
      #expect(message.contains(words), "\(message)")
    }
  }
}
