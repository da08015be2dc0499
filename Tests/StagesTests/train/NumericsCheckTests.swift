import Artifacts
import Autodiff
import Foundation
import Models
import Pipeline
import Stages
import Store
import TestSupport
import Testing

@Suite struct NumericsCheckTests {
  /// A rate at which the weights are beyond all bounds after one step.
  private let wild: ParameterValue = ["epochs": 3, "learning_rate": 1000, "optimizer": "sgd"]

  private func failure(_ task: GraphTask, checks: Bool) throws -> String {
    let kind = try #require(Catalogue.standard["train"])
    var parameters = GraphTask.parameters(wild).mapValue ?? ParameterMap()
    parameters["model"] = [
      "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
      // One-hot features: the seventh factor of a million is beyond the largest Float.
      "blocks": [
        ["scale": 1e6], ["scale": 1e6], ["scale": 1e6], ["linear": ["channels": 8]],
        ["scale": 1e6], ["scale": 1e6], ["scale": 1e6], ["scale": 1e6],
        ["linear": ["channels": "classes"]],
      ],
    ]
    do {
      _ = try StageTrial.run(
        kind, parameters: parameters, inputs: task.training(), seed: 1, checksNumerics: checks,
        files: task.trial.files, catalogue: .standard)
    } catch {
      return "\(error)"
    }
    Issue.record("must fail")
    return ""
  }

  @Test func `the first value that is not finite is named with its operation and block`() throws {
    let task = try GraphTask()
    let message = try failure(task, checks: true)
    #expect(message.contains("epoch 1, batch 1: the value of "), "\(message)")
    #expect(message.contains("blocks[7]") && message.contains("is not finite"), "\(message)")
  }

  @Test func `without the examination the loss tells of it, and how to find the place`() throws {
    let message = try failure(GraphTask(), checks: false)
    #expect(message.contains("the loss is") && message.contains("--check-numerics"), "\(message)")
  }

  @Test func `the examination changes no result`() throws {
    let task = try GraphTask()
    let kind = try #require(Catalogue.standard["train"])
    let parameters = try #require(GraphTask.parameters(["epochs": 3]).mapValue)
    let digests = try [true, false].map { checks in
      try StageTrial.run(
        kind, parameters: parameters, inputs: task.training(), seed: 1, checksNumerics: checks,
        files: task.trial.files, catalogue: .standard)["model"]?.digest
    }
    #expect(digests[0] == digests[1] && digests[0] != nil)
  }

  @Test func `a model whose prediction is not finite says where`() throws {
    let task = try GraphTask()
    let trained = try task.trial.read(Model.self, task.train(["epochs": 1])["model"])
    let file = trained.safetensors
    let spoilt = Safetensors(
      file.entries.map { entry in
        .init(
          entry.name,
          NumberArray(entry.array.floats.map { $0 * 3e38 * 100 }, shape: entry.array.shape))
      }, metadata: file.metadata)
    let path = try task.trial.folder.write("spoilt.safetensors", Data(spoilt.bytes))
    let model = try task.trial.run("load.model", [:], ["parameters": [.file(path)]])["model"]
    let kind = try #require(Catalogue.standard["predict"])
    #expect {
      try StageTrial.run(
        kind, inputs: task.using(model), checksNumerics: true, files: task.trial.files,
        catalogue: .standard)
    } throws: { error in
      "\(error)".contains("in blocks.0.linear.weight is not finite")
    }
  }
}
