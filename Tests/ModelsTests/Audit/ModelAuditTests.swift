import Autodiff
import Geometry
import Models
import Numerics
import Testing

@Suite("Audits of models") struct ModelAuditTests {
  private func random(_ shape: [Int], _ purpose: String) -> Tensor<Float> {
    randomTensor(shape, seed: 5, purpose).converted(to: Float.self)
  }

  private func audit(
    _ description: ModelValue, _ input: ModelInput, samples: Int = 4
  ) throws -> ModelAudit {
    let description = try ModelDescription(description)
    let signature = try InputSignature(of: input, classNames: ["a", "b"], for: description)
    let model = try Model(
      description, signature: signature, operators: input.operators.map(\.signature), seed: 3)
    return try ModelAudit(model, on: input, samples: samples, seed: 1)
  }

  @Test("a graph network is permutation equivariant to rounding, on every block and as a whole")
  func graph() throws {
    let input = ModelInput(
      fields: ["x": .dense(random([GraphCases.nodeCount, 3], "features"))],
      operators: [
        DomainOperator(name: "h", hierarchy: try GraphCases.hierarchy())
      ])
    let found = try audit(
      [
        "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
        "blocks": [
          ["linear": 5], "relu", "pool", ["linear": 4], "tanh", "unpool", ["linear": "classes"],
        ],
      ], input)
    #expect(found.findings.count == 4 * 8)
    #expect(found.findings.allSatisfy { $0.floatError < 1e-5 && $0.doubleError < 1e-13 })
    #expect(found.findings.contains { $0.floatError > 0 })
    #expect(found.worst?.place == "model")
  }

  @Test("many graphs are renumbered each within itself")
  func collection() throws {
    let input = try ModelInput.batched(GraphCollections.hierarchical(count: 5, seed: 4))
    let found = try audit(
      [
        "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
        "blocks": [["linear": 5], "relu", "pool", "readout", ["linear": "classes"]],
      ], input)
    #expect(found.findings.allSatisfy { $0.floatError < 1e-5 && $0.doubleError < 1e-13 })
  }

  @Test(
    "a network on a torus of pixels is exact under shifts, and one with borders is told to be not")
  func grid() throws {
    let input = ModelInput(fields: ["x": .dense(random([3, 12, 12, 2], "images"))])
    func blocks(_ padding: String) -> ModelValue {
      [
        "domain": "grid", "symmetry": "translation", "inputs": ["x": "scalar"],
        "blocks": [
          ["linear": ["channels": 4, "padding": .string(padding)]], "relu", ["pool": 2],
          ["linear": ["channels": 4, "padding": .string(padding)]], "readout",
          ["linear": "classes"],
        ],
      ]
    }
    let circular = try audit(blocks("circular"), input, samples: 6)
    #expect(circular.findings.allSatisfy { $0.floatError < 1e-5 && $0.doubleError < 1e-13 })
    let bordered = try audit(blocks("same"), input, samples: 6)
    let model = bordered.findings.filter { $0.place == "model" }
    #expect(model.contains { $0.doubleError > 1e-6 }, "borders break the symmetry of the whole")
    let inner = bordered.findings.filter { $0.place != "model" }
    #expect(inner.allSatisfy { $0.doubleError < 1e-12 }, "but not of what is far from them")
  }

  @Test(
    "windows that leave off the border are audited where they fit, under shifts that are none of nothing"
  )
  func valid() throws {
    let input = ModelInput(fields: ["x": .dense(random([2, 16, 16, 2], "images"))])
    let found = try audit(
      [
        "domain": "grid", "symmetry": "translation", "inputs": ["x": "scalar"],
        "blocks": [
          ["linear": ["channels": 4, "padding": "valid"]], "relu", ["pool": 2],
          ["linear": ["channels": 4, "padding": "valid", "size": 2]], "readout",
          ["linear": "classes"],
        ],
      ], input, samples: 8)
    let blocks = found.findings.filter { $0.place != "model" }
    #expect(blocks.allSatisfy { $0.doubleError < 1e-12 })
    #expect(blocks.contains { $0.place == "blocks[0].linear" })
    #expect(found.findings.allSatisfy { !$0.element.contains("(0, 0)") })
    #expect(found.findings.contains { $0.place == "model" && $0.doubleError > 1e-9 })
  }

  @Test("the output changes little under small deformations, more under larger ones")
  func stability() throws {
    let input = ModelInput(fields: ["x": .dense(random([3, 12, 12, 2], "images"))])
    let found = try audit(
      [
        "domain": "grid", "symmetry": "translation", "inputs": ["x": "scalar"],
        "blocks": [["linear": 4], "relu", "readout", ["linear": "classes"]],
      ], input)
    #expect(found.deformations.map(\.size) == ModelAudit.sizes)
    let changes = found.deformations.map(\.change)
    #expect(changes[0] > 0 && changes[0] < 0.5)
    #expect(changes[0] < changes[4])
  }

  @Test("windows with holes reach as far as they do, so that only cells away from the border count")
  func dilated() throws {
    let input = ModelInput(fields: ["x": .dense(random([2, 30, 30, 2], "images"))])
    let window: ModelValue = ["channels": 2, "size": 3, "dilation": 3]
    let found = try audit(
      [
        "domain": "grid", "symmetry": "translation", "inputs": ["x": "scalar"],
        "blocks": [
          ["linear": window], ["residual": [["linear": window], "relu", ["linear": window]]],
          ["maxpool": ["size": 3, "stride": 2]], "readout", ["linear": "classes"],
        ],
      ], input, samples: 12)
    let blocks = found.findings.filter { $0.place != "model" }
    #expect(blocks.allSatisfy { $0.doubleError < 1e-12 && $0.floor == nil })
    let places = Set(blocks.map(\.place))
    #expect(places.contains("blocks[0].linear") && places.contains("blocks[1].residual"))
    #expect(found.findings.contains { $0.place == "model" && $0.doubleError > 1e-9 })
  }

  @Test("a network that chooses nodes is audited as a whole, and up to where it chooses")
  func chosen() throws {
    let input = ModelInput(
      fields: ["x": .dense(random([GraphCases.nodeCount, 3], "features"))],
      operators: [DomainOperator(name: "h", hierarchy: try GraphCases.hierarchy())])
    let found = try audit(
      [
        "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
        "blocks": [
          ["linear": 5], "relu", ["topk": 0.5], ["linear": 4], "unpool", ["linear": "classes"],
        ],
      ], input)
    #expect(found.findings.allSatisfy { $0.floatError < 1e-5 && $0.doubleError < 1e-12 })
    #expect(
      Set(found.findings.map(\.place)) == [
        "blocks[0].linear", "blocks[1].relu", "blocks[5].linear", "model",
      ])
  }

  @Test("fields over the sphere and surfaces deform, little by little")
  func deformed() throws {
    let sphere = try audit(
      [
        "domain": "sphere", "symmetry": "so3", "inputs": ["x": "scalar"],
        "blocks": [["linear": ["channels": 2, "bandwidth": 4]], "readout", ["linear": "classes"]],
      ], ModelInput(fields: ["x": .dense(random([2, 12, 12, 2], "sphere"))]), samples: 1)
    let sheet = try MeshCases.sheet()
    let features = random([sheet.vertexCount, 3], "features")
    func surface(_ blocks: [ModelValue], _ symmetry: String) throws -> ModelAudit {
      try audit(
        [
          "domain": "mesh", "symmetry": .string(symmetry), "inputs": ["x": "scalar"],
          "blocks": .list(blocks),
        ],
        ModelInput(
          fields: ["x": .dense(features)], operators: try MeshCases.operators(sheet)), samples: 1)
    }
    let heat = try surface([["linear": 4], "tanh", ["linear": "classes"]], "isometry")
    let gauge = try surface(
      [["linear": ["channels": "classes", "radial": 3, "radius": 1.6]]], "gauge")
    for found in [sphere, heat, gauge] {
      let changes = found.deformations.map(\.change)
      #expect(changes.count == ModelAudit.sizes.count)
      #expect(changes[0] > 1e-6 && changes[0] < 0.1, "\(changes)")
      #expect(zip(changes, changes.dropFirst()).allSatisfy { $0 < $1 }, "\(changes)")
      // A smooth model changes in proportion to small deformations.
      #expect(changes[1] / changes[0] > 1.5 && changes[1] / changes[0] < 2.5, "\(changes)")
    }
  }

  @Test("a block that cheats is caught, though it claims every symmetry")
  func cheating() throws {
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
      "blocks": [["dense": 4], "firstnode", ["dense": "classes"]],
    ])
    let input = ModelInput(fields: ["x": .dense(random([7, 3], "features"))])
    let catalogue = BlockCatalogue.standard.adding(BlockKind(FirstNode.self))
    let model = try Model(
      description,
      signature: InputSignature(of: input, classNames: ["a", "b"], for: description), seed: 3,
      catalogue: catalogue)
    let found = try ModelAudit(model, on: input, samples: 3, seed: 1)
    #expect(found.findings.contains { $0.place == "blocks[1].firstnode" && $0.doubleError > 0.1 })
    #expect(
      found.findings.filter { $0.place == "blocks[0].dense" }.allSatisfy { $0.doubleError < 1e-13 })
    #expect((found.worst?.floatError ?? 0) > 0.1)
  }
}
