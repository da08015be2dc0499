import Autodiff
import Geometry
import Models
import Numerics
import Testing

/// Blocks after a pool, which work on the coarse surface with its own operators.
@Suite struct LevelOperatorTests {
  static let blocks: [(Symmetry, ModelValue)] = [
    (.isometry, ["linear": 4]), (.gauge, ["linear": 4]),
    (.gauge, ["linear": ["channels": 4, "radial": 2, "radius": 2.0]]),
    (.isometry, ["diffusion": ["dropout": 0]]), (.gauge, ["heat": 4]),
    (.gauge, ["monet": ["channels": 4, "coordinates": "distance"]]),
    (.isometry, ["monet": ["channels": 4]]),
    (.gauge, ["geodesicconv": ["channels": 4, "radius": 1.6]]),
  ]

  private static let signature = InputSignature(
    channels: [.init("x", 3)], gridShape: [], classNames: ["a", "b"])

  private func model(_ symmetry: Symmetry, _ blocks: ModelValue) throws -> Model {
    try Model(
      layers: LevelCase.description(symmetry, blocks), signature: Self.signature, seed: 4)
  }

  private func output(
    of model: Model, _ x: Tensor<Double>, _ operators: [DomainOperator],
    parameters: ParameterTree<Double>
  ) throws -> Tensor<Double> {
    try model.forward(
      BoundInput(x, operators: operators, for: model), parameters: parameters,
      tape: Tape(recording: false), mode: .prediction
    ).logits.value
  }

  /// One block alone on a surface, with the parameters that it has as a model's block of some number.
  private func alone(
    _ block: ModelValue, _ number: Int, of whole: Model, _ x: Tensor<Double>,
    _ operators: [DomainOperator]
  ) throws -> Tensor<Double> {
    let model = try Model(
      layers: LevelCase.description(whole.description.symmetry, [block]),
      signature: InputSignature(
        channels: [.init("x", x.shape[1])], gridShape: [], classNames: ["a", "b"]), seed: 0)
    let parameters = whole.parameters.converted(to: Double.self)
    return try output(
      of: model, x, operators,
      parameters: ParameterTree(
        model.parameters.leaves.map { leaf in
          let path = "blocks.\(number)." + leaf.path.dropFirst("blocks.0.".count)
          return .init(leaf.path, try #require(parameters[path]))
        }))
  }

  @Test(arguments: blocks.indices)
  func `a network of two levels is its blocks on the fine and on the coarse surface`(
    index: Int
  ) throws {
    let (symmetry, block) = Self.blocks[index]
    let one = try LevelCase()
    let model = try model(
      symmetry, [block, "pool", block, "tanh", ["readout": "mean"], ["dense": "classes"]])
    let x = randomTensor([one.sizes[0], 3], seed: UInt64(index), "x")
    let parameters = model.parameters.converted(to: Double.self)
    let found = try output(of: model, x, one.operators, parameters: parameters)

    let fine = try alone(block, 0, of: model, x, one.fine)
    let coarse = try alone(block, 2, of: model, one.pooled(fine), one.coarse)
    #expect(coarse.shape[0] == one.sizes[1])
    let weight = try #require(parameters["blocks.5.dense.weight"])
    let bias = try #require(parameters["blocks.5.dense.bias"])
    let means = (0..<coarse.shape[1]).map { c in
      (0..<coarse.shape[0]).reduce(0) { sum, row in
        let value = coarse[row, c]
        return sum + (1 - 2 / (exponential(2 * value) + 1)) / Double(coarse.shape[0])
      }
    }
    let wanted = (0..<2).map { o in
      means.indices.reduce(bias.scalars[o]) { $0 + means[$1] * weight[$1, o] }
    }
    #expect(relativeError(found.scalars, wanted) < 1e-11, "\(block)")
  }

  @Test func `unpool leads back to the fine surface's operators`() throws {
    let one = try LevelCase()
    let block: ModelValue = ["heat": 3]
    let model = try model(.gauge, [["residual": ["pool", block, "unpool"]], block])
    let x = randomTensor([one.sizes[0], 3], seed: 3, "x")
    let found = try output(
      of: model, x, one.operators, parameters: model.parameters.converted(to: Double.self))
    // The parameters of the block inside have a longer path.
    let inside = ParameterTree(
      model.parameters.leaves.map { leaf in
        ParameterTree<Float>.Leaf(
          leaf.path.replacing("blocks.0.residual.blocks.1.", with: "blocks.7."), leaf.tensor)
      })
    var renamed = model
    renamed.parameters = inside
    let coarse = try alone(block, 7, of: renamed, one.pooled(x), one.coarse)
    var sum = x.scalars
    for (row, column, value) in GraphCases.triplets(one.hierarchy.prolongations[0]) {
      for c in 0..<3 { sum[row * 3 + c] += value * coarse[column, c] }
    }
    let wanted = try alone(block, 1, of: model, Tensor(shape: x.shape, sum), one.fine)
    #expect(relativeError(found.scalars, wanted.scalars) < 1e-11)
  }

  @Test(arguments: blocks.indices)
  func `gathered meshes have the answers that each has alone`(index: Int) throws {
    let (symmetry, block) = Self.blocks[index]
    let cases = [try LevelCase(), try LevelCase(rows: 4, columns: 6), try LevelCase(rows: 5)]
    let inputs = cases.enumerated().map { $1.input(seed: UInt64($0)) }
    let model = try model(
      symmetry, [block, "pool", block, "tanh", ["readout": "mean"], ["dense": "classes"]])
    let alone = try inputs.map { try model.logits($0).scalars.map(Double.init) }
    let batch = try ModelInput.batched(inputs)
    #expect(
      batch.offsets?.levels.map { $0.last }
        == [0, 1].map { level in
          cases.reduce(0) { $0 + $1.sizes[level] }
        })
    for size in [1, 2, 256] {
      let together = try model.logits(batch, batchSize: size).scalars.map(Double.init)
      #expect(relativeError(together, alone.flatMap { $0 }) < 1e-5, "\(block), \(size) a pass")
    }
    let chosen = try model.logits(batch, items: [2, 0]).scalars.map(Double.init)
    #expect(relativeError(chosen, alone[2] + alone[0]) < 1e-5, "\(block)")
    // What a batch gives back is what went in, on either level.
    for (one, other) in zip(inputs, try batch.unbatched()) {
      #expect(one.operators.map(\.signature) == other.operators.map(\.signature))
      let again = try model.logits(other).scalars.map(Double.init)
      #expect(try relativeError(again, model.logits(one).scalars.map(Double.init)) < 1e-6)
    }
  }

  @Test func `training on gathered meshes makes the same bits with one, two and three workers`()
    throws
  {
    let inputs = try (0..<6).map {
      try LevelCase(rows: 4 + $0 % 3, columns: 5 + $0 % 2).input(seed: UInt64($0))
    }
    let labels = try Labels(classes: [0, 1, 0, 1, 0, 1], classNames: ["a", "b"])
    let split = try Split(train: [0, 1, 2, 3], validation: [4, 5], test: [])
    let before = Parallel.workers
    defer { Parallel.use(workers: before) }
    for symmetry in [Symmetry.isometry, .gauge] {
      let description = try LevelCase.description(
        symmetry,
        [["linear": 5], "relu", "pool", ["linear": 7], "relu", "readout", ["linear": "classes"]])
      var results: [[UInt32]] = []
      for workers in 1...3 {
        Parallel.use(workers: workers)
        let input = try ModelInput.batched(inputs)
        var options = TrainingOptions()
        options.epochs = 3
        options.batchSize = 3
        let model = try Model(
          description,
          signature: InputSignature(of: input, targets: .classes(labels), for: description),
          operators: input.operators.map(\.signature), seed: 2)
        var trainer = try Trainer(
          model, data: TrainingData(input: input, targets: .classes(labels), split: split),
          options: options)
        let result = try trainer.run()
        #expect(result.model.parameters != model.parameters)
        results.append(
          result.model.parameters.leaves.flatMap { $0.tensor.scalars.map(\.bitPattern) })
      }
      #expect(results[0] == results[1] && results[0] == results[2], "\(symmetry)")
    }
  }

  @Test func `a name chosen by uses means the operator of the level where the block stands`() throws
  {
    let one = try LevelCase()
    func basis(_ name: String, _ operators: [DomainOperator], modes: Int, _ level: Int) throws
      -> DomainOperator
    {
      guard case .eigenbasis(let parts)? = operators.last?.content else {
        preconditionFailure("the basis stands last")
      }
      let cut = try parts.map { part in
        try SpectralPart(part.basis.prefix(modes), mass: part.mass)
      }
      return DomainOperator(name: name, bases: cut, level: level)
    }
    let levels = DomainOperator(name: "levels", hierarchy: one.hierarchy)
    let large = try [
      basis("large", one.fine, modes: 6, 0), basis("large", one.coarse, modes: 5, 1),
    ]
    let small = try [
      basis("small", one.fine, modes: 2, 0), basis("small", one.coarse, modes: 2, 1),
    ]
    func blocks(_ options: ModelValue) -> ModelValue {
      [["heat": options], "pool", ["heat": options], "readout", ["dense": "classes"]]
    }
    let x = randomTensor([one.sizes[0], 3], seed: 8, "x")
    func run(_ options: ModelValue, _ operators: [DomainOperator]) throws -> [Double] {
      let model = try model(.isometry, blocks(options))
      return try output(
        of: model, x, operators, parameters: model.parameters.converted(to: Double.self)
      ).scalars
    }
    let chosen = try run(["channels": 4, "uses": "large"], small + large + [levels])
    #expect(try chosen == run(["channels": 4], large + [levels]))
    #expect(try chosen != run(["channels": 4], small + [levels]))
    for (operators, words) in [
      (small + large + [levels], "several operators fit its basis: small@1, large@1"),
      (small + [large[0], levels], "several operators fit its basis: small, large; choose one"),
    ] {
      let error = #expect(throws: ModelError.self) { try run(["channels": 4], operators) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    let error = #expect(throws: ModelError.self) {
      try run(["channels": 4, "uses": "large"], small + [large[0], levels])
    }
    #expect(
      error?.description.contains(
        "blocks[2].heat.uses: 'large' has no operator on level 1; connect it as large@1") == true)
  }

  @Test func `operators that do not fit the level's vertices are refused with the level`() throws {
    let one = try LevelCase(), other = try LevelCase(rows: 4, columns: 4)
    let levels = DomainOperator(name: "levels", hierarchy: one.hierarchy)
    let x = randomTensor([one.sizes[0], 3], seed: 8, "x")
    func refusal(_ symmetry: Symmetry, _ operators: [DomainOperator]) throws -> String {
      let network = try model(symmetry, [["linear": 4], "pool", ["linear": 4]])
      let error = #expect(throws: ModelError.self) {
        try BoundInput(x, operators: operators, for: network)
      }
      return error?.description ?? ""
    }
    let wrong = one.fine + other.coarse.map { $0.at(level: 1) } + [levels]
    let (count, found) = (one.sizes[1], other.sizes[1])
    #expect(
      try refusal(.isometry, wrong).contains(
        "blocks[2].linear: basis 'basis@1' is one of \(found) points, but there are \(count) on level 1"
      ))
    #expect(
      try refusal(.gauge, wrong).contains(
        "operator 'angle@1' is \(found) × \(found), but there are \(count) nodes on level 1"))
    #expect(
      try refusal(.gauge, one.fine + [levels]).contains(
        "needs an operator of kind patch_distance on level 1 for its distance; there are: distance (patch_distance, level 0)"
      ))
    // Offsets of many meshes must speak of the coarse level, too.
    var batch = try ModelInput.batched([one.input(seed: 1), one.input(seed: 2)])
    batch = ModelInput(
      fields: batch.fields, operators: batch.operators,
      offsets: try ItemOffsets(levels: [try #require(batch.offsets).levels[0]]))
    let network = try model(.isometry, [["linear": 4], "pool", ["linear": 4], "readout"])
    let error = #expect(throws: ModelError.self) {
      try BoundInput(batch, for: network, as: Float.self)
    }
    #expect(error?.description.contains("speak of 1 levels") == true)
    #expect(throws: ModelError.self) { try batch.unbatched() }
  }

  @Test func `meshes are gathered only with hierarchies that lead to their levels`() throws {
    let one = try LevelCase()
    let whole = one.input(seed: 1)
    func without(_ isLeft: (DomainOperator) -> Bool) -> ModelInput {
      ModelInput(fields: whole.fields, operators: whole.operators.filter(isLeft))
    }
    for (inputs, words) in [
      ([without { $0.kind != .hierarchy }], "but no hierarchy that leads there"),
      ([whole, without { $0.level == 0 }], "kinds and levels must agree"),
    ] {
      let error = #expect(throws: ModelError.self) { try ModelInput.batched(inputs) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }

  private func refusals(
    _ symmetry: ModelValue, _ blocks: ModelValue, _ operators: [OperatorSignature]
  ) -> [String] {
    ModelDescription.problems(
      in: [
        "domain": "mesh", "symmetry": symmetry, "inputs": ["x": "scalar"], "blocks": blocks,
      ], operators: operators
    ).map { "\($0)" }
  }

  @Test func `before anything runs a level without the operator it needs is refused`() {
    let heat: ModelValue = [["linear": 4], "pool", ["linear": 4], "readout", ["linear": "classes"]]
    let levels = OperatorSignature(name: "levels", kind: .hierarchy)
    let basis = OperatorSignature(name: "basis", kind: .eigenbasis)
    let coarse = OperatorSignature(name: "basis", kind: .eigenbasis, level: 1)
    #expect(refusals("isometry", heat, [basis, coarse, levels]).isEmpty)
    #expect(
      refusals("isometry", heat, [basis, levels]) == [
        "blocks[2].linear: needs an operator of kind eigenbasis on level 1 for its basis; there are: basis (eigenbasis, level 0), levels (hierarchy); add that of level 1 as basis@1"
      ])
    #expect(
      refusals("isometry", heat, [coarse, levels]) == [
        "blocks[0].linear: needs an operator of kind eigenbasis for its basis; there are: basis@1 (eigenbasis, level 1), levels (hierarchy)"
      ])
    // Matrices have kinds that are not known yet: the finest ones do for the first block, none for the other.
    let patches = ["angle", "distance", "transport"].map { OperatorSignature(name: $0, kind: nil) }
    let found = refusals("gauge", heat, patches + [levels])
    #expect(found.count == 3)
    #expect(
      found.first
        == "blocks[2].linear: needs an operator of kind patch_distance on level 1 for its distance; there are: angle (?, level 0), distance (?, level 0), transport (?, level 0), levels (hierarchy); add that of level 1 as distance@1"
    )
    let both = patches + patches.map { OperatorSignature(name: $0.name, kind: nil, level: 1) }
    #expect(refusals("gauge", heat, both + [levels]).isEmpty)
    // Graph blocks go on finding the operators that a hierarchy carries, unless it carries others.
    let graph: ModelValue = [["gcn": 4], "pool", ["gcn": 4], "readout", ["linear": "classes"]]
    let carrying = OperatorSignature(name: "h", kind: .hierarchy, levelKind: .adjacency)
    #expect(refusals("permutation", graph, [carrying]).isEmpty)
    let stiff = OperatorSignature(
      name: "h", kind: .hierarchy, levelKind: OperatorKind(rawValue: "stiffness"))
    let adjacency = [0, 1].map { OperatorSignature(name: "a", kind: .adjacency, level: $0) }
    #expect(refusals("permutation", graph, adjacency + [stiff]).isEmpty)
    #expect(
      refusals("permutation", graph, [adjacency[0], stiff]) == [
        "blocks[2].gcn: needs an operator of kind normalized_adjacency or adjacency or hierarchy on level 1 for its propagation; there are: a (adjacency, level 0), h (hierarchy of stiffness); add that of level 1 as a@1"
      ])
  }

  @Test func `what turns with the frames is not pooled, and what would fit is named`() {
    let operators =
      ["angle", "distance", "transport"].flatMap { name in
        [0, 1].map { OperatorSignature(name: name, kind: nil, level: $0) }
      } + [OperatorSignature(name: "levels", kind: .hierarchy)]
    let turning: ModelValue = ["gaugeconv": ["channels": 4, "orders": [0, 1]]]
    #expect(
      refusals(
        "gauge", [turning, "pool", ["linear": 4], "readout", ["linear": "classes"]], operators)
        == [
          "blocks[1].pool: takes fields of type scalar, but is fed so2 [0, 1]; these take it: gaugeconv, regularrelu; gaugeconv can hand on scalar"
        ])
    #expect(
      refusals(
        "gauge",
        [
          turning, "nonlinearity", ["linear": 4], "pool", turning, "nonlinearity",
          ["linear": "classes"], "readout",
        ], operators
      ).isEmpty)
    // The nodes that a topk leaves have no eigenbasis of their own.
    let chosen = refusals(
      "permutation", [["topk": 0.5], ["heat": 3], "readout", ["dense": "classes"]],
      [OperatorSignature(name: "basis", kind: .eigenbasis)])
    #expect(chosen.first?.contains("needs the eigenbasis of its nodes") == true)
  }
}
