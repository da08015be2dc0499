internal import Autodiff
internal import Models

/// The job `cnn-train` as a declared model; the dense layer over all pixels is a window as large as the grid.
struct ConvolutionModelJob: LearningJob {
  private let labels: [Int32]
  private var step: ModelStep

  init(_ folder: BenchFolder) throws {
    labels = try folder.indices("labels")
    let places = ["blocks.0.conv", "blocks.2.conv", "blocks.5.conv", "blocks.8.linear"]
    var parameters: [String: Tensor<Float>] = [:]
    for (index, place) in places.enumerated() {
      parameters["\(place).weight"] = try folder.tensor("w\(index + 1)")
      parameters["\(place).bias"] = try folder.tensor("b\(index + 1)")
    }
    step = try ModelStep(
      [
        "domain": "grid", "symmetry": "translation", "inputs": ["images": "scalar"],
        "blocks": [
          ["conv": ["channels": 32, "padding": "valid"]], "relu",
          ["conv": ["channels": 64, "padding": "valid"]], "relu", ["pool": 2],
          ["conv": ["channels": 128, "size": 12, "padding": "valid"]], "relu", "readout",
          ["linear": 10],
        ],
      ], input: ModelInput(fields: ["images": .dense(folder.tensor("images"))]),
      outputs: 10, parameters: parameters, rate: 1e-3, weightDecay: 0)
  }

  mutating func run() throws -> Double {
    try step.run { [labels] in $0.crossEntropy(labels: labels) }
  }
}

/// The job `p4cnn` as a declared model.
struct GroupConvolutionModelJob: LearningJob {
  private let labels: [Int32]
  private var step: ModelStep

  init(_ folder: BenchFolder) throws {
    labels = try folder.indices("labels")
    var blocks: [ModelValue] = []
    var parameters: [String: Tensor<Float>] = [:]
    for layer in 0..<7 {
      let place = "blocks.\(blocks.count).groupconv"
      parameters["\(place).weight"] = try folder.tensor("w\(layer)")
      parameters["\(place).bias"] = try folder.tensor("b\(layer)")
      let size: ModelValue = layer < 6 ? 3 : 4
      blocks.append(["groupconv": ["channels": 10, "size": size, "padding": "valid"]])
      guard layer < 6 else { break }
      parameters["blocks.\(blocks.count).batchnorm.scale"] = try folder.tensor("scale\(layer)")
      parameters["blocks.\(blocks.count).batchnorm.shift"] = try folder.tensor("shift\(layer)")
      blocks += ["batchnorm", "relu"]
      if layer == 1 { blocks.append(["pool": 2]) }
    }
    step = try ModelStep(
      [
        "domain": "grid", "symmetry": "p4", "inputs": ["images": "scalar"],
        "blocks": .list(blocks + ["grouppool", "readout"]),
      ], input: ModelInput(fields: ["images": .dense(folder.tensor("images"))]),
      outputs: 10, parameters: parameters, rate: 1e-3, weightDecay: 0)
  }

  mutating func run() throws -> Double {
    try step.run { [labels] in $0.crossEntropy(labels: labels) }
  }
}
