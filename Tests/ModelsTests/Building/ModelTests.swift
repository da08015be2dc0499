import Autodiff
import Models
import Testing

@Suite("Models") struct ModelTests {
  @Test("description, signature and parameters give the model back, bit for bit")
  func storedAndBack() throws {
    var trainer = try TrainingCases.barsTrainer { $0.epochs = 2 }
    let model = try trainer.run().model
    let description = try ModelDescription(ModelValue(json: model.description.value.json))
    let signature = try InputSignature(ModelValue(json: model.signature.value.json))
    let restored = try Model(description, signature: signature, parameters: model.parameters)
    #expect(restored.parameters == model.parameters)
    #expect(try restored.logits(trainer.data.input) == model.logits(trainer.data.input))
  }

  @Test("parameters that are missing, left over or of another shape are named")
  func wrongParameters() throws {
    let model = try TrainingCases.barsTrainer().model
    var leaves = model.parameters.leaves
    leaves.removeFirst()
    leaves[0] = .init(leaves[0].path, Tensor(zeros: [3]))
    leaves.append(.init("blocks.99.linear.weight", Tensor(zeros: [1])))
    let error = #expect(throws: ModelError.self) {
      try Model(model.description, signature: model.signature, parameters: ParameterTree(leaves))
    }
    #expect(
      error?.problems.map(\.path) == [
        "blocks.0.linear.weight", "blocks.0.linear.bias", "blocks.99.linear.weight",
      ])
  }

  @Test("predictions do not depend on the batch size, and probabilities sum to 1")
  func batches() throws {
    let trainer = try TrainingCases.barsTrainer()
    let all = try trainer.model.logits(trainer.data.input).converted(to: Double.self)
    let few = try trainer.model.logits(trainer.data.input, batchSize: 7).converted(to: Double.self)
    #expect(relativeError(few.scalars, all.scalars) < 1e-5)
    let probabilities = try trainer.model.probabilities(trainer.data.input)
    for row in GraphCases.rows(probabilities.converted(to: Double.self)) {
      #expect(abs(row.reduce(0, +) - 1) < 1e-6 && row.allSatisfy { $0 >= 0 })
    }
  }

  @Test("initial weights stay in the bounds of their names and differ from block to block")
  func initialization() throws {
    let model = try TrainingCases.barsTrainer().model
    let conv = model.parameters["blocks.0.linear.weight"]?.scalars ?? []
    let bound = Float((6.0 / 9).squareRoot())
    #expect(conv.allSatisfy { abs($0) <= bound })
    #expect((conv.max() ?? 0) > 0.8 * bound)
    let head = model.parameters["blocks.8.linear.weight"]?.scalars ?? []
    #expect(head.allSatisfy { abs($0) <= Float((6.0 / 11).squareRoot()) })
    #expect(model.parameters["blocks.8.linear.bias"]?.scalars == [0, 0])
    #expect(model.parameters["blocks.1.norm.variance"]?.scalars.allSatisfy { $0 == 1 } == true)
    #expect(Array(conv.prefix(8)) != Array(head.prefix(8)))
  }

  @Test("several fields are joined along their channels")
  func severalFields() throws {
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["a": "scalar", "b": "scalar"],
      "blocks": [["dense": "classes"]],
    ])
    let a = Tensor<Float>(shape: [2, 1], [1, 2]), b = Tensor<Float>(shape: [2, 2], [3, 4, 5, 6])
    let input = ModelInput(fields: ["b": .dense(b), "a": .dense(a)])
    let signature = try InputSignature(of: input, classNames: ["x"], for: description)
    #expect(signature.channels == [.init("a", 1), .init("b", 2)])
    var model = try Model(description, signature: signature, seed: 0)
    model.parameters = ParameterTree([
      .init("blocks.0.dense.weight", Tensor(shape: [3, 1], [100, 10, 1])),
      .init("blocks.0.dense.bias", Tensor(shape: [1], [0.5])),
    ])
    #expect(try model.logits(input).scalars == [134.5, 256.5])
    let short = ModelInput(fields: ["a": .dense(a), "b": .dense(Tensor(zeros: [3, 2]))])
    #expect(throws: ModelError.self) { try model.logits(short) }
  }
}
