import Autodiff
import Models
import Testing

@Suite("Audits of groups and homogeneous spaces") struct GroupAuditTests {
  private func audit(
    _ domain: String, _ symmetry: String, _ blocks: ModelValue, side: Int,
    elements: ModelAudit.Elements = .all, samples: Int = 6
  ) throws -> ModelAudit {
    let description = try ModelDescription([
      "domain": .string(domain), "symmetry": .string(symmetry), "inputs": ["x": "scalar"],
      "blocks": blocks,
    ])
    let images = randomTensor([3, side, side, 2], seed: 6, "images").converted(to: Float.self)
    let input = ModelInput(fields: ["x": .dense(images)])
    let signature = try InputSignature(of: input, classNames: ["a", "b"], for: description)
    return try ModelAudit(
      Model(description, signature: signature, seed: 4), on: input, samples: samples,
      elements: elements, seed: 2)
  }

  @Test("p4 and p4m networks keep turns and mirrors to rounding", arguments: ["p4", "p4m"])
  func turns(symmetry: String) throws {
    let found = try audit(
      "grid", symmetry,
      [
        ["linear": ["channels": 3, "padding": "circular"]], "norm", "relu", ["pool": 2],
        ["linear": ["channels": 3, "padding": "circular"]], "grouppool", "readout",
        ["linear": "classes"],
      ], side: 8)
    #expect(found.findings.contains { $0.element.contains("of \(symmetry == "p4" ? "c4" : "d4")") })
    #expect(found.findings.allSatisfy { $0.floatError < 1e-5 && $0.doubleError < 1e-12 })
  }

  @Test("a network whose last window covers the image keeps turns, and no shift")
  func oneKindOfElements() throws {
    let blocks: ModelValue = [
      ["linear": ["channels": 3, "padding": "valid"]], "relu",
      ["linear": ["channels": 2, "size": 6, "padding": "valid"]], "grouppool", "readout",
    ]
    let turned = try audit("grid", "p4", blocks, side: 8, elements: .turns)
    #expect(turned.findings.allSatisfy { $0.element.contains("of c4") && $0.floatError < 1e-5 })
    let shifted = try audit("grid", "p4", blocks, side: 8, elements: .shifts)
    #expect(shifted.findings.allSatisfy { $0.element.contains("shift") })
    #expect((shifted.worst?.doubleError ?? 0) > 1e-3)
    #expect(throws: ModelError.self) {
      try audit("grid", "p4", blocks, side: 8, elements: .frames)
    }
    #expect(throws: ModelError.self) {
      try audit("grid", "translation", [["conv": 2], "readout"], side: 8, elements: .shifts)
    }
  }

  @Test(
    "a block whose every window meets the border is told, and what shifts do to the whole model")
  func everyWindowAtTheBorder() throws {
    let found = try audit(
      "grid", "translation",
      [
        ["linear": 3], "relu", ["pool": 2], ["linear": ["channels": 2, "size": 9]], "relu",
        "readout", ["linear": "classes"],
      ], side: 16)
    #expect(found.unmeasured.map(\.place) == ["blocks[3].linear"])
    #expect(
      found.unmeasured.first?.reason
        == "no window stays inside the grid both before and after the shift")
    #expect(
      found.worst?.claim
        == "exact where windows stay inside; all together span 20 of the 16 × 16 pixels")
    // A window of three cells needs one cell to either side: of four, one stays inside before and after a shift by one.
    let small = try audit(
      "grid", "translation",
      [["linear": 3], ["pool": 2], ["linear": 2], "readout"], side: 8, samples: 30)
    #expect(small.findings.contains { $0.place == "blocks[2].linear" && $0.doubleError < 1e-12 })
    // Where images go round there is no border.
    let round = try audit(
      "grid", "translation",
      [
        ["linear": ["channels": 2, "padding": "circular"]], ["pool": 2],
        ["linear": ["channels": 2, "padding": "circular"]], "relu", "readout",
      ], side: 8)
    #expect(round.unmeasured.isEmpty && (round.worst?.floatError ?? 1) < 1e-5)
    #expect(round.worst?.claim == "")
  }

  @Test("a spherical network without functions keeps rotations to rounding, one with them nearly")
  func rotations() throws {
    func blocks(_ function: [ModelValue]) -> ModelValue {
      let first: ModelValue = ["linear": ["channels": 3, "bandwidth": 6]]
      let second: ModelValue = ["linear": ["channels": 3, "bandwidth": 4]]
      return .list([first] + function + [second] + function + ["readout", ["linear": "classes"]])
    }
    let linear = try audit("sphere", "so3", blocks([]), side: 20)
    #expect(linear.findings.count == 6 * 5)
    #expect(linear.findings.allSatisfy { $0.floatError < 1e-5 && $0.doubleError < 1e-10 })
    let rectified = try audit("sphere", "so3", blocks(["relu"]), side: 20)
    let relu = rectified.findings.filter { $0.place.contains("relu") }
    #expect(relu.count == 12 && relu.allSatisfy { $0.doubleError > 1e-6 })
    #expect(relu.allSatisfy { $0.claim.contains("approximate") })
    #expect(
      rectified.findings.allSatisfy {
        $0.place.contains("relu") || $0.place == "model" || $0.doubleError < 1e-10
      })
    #expect((rectified.worst?.doubleError ?? 1) < 0.2)
  }
}
