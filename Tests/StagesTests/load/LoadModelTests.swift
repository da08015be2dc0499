import Artifacts
import Foundation
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct LoadModelTests {
  private func exported(_ task: GraphTask, _ model: ArtifactReference?) throws -> [StageTrial.Input]
  {
    let file = try task.trial.run(
      "export", ["format": "safetensors"], ["artifact": artifact(model)])
    return try artifact(file["file"], name: "model.safetensors")
  }

  @Test func `an exported model is the same model when it is loaded`() throws {
    let task = try GraphTask()
    let trained = try task.train(["epochs": 2])["model"]
    let loaded = try task.trial.run(
      "load.model", [:], ["parameters": exported(task, trained)])["model"]
    #expect(try #require(loaded).digest == #require(trained).digest)
  }

  @Test func `a bare file of parameters becomes a model with description and signature`() throws {
    let task = try GraphTask()
    let trained = try task.train(["epochs": 2])["model"]
    let model = try task.trial.read(Model.self, trained)
    let bare = Safetensors(model.safetensors.entries)
    let file = StageTrial.Input.file(
      try task.trial.folder.write("bare.safetensors", Data(bare.bytes)))
    let message = try task.trial.failure("load.model", [:], ["parameters": [file]])
    #expect(
      message.contains("hold no 'meridian.description'; give the parameter `model`"), "\(message)")

    let description = try #require(GraphTask.parameters([:]).mapValue?["model"])
    let channels = try #require(model.signature.channels.first).channels
    let names = ParameterValue.list(model.signature.classNames.map { .string($0) })
    let signature: ParameterValue = [
      "channels": ["features": .integer(channels)], "classNames": names,
    ]
    let loaded = try task.trial.run(
      "load.model", ["model": description, "signature": signature], ["parameters": [file]])["model"]
    #expect(try task.trial.read(Model.self, loaded).parameters == model.parameters)
  }

  @Test func `parameters that do not fit the description are named`() throws {
    let task = try GraphTask()
    let model = try task.trial.read(Model.self, task.train(["epochs": 2])["model"])
    let file = model.safetensors
    let renamed = Safetensors(
      file.entries.enumerated().map { .init($0 == 0 ? "other" : $1.name, $1.array) },
      metadata: file.metadata)
    let path = try task.trial.folder.write("renamed.safetensors", Data(renamed.bytes))
    let message = try task.trial.failure("load.model", [:], ["parameters": [.file(path)]])
    #expect(message.contains("\(file.entries[0].name): is missing"), "\(message)")
    #expect(message.contains("other: belongs to no block of the model"), "\(message)")
  }

  @Test func `an array of a safetensors file is loaded by its name`() throws {
    let trial = try Trial()
    let file = Safetensors([
      .init("a", NumberArray([1, 2, 3] as [Float])), .init("b", NumberArray([4] as [Int32])),
    ])
    let input = StageTrial.Input.file(try trial.folder.write("two.safetensors", Data(file.bytes)))
    let array = try trial.run("load.array", ["array": "a"], ["array": [input]])["array"]
    #expect(try trial.read(NumberArray.self, array).doubles == [1, 2, 3])
    let message = try trial.failure("load.array", [:], ["array": [input]])
    #expect(message.contains("set `array` to one of: a, b"), "\(message)")
  }

  @Test func `signatures that no data can have are refused`() throws {
    let task = try GraphTask()
    let model = try task.trial.read(Model.self, task.train(["epochs": 2])["model"])
    let path = try task.trial.folder.write(
      "model.safetensors", Data(model.safetensors.bytes))
    func failure(_ signature: ParameterValue) throws -> String {
      try task.trial.failure(
        "load.model", ["signature": signature], ["parameters": [.file(path)]])
    }
    let channels: ParameterValue = ["features": 34]
    let names: ParameterValue = ["a", "b"]
    let cases: [(ParameterValue, String)] = [
      (
        ["channels": channels, "classNames": names, "gridShape": [28]], "[height, width], not [28]"
      ),
      (
        ["channels": channels, "classNames": names, "gridShape": [28, 28]], "of images of [28, 28]"
      ),
      (["channels": channels, "classNames": ["a", "a"]], "each once"),
      (["channels": channels, "classNames": []], "at least one class"),
      (
        ["channels": ["features": .integer(Int.max), "more": 9], "classNames": names],
        "of the wrong form"
      ),
      (["channels": ["features": 2_000_000_000], "classNames": names], "the model needs"),
    ]
    for (signature, wanted) in cases {
      let message = try failure(signature)
      #expect(message.contains(wanted), "\(message)")
    }
  }
}
