import Autodiff
import Geometry
import Models
import Numerics
import Testing

/// Audits of networks that pool: every level has numbers and frames of its own.
@Suite struct LevelAuditTests {
  private func audit(
    _ symmetry: Symmetry, _ blocks: ModelValue, _ input: ModelInput,
    catalogue: BlockCatalogue = .standard
  ) throws -> ModelAudit {
    let description = try LevelCase.description(symmetry, blocks)
    let model = try Model(
      description,
      signature: InputSignature(of: input, classNames: ["a", "b"], for: description),
      operators: input.operators.map(\.signature), seed: 3, catalogue: catalogue)
    return try ModelAudit(model, on: input, samples: 4, seed: 1)
  }

  private static let twoLevels: ModelValue = [
    ["linear": 5], "relu", "pool", ["linear": 4], "relu", "readout", ["linear": "classes"],
  ]

  @Test(arguments: [Symmetry.isometry, .gauge, .permutation])
  func `networks of two levels respect numbers and frames of both`(symmetry: Symmetry) throws {
    let batch = try ModelInput.batched([
      LevelCase().input(seed: 1), LevelCase(rows: 4, columns: 5).input(seed: 2),
    ])
    for input in [try LevelCase().input(seed: 3), batch] {
      let found = try audit(symmetry, Self.twoLevels, input)
      #expect(found.findings.count == 4 * 8)
      #expect(found.findings.allSatisfy { $0.floatError < 2e-5 && $0.doubleError < 1e-12 })
      #expect(found.findings.contains { $0.place == "blocks[3].linear" && $0.floatError > 0 })
      #expect(found.findings.allSatisfy { $0.element.contains("on each of 2 levels") })
      let claim = found.findings.first { $0.place == "blocks[2].pool" }?.claim
      #expect(claim == (symmetry == .isometry ? "exact where the levels move along" : "exact"))
      #expect(found.deformations.isEmpty && found.unmeasured.map(\.place) == ["deformations"])
      #expect(found.unmeasured.first?.reason.contains("coarse levels") == true)
    }
  }

  @Test func `fields that turn are turned on the coarse level, too`() throws {
    let found = try audit(
      .gauge,
      [
        ["linear": 4], "pool", ["linear": ["channels": 3, "orders": [0, 1, 2]]],
        ["linear": ["channels": "classes"]], "readout",
      ], LevelCase().input(seed: 4))
    #expect(found.findings.filter { $0.place == "blocks[2].linear" }.count == 4)
    #expect(found.findings.allSatisfy { $0.floatError < 2e-5 && $0.doubleError < 1e-12 })
  }

  @Test func `a block that reads numbers or frames of the coarse level is caught`() throws {
    let catalogue = BlockCatalogue.standard.adding(BlockKind(FirstNode.self))
      .adding(BlockKind(RawAngles.self))
    for (symmetry, cheat, element) in [
      (Symmetry.isometry, "firstnode", "renumbering"), (.gauge, "firstnode", "renumbering"),
      (.gauge, "rawangles", "frame"),
    ] {
      let found = try audit(
        symmetry,
        [["linear": 5], "pool", .string(cheat), "readout", ["dense": "classes"]],
        LevelCase().input(seed: 5), catalogue: catalogue)
      let caught = found.findings.filter {
        $0.place == "blocks[2].\(cheat)" && $0.element.contains(element)
      }
      #expect(!caught.isEmpty && caught.allSatisfy { $0.doubleError > 1e-3 }, "\(cheat)")
      let others = found.findings.filter {
        $0.place.hasPrefix("blocks") && $0.place != "blocks[2].\(cheat)"
      }
      #expect(others.allSatisfy { $0.doubleError < 1e-12 }, "\(cheat)")
    }
  }

  @Test func `nodes that a pass chooses itself are measured by what comes of them`() throws {
    let input = ModelInput(
      fields: [
        "x": .dense(randomTensor([9, 3], seed: 6, "x").converted(to: Float.self))
      ],
      operators: [
        DomainOperator(name: "a", kind: .adjacency, matrix: try GraphCases.adjacency())
      ])
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
      "blocks": [
        ["linear": 5], ["topk": 0.6], ["linear": 4], "readout", ["linear": "classes"],
      ],
    ])
    let model = try Model(
      description,
      signature: InputSignature(of: input, classNames: ["a", "b"], for: description), seed: 3)
    let found = try ModelAudit(model, on: input, samples: 3, seed: 1)
    #expect(Set(found.findings.map(\.place)) == ["blocks[0].linear", "blocks[4].linear", "model"])
    #expect(found.findings.allSatisfy { $0.floatError < 1e-5 && $0.doubleError < 1e-13 })
  }
}

/// Weighs neighbours by the angles under which they are seen, as if those were no matter of the frame.
private struct RawAngles: Block {
  static let declaration = BlockDeclaration(
    name: "rawangles", summary: "Weighs neighbours by the angles under which they are seen.",
    supports: [.nodes], domains: [.mesh], symmetries: BlockDeclaration.allExact,
    operators: [
      OperatorRequirement(role: "angle", kinds: [.geodesicAngle], doc: "the angles")
    ])

  init(_ options: BlockOptions) {}

  func prepare(_ site: inout BlockSite) -> FieldSignature {
    if case .nodes(let level) = site.input.support { site.needOperator("angle", level: level) }
    return site.input
  }

  func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    .dense(pass.operator("angle").multiply(input.dense(on: pass.tape)))
  }
}
