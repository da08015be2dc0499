import Autodiff
import Models
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Blocks that treat every point alike") struct PointwiseBlockTests {
  private func relabelling(_ seed: UInt64) -> Motion {
    let order = GraphCases.order(seed: seed)
    return Motion(
      name: "relabelling", moveInput: { GraphCases.renumbered($0, order) },
      moveOutput: { GraphCases.renumbered($0, order) })
  }

  private let shift = Motion(
    name: "shift", moveInput: { GridCases.shifted($0, 2, 1) },
    moveOutput: { GridCases.shifted($0, 2, 1) })

  @Test(
    "every function is its formula, alone and as nonlinearity",
    arguments: PointwiseFunction.allCases)
  func functions(function: PointwiseFunction) throws {
    let formula: (Double) -> Double = { x in
      switch function {
      case .relu: Swift.max(x, 0)
      case .leakyrelu: x > 0 ? x : 0.01 * x
      case .elu: x > 0 ? x : exp(x) - 1
      case .gelu: x * 0.5 * (1 + erf(x / 2.0.squareRoot()))
      case .silu: x / (1 + exp(-x))
      case .tanh: (exp(x) - exp(-x)) / (exp(x) + exp(-x))
      case .sigmoid: 1 / (1 + exp(-x))
      case .softplus: log(1 + exp(x))
      }
    }
    let name = ModelValue.string(function.rawValue)
    for block in [name, ["nonlinearity": name]] {
      try checkLayer(
        LayerCase(block: block, domain: .graph, shape: [9, 4]), seed: 51, motions: [relabelling(1)]
      ) { x, _ in Tensor(shape: x.shape, x.scalars.map(formula)) }
    }
  }

  @Test("dense is x W + b at every node and pixel", arguments: [true, false])
  func dense(onGraph: Bool) throws {
    let layer = LayerCase(
      block: ["dense": 5], domain: onGraph ? .graph : .grid,
      shape: onGraph ? [9, 4] : [2, 3, 5, 4])
    try checkLayer(layer, seed: 52, motions: [onGraph ? relabelling(2) : shift]) { x, parameters in
      let weight = parameters["blocks.0.dense.weight"].map(GraphCases.rows) ?? []
      let bias = parameters["blocks.0.dense.bias"]?.scalars ?? []
      let product = GraphCases.product(GraphCases.rows(x), weight)
      return Tensor(
        shape: Array(x.shape.dropLast()) + [5],
        product.flatMap { row in row.enumerated().map { $1 + bias[$0] } })
    }
  }

  @Test("scale multiplies by its factor")
  func scale() throws {
    try checkLayer(
      LayerCase(block: ["scale": 0.0625], domain: .grid, shape: [1, 4, 4, 2]), seed: 53,
      motions: [shift]
    ) { x, _ in Tensor(shape: x.shape, x.scalars.map { $0 / 16 }) }
  }

  @Test("layernorm gives the channels of each point mean 0 and variance 1 before scale and shift")
  func layerNorm() throws {
    try checkLayer(
      LayerCase(block: "layernorm", domain: .graph, shape: [9, 6]), seed: 54,
      motions: [relabelling(4)]
    ) { x, parameters in
      let scale = parameters["blocks.0.layernorm.scale"]?.scalars ?? []
      let move = parameters["blocks.0.layernorm.shift"]?.scalars ?? []
      return GraphCases.tensor(
        GraphCases.rows(x).map { row in
          let mean = row.reduce(0, +) / 6
          let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6
          return row.indices.map {
            (row[$0] - mean) / (variance + 1e-5).squareRoot() * scale[$0] + move[$0]
          }
        })
    }
  }

  @Test(
    "norm uses the batch's statistics in training and the running ones after",
    arguments: [true, false])
  func batchNorm(isTraining: Bool) throws {
    var layer = LayerCase(block: "norm", domain: .grid, shape: [3, 4, 5, 2])
    layer.isTraining = isTraining
    try checkLayer(layer, seed: 55, motions: [shift]) { x, parameters in
      let scale = parameters["blocks.0.norm.scale"]?.scalars ?? []
      let move = parameters["blocks.0.norm.shift"]?.scalars ?? []
      let rows = GraphCases.rows(x)
      let count = Double(rows.count)
      let result = rows.map { row in
        row.indices.map { channel in
          let column = rows.map { $0[channel] }
          let batchMean = column.reduce(0, +) / count
          let batchVariance = column.reduce(0) { $0 + ($1 - batchMean) * ($1 - batchMean) } / count
          let mean =
            isTraining ? batchMean : parameters["blocks.0.norm.mean"]?.scalars[channel] ?? 0
          let variance =
            isTraining ? batchVariance : parameters["blocks.0.norm.variance"]?.scalars[channel] ?? 0
          return (row[channel] - mean) / (variance + 1e-5).squareRoot() * scale[channel]
            + move[channel]
        }
      }
      return Tensor(shape: x.shape, result.flatMap { $0 })
    }
  }

  @Test("readout joins all points and stays when they move", arguments: ["mean", "sum", "max"])
  func readout(kind: String) throws {
    func joined(_ values: [Double]) -> Double {
      switch kind {
      case "sum": values.reduce(0, +)
      case "max": values.max() ?? 0
      default: values.reduce(0, +) / Double(values.count)
      }
    }
    var still = shift
    still.moveOutput = nil
    try checkLayer(
      LayerCase(block: ["readout": .string(kind)], domain: .grid, shape: [2, 4, 3, 2]), seed: 56,
      motions: [still]
    ) { x, _ in
      let rows = GraphCases.rows(x)
      return GraphCases.tensor(
        (0..<2).map { item in
          (0..<2).map { channel in joined(rows[item * 12..<item * 12 + 12].map { $0[channel] }) }
        })
    }
    var relabelled = relabelling(6)
    relabelled.moveOutput = nil
    try checkLayer(
      LayerCase(block: ["readout": .string(kind)], domain: .graph, shape: [9, 2]), seed: 57,
      motions: [relabelled]
    ) { x, _ in
      let rows = GraphCases.rows(x)
      return GraphCases.tensor([(0..<2).map { channel in joined(rows.map { $0[channel] }) }])
    }
  }

  @Test("residual adds what its blocks make of the field")
  func residual() throws {
    try checkLayer(
      LayerCase(block: ["residual": ["tanh"]], domain: .graph, shape: [9, 2]), seed: 58,
      motions: [relabelling(7)]
    ) { x, _ in Tensor(shape: x.shape, x.scalars.map { $0 + tanh($0) }) }
  }

  @Test(
    "readout joins the points of each item, zeros where there are none",
    arguments: ["mean", "sum", "max"], RaggedCases.lengths)
  func raggedReadout(kind: String, lengths: [Int]) throws {
    for channels in [1, 3] {
      let layer = LayerCase(
        block: ["readout": .string(kind)], domain: .set, shape: [lengths.reduce(0, +), channels],
        offsets: RaggedCases.offsets(lengths))
      try checkLayer(
        layer, seed: 59, motions: [RaggedCases.motion(lengths, seed: 60, isInvariant: true)]
      ) { x, _ in
        let rows = GraphCases.rows(x)
        return RaggedCases.tensor(
          RaggedCases.ranges(lengths).map {
            RaggedCases.pooled(Array(rows[$0]), kind, width: channels)
          }, width: channels)
      }
    }
  }

  @Test("no node, and one node of one channel", arguments: [[0, 3], [1, 1]])
  func edges(shape: [Int]) throws {
    let order = Array(0..<shape[0])
    let motion = Motion(
      name: "relabelling", moveInput: { GraphCases.renumbered($0, order) },
      moveOutput: { GraphCases.renumbered($0, order) })
    func values(_ parameters: ParameterTree<Double>, _ name: String) -> [Double] {
      parameters.leaves.first { $0.path.hasSuffix(".\(name)") }?.tensor.scalars ?? []
    }
    typealias Row = ([Double], ParameterTree<Double>) -> [Double]
    let formulas: [(ModelValue, isTraining: Bool, Row)] = [
      (
        ["dense": 2], false,
        { x, tree in
          RaggedCases.affine(
            x, RaggedCases.rows(tree, "blocks.0.dense.weight"), values(tree, "bias"))
        }
      ),
      (
        "layernorm", false,
        { x, tree in
          let mean = x.reduce(0, +) / Double(x.count)
          let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
          return x.indices.map {
            (x[$0] - mean) / (variance + 1e-5).squareRoot() * values(tree, "scale")[$0]
              + values(tree, "shift")[$0]
          }
        }
      ),
      (
        "batchnorm", false,
        { x, tree in
          x.indices.map {
            (x[$0] - values(tree, "mean")[$0]) / (values(tree, "variance")[$0] + 1e-5).squareRoot()
              * values(tree, "scale")[$0] + values(tree, "shift")[$0]
          }
        }
      ),
      // A row that is its own mean.
      ("batchnorm", true, { _, tree in values(tree, "shift") }),
      (["scale": -3], false, { x, _ in x.map { -3 * $0 } }),
      (["residual": ["tanh"]], false, { x, _ in x.map { $0 + tanh($0) } }),
      ("relu", false, { x, _ in x.map { max($0, 0) } }),
      (["dropout": 0.5], false, { x, _ in x }),
    ]
    for (block, isTraining, formula) in formulas {
      try checkLayer(
        LayerCase(block: block, domain: .graph, shape: shape, isTraining: isTraining), seed: 61,
        motions: isTraining ? [] : [motion]
      ) { x, parameters in
        RaggedCases.tensor(
          GraphCases.rows(x).map { formula($0, parameters) },
          width: block["dense"] == nil ? shape[1] : 2)
      }
    }
  }

  @Test("dropout in a pass of training multiplies by what its key says", arguments: [0.25, 0.9])
  func droppedValues(rate: Double) throws {
    var layer = LayerCase(block: ["dropout": .number(rate)], domain: .graph, shape: [9, 5])
    try checkLayer(layer, seed: 62, motions: [relabelling(8)]) { x, _ in x }
    layer.isTraining = true
    try checkLayer(layer, seed: 62, motions: []) { x, _ in
      let key = DropoutFactors.key(seed: 62, path: "blocks.0.dropout")
      let factors = DropoutFactors.values(count: 45, rate: rate, key: key)
      return Tensor(shape: x.shape, zip(x.scalars, factors).map { $0 * $1 })
    }
  }

  @Test("dropout keeps the mean, repeats with its seed, and rests outside training")
  func dropout() throws {
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
      "blocks": [["dropout": 0.25]],
    ])
    let signature = InputSignature(channels: [.init("x", 7)], gridShape: [], classNames: ["a"])
    let model = try Model(layers: description, signature: signature, seed: 0)
    let ones = Tensor<Float>(repeating: 1, shape: [3001, 7])
    let bound = try BoundInput(ones, operators: [], for: model)
    func run(_ training: Bool, _ moment: String) throws -> [Float] {
      try model.forward(
        bound, parameters: model.parameters, tape: Tape(recording: false),
        mode: PassMode(isTraining: training, seed: 9, moment: moment)
      ).logits.value.scalars
    }
    #expect(try run(false, "a") == ones.scalars)
    let first = try run(true, "a")
    #expect(try run(true, "a") == first)
    #expect(try run(true, "b") != first)
    #expect(first.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
    let kept = Double(first.count { $0 != 0 }) / Double(first.count)
    // Four standard deviations of a binomial share of 21,007.
    #expect(abs(kept - 0.75) < 0.012)
  }
}
