import Autodiff
import Models
import Testing

@Suite("What the first block is fed") struct MainInputTests {
  private let scalars: ModelValue.Entry = .init("positions", "scalar")
  private let invariants: ModelValue.Entry = .init("charges", ["o3": [0]])

  private func description(_ inputs: [ModelValue.Entry]) throws -> ModelDescription {
    try ModelDescription([
      "domain": "set", "symmetry": "permutation", "inputs": .map(inputs),
      "blocks": [["dense": 2], "readout"],
    ])
  }

  @Test("scalars, in whatever order the inputs stand")
  func scalarsComeFirst() throws {
    let input = ModelInput(fields: [
      "positions": .dense(Tensor<Float>(repeating: 2, shape: [5, 3])),
      "charges": .dense(Tensor<Float>(repeating: 1, shape: [5, 1])),
    ])
    for inputs in [[scalars, invariants], [invariants, scalars]] {
      let description = try description(inputs)
      #expect(description.mainInputs.map(\.name) == ["positions"])
      #expect(description.companionInputs.map(\.name) == ["charges"])
      #expect(try input.joined(for: description).shape == [5, 3])
    }
  }

  @Test("the first input's type where there are no scalars")
  func firstType() throws {
    let description = try description([
      invariants, .init("velocities", ["o3": [1]]), .init("masses", ["o3": [0]]),
    ])
    #expect(description.mainInputs.map(\.name) == ["charges", "masses"])
    #expect(description.companionInputs.map(\.name) == ["velocities"])
  }
}
