internal import Autodiff
internal import Models

/// The step of ``LSTMJob`` through a declared model and the library's trainer.
struct DeclaredLSTMJob: LearningJob {
  private var model: DeclaredModel

  init(_ folder: BenchFolder) throws {
    let hidden = try folder.tensor("wh").shape[0]
    // One bias of the library's stands for the two of the peer's.
    var bias = try folder.tensor("bx")
    bias.add(try folder.tensor("bh"), scaledBy: 1)
    var options = TrainingOptions()
    options.learningRate = 1e-3
    options.clipNorm = 1
    options.batchSize = Int(Int32.max)
    let (cell, head) = ("blocks.0.lstm.layer0", "blocks.1.dense")
    model = try DeclaredModel(
      domain: "sequence", symmetry: "time_warping",
      blocks: [
        ["lstm": ["channels": .integer(hidden), "returns": "final"]], ["dense": "targets"],
      ], x: folder.tensor("x"), targets: folder.tensor("y"),
      parameters: [
        "\(cell).input": folder.tensor("wx"), "\(cell).hidden": folder.tensor("wh"),
        "\(cell).bias": bias, "\(head).weight": folder.tensor("wo"),
        "\(head).bias": folder.tensor("bo"),
      ], options: options)
  }

  mutating func run() throws -> Double { try model.step() }
}
