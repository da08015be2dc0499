import Models
import Testing

@Suite("Descriptions of models") struct ModelDescriptionTests {
  private func model(
    _ domain: String, _ symmetry: String, _ blocks: ModelValue
  ) -> ModelValue {
    [
      "domain": .string(domain), "symmetry": .string(symmetry), "inputs": ["x": "scalar"],
      "blocks": blocks,
    ]
  }

  private func lines(
    _ value: ModelValue, operators: [OperatorSignature]? = nil
  ) -> [String] {
    ModelDescription.problems(in: value, operators: operators).map(\.description)
  }

  private let head: ModelValue = ["linear": ["channels": "classes"]]

  @Test("a description is written as it is read")
  func roundTrip() throws {
    let value = model("graph", "permutation", [["dropout": 0.5], "relu", head])
    let description = try ModelDescription(value)
    #expect(description.value == value)
    #expect(lines(value).isEmpty)
  }

  @Test("every mistake of a file is reported in one go, with path and nearest name")
  func allAtOnce() {
    let value: ModelValue = [
      "domain": "graf", "symmetry": "permutation", "inputs": ["x": "vectors"], "block": [],
      "blocks": ["relu", 3],
    ]
    #expect(
      lines(value) == [
        "block: unknown section 'block', did you mean 'blocks'?",
        "domain: unknown domain 'graf', did you mean 'graph'?",
        "inputs.x: unknown field type 'vectors', did you mean 'vector'?",
        "blocks[1]: expected a block's name or - name: {option: value}, found the integer 3",
      ])
  }

  @Test("mistakes inside blocks are reported together")
  func insideBlocks() {
    let value = model(
      "graph", "permutation",
      [
        ["linear": ["chanels": 16]], "rellu", ["dropout": 1.5],
        ["linear": ["channels": "many", "weight_decay": "much"]],
      ])
    #expect(
      lines(value) == [
        "blocks[0].linear.chanels: unknown option 'chanels', did you mean 'channels'?",
        "blocks[0].linear: needs 'channels' (output channels): a whole number from 1, or classes",
        "blocks[1]: unknown block 'rellu', did you mean 'relu'?",
        "blocks[2].dropout.rate: expected a number from 0.0 to 0.99, found the number 1.5",
        "blocks[3].linear.channels: expected a whole number from 1, or classes, found 'many'",
        "blocks[3].linear.weight_decay: expected a number from 0.0 to 10.0, found 'much'",
      ])
  }

  @Test("a symmetry that the domain does not have is refused")
  func symmetry() {
    #expect(
      lines(model("grid", "permutation", ["readout", head])) == [
        "symmetry: a grid has no permutation symmetry; it has: translation, p4, p4m"
      ])
  }

  @Test("blocks behind a malformed entry keep their numbers")
  func numbersBehindMalformed() {
    #expect(
      lines(
        model("graph", "permutation", [["linear": 8, "bias": true], "relu", "dropuot", head]))
        == [
          "blocks[0]: one block an entry, found 2 names (linear, bias); write - name: {option: value}",
          "blocks[2]: unknown block 'dropuot', did you mean 'dropout'?",
        ])
    #expect(
      lines(model("graph", "permutation", ["", head])) == [
        "blocks[0]: expected a block's name or - name: {option: value}, found ''"
      ])
  }

  @Test("what is wrong about blocks whatever the domain or symmetry is told beside a wrong one")
  func besideDomainAndSymmetry() {
    let blocks: ModelValue = [["linear": ["chanels": 8, "channels": 8]], "rellu", "readout", head]
    let mistakes = [
      "blocks[0].linear.chanels: unknown option 'chanels', did you mean 'channels'?",
      "blocks[1]: unknown block 'rellu', did you mean 'relu'?",
    ]
    #expect(
      lines(model("grid", "permutation", blocks))
        == ["symmetry: a grid has no permutation symmetry; it has: translation, p4, p4m"] + mistakes
    )
    #expect(
      lines(model("gird", "p4", blocks))
        == ["domain: unknown domain 'gird', did you mean 'grid'?"] + mistakes)
    #expect(
      lines(model("graph", "permutatoin", blocks))
        == ["symmetry: unknown symmetry 'permutatoin', did you mean 'permutation'?"] + mistakes)
  }

  @Test("blocks that do not fit where they stand are refused, naming what they are fed")
  func misplaced() {
    #expect(
      lines(model("grid", "translation", [["gcn": 4], "readout", head])) == [
        "blocks[0].gcn: works on the nodes of a graph, but is fed a field on a grid (scalar × ? on grid ?×?)"
      ])
    #expect(
      lines(model("grid", "translation", ["readout", "pool", head])) == [
        "blocks[1].pool: means nothing on one vector an item in a model of symmetry translation; it works on a grid"
      ])
    #expect(
      lines(model("graph", "permutation", ["unpool", head])) == [
        "blocks[0].unpool: stands on the finest level; put a pool before it"
      ])
  }

  @Test("a model that does not end as a classifier is refused, saying what to add")
  func missingHead() {
    #expect(
      lines(model("grid", "translation", [["linear": 4], head])).first?.contains("add - readout")
        == true)
    #expect(
      lines(model("graph", "permutation", ["pool", head])).first?.contains("- unpool") == true)
  }

  @Test("operators are found by kind; none and several are errors that say what would fit")
  func operators() {
    let value = model("graph", "permutation", [head])
    let adjacency = OperatorSignature(name: "a", kind: .adjacency)
    let normalized = OperatorSignature(name: "n", kind: .normalizedAdjacency)
    let other = OperatorSignature(name: "m", kind: .normalizedAdjacency)
    #expect(lines(value, operators: [adjacency]).isEmpty)
    #expect(lines(value, operators: [adjacency, normalized]).isEmpty)
    #expect(lines(value, operators: [.init(name: "later", kind: nil)]).isEmpty)
    #expect(
      lines(value, operators: []) == [
        "blocks[0].linear: needs an operator of kind normalized_adjacency or adjacency or hierarchy for its propagation; none is connected"
      ])
    #expect(
      lines(value, operators: [normalized, other]) == [
        "blocks[0].linear: several operators fit its propagation: n, m; choose one with uses: n"
      ])
    let chosen = model("graph", "permutation", [["linear": ["channels": "classes", "uses": "m"]]])
    #expect(lines(chosen, operators: [normalized, other]).isEmpty)
    #expect(
      lines(chosen, operators: [.init(name: "mm", kind: .laplacian)]) == [
        "blocks[0].linear.uses: unknown operator 'm', did you mean 'mm'?"
      ])
    #expect(
      lines(model("graph", "permutation", ["pool", "unpool", head]), operators: [adjacency]).count
        == 2)
  }

  @Test("blocks inside a residual are checked at their own path")
  func nested() {
    let value = model(
      "grid", "translation", [["residual": [["conv": ["chanels": 4]]]], "readout", head])
    #expect(
      lines(value).first
        == "blocks[0].residual.blocks[0].conv.chanels: unknown option 'chanels', did you mean 'channels'?"
    )
    let wrong = model("grid", "translation", [["residual": ["pool"]], "readout", head])
    #expect(lines(wrong).isEmpty)
    let signature = InputSignature(channels: [.init("x", 1)], gridShape: [8, 8], classNames: ["a"])
    let error = #expect(throws: ModelError.self) {
      try Model(ModelDescription(wrong), signature: signature, seed: 0)
    }
    #expect(error?.problems.first?.path == "blocks[0].residual")
  }

  @Test("a last layer that misses the number of classes is refused at building")
  func classes() {
    let value = model("graph", "permutation", [["dense": 4]])
    let signature = InputSignature(
      channels: [.init("x", 2)], gridShape: [], classNames: ["a", "b", "c"])
    let error = #expect(throws: ModelError.self) {
      try Model(ModelDescription(value), signature: signature, seed: 0)
    }
    #expect(error?.description.contains("4 channels, but there are 3 classes") == true)
  }

  @Test("versions speak of blocks that there are")
  func versions() throws {
    func value(_ versions: ModelValue) -> ModelValue {
      [
        "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
        "blocks": [["dense": "classes"]], "versions": versions,
      ]
    }
    #expect(lines(value(["dense": 1])).isEmpty)
    #expect(
      lines(value(["dens": 1])) == ["versions.dens: unknown block 'dens', did you mean 'dense'?"])
    #expect(lines(value(["dense": 7])).first?.contains("made with version 7") == true)
    #expect(lines(value(["dense": "a"])).first?.contains("expected a whole number") == true)
    #expect(lines(value(3)).first?.contains("expected {block: version}") == true)
  }
}
