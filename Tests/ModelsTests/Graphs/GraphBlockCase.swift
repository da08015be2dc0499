import Autodiff
import Geometry
import Models
import Numerics
import Testing

/// Three graphs as one batch: the one of `GraphCases`, one of a single node, and a path of four nodes of which the last is alone.
///
/// Blocks on graphs are held to the same: a reference on each graph by itself, gradients, relabelling of all nodes, and the batch
/// against the graphs one by one.
struct GraphBlockCase {
  var block: ModelValue
  var channels = 4
  /// Whether it works on one channel, too.
  var takesOneChannel = true
  var kind = OperatorKind.adjacency
  var isTraining = false
  /// Whether it hands on a row for each node; where it does not, which rows there are depends on the nodes' order.
  var keepsNodes = true
  /// Whether what it hands on moves with the nodes.
  var movesAlike: Bool? = nil
  /// Whether a pass of training chooses by the places of nodes, so that only a reference that knows the choices can follow.
  var choosesByPlace = false
  /// The matrix connected, made of a graph's adjacency.
  var connected: (SparseMatrix<Double>) -> SparseMatrix<Double> = { $0 }

  static func graphs() throws -> [SparseMatrix<Double>] {
    let path = [(0, 1, 1.0), (1, 2, 0.5)].flatMap { [($0.0, $0.1, $0.2), ($0.1, $0.0, $0.2)] }
    return [
      try GraphCases.adjacency(), try SparseMatrix(rows: 1, columns: 1, triplets: []),
      try SparseMatrix(rows: 4, columns: 4, triplets: path),
    ]
  }

  /// Checks the block on each graph and on all of them together.
  ///
  /// - Parameter reference: the block on one graph, from dense adjacency, rows of features, and its parameters by their last names.
  func check(
    seed: UInt64, location: SourceLocation = #_sourceLocation,
    _ reference: ([[Double]], [[Double]], (String) -> [[Double]]) -> [[Double]]
  ) throws {
    for channels in takesOneChannel ? [channels, 1] : [channels] {
      for graph in try Self.graphs() {
        let order = self.order(graph.rows, seed: seed)
        let moved = try GraphCases.renumbered(graph, rows: order, columns: order)
        let layer = LayerCase(
          block: block, domain: .graph, shape: [graph.rows, channels],
          operators: [DomainOperator(name: "a", kind: kind, matrix: connected(graph))],
          isTraining: isTraining)
        let motion = Motion(
          name: "relabelling",
          operators: [DomainOperator(name: "a", kind: kind, matrix: connected(moved))],
          moveInput: { GraphCases.renumbered($0, order) },
          moveOutput: (movesAlike ?? keepsNodes) ? { GraphCases.renumbered($0, order) } : nil,
          compared: (movesAlike ?? keepsNodes) ? { $0.scalars } : { Rows.sorted($0) })
        try checkLayer(
          layer, seed: seed, motions: choosesByPlace ? [] : [motion], location: location
        ) { x, parameters in
          GraphCases.tensor(
            reference(GraphCases.dense(graph), GraphCases.rows(x)) { name in
              let leaf = parameters.leaves.first { $0.path.hasSuffix(".\(name)") }
              return leaf.map { GraphCases.rows($0.tensor) } ?? []
            })
        }
      }
    }
    guard !isTraining else { return }
    try checkBatch(seed: seed, location: location)
  }

  private func order(_ count: Int, seed: UInt64) -> [Int] {
    var stream = RandomStream(seed: seed, "relabelling")
    var order = Array(0..<count)
    stream.shuffle(&order)
    return order
  }

  /// What the block makes of the first graph in a pass of a name, with fresh parameters.
  func output(seed: UInt64, isTraining: Bool, moment: String) throws -> [Double] {
    let (model, inputs) = try built(seed: seed)
    let bound = try BoundInput(inputs[0], for: model, as: Double.self)
    return try model.forward(
      bound, parameters: model.parameters.converted(to: Double.self), tape: Tape(recording: false),
      mode: PassMode(isTraining: isTraining, seed: seed, moment: moment)
    ).logits.value.scalars
  }

  /// The block with fresh parameters, and the graphs with random features.
  private func built(seed: UInt64) throws -> (Model, [ModelInput]) {
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
      "blocks": .list([block]),
    ])
    let model = try Model(
      layers: description,
      signature: InputSignature(
        channels: [.init("x", channels)], gridShape: [], classNames: ["a", "b", "c"]), seed: seed)
    let inputs = try Self.graphs().enumerated().map { index, graph in
      try ModelInput(
        .dense(
          randomTensor([graph.rows, channels], seed: seed, "x\(index)").converted(to: Float.self)),
        for: description,
        operators: [DomainOperator(name: "a", kind: kind, matrix: connected(graph))])
    }
    return (model, inputs)
  }

  /// The graphs in one batch give what they give one by one, an empty one among them.
  private func checkBatch(seed: UInt64, location: SourceLocation) throws {
    let (model, inputs) = try built(seed: seed)
    func output(_ input: ModelInput) throws -> [Double] {
      let bound = try BoundInput(input, for: model, as: Double.self)
      return try model.forward(
        bound, parameters: model.parameters.converted(to: Double.self),
        tape: Tape(recording: false), mode: .prediction
      ).logits.value.scalars
    }
    let joined = try ModelInput.batched(inputs)
    let alone = try inputs.flatMap(output)
    #expect(
      relativeError(try output(joined), alone) < 1e-12, "batch, seed \(seed)",
      sourceLocation: location)
    // A graph without nodes between the others changes nothing.
    let offsets = try ItemOffsets(levels: [[0, 9, 9, 10, 14]])
    let withEmpty = ModelInput(
      fields: joined.fields, operators: joined.operators, offsets: offsets)
    #expect(
      relativeError(try output(withEmpty), alone) < 1e-12, "empty graph, seed \(seed)",
      sourceLocation: location)
  }
}

/// Rows of features in tests.
enum Rows {
  static func sum(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }

  /// The rows in ascending order, as one list: what is the same for rows in any order.
  static func sorted(_ tensor: Tensor<Double>) -> [Double] {
    GraphCases.rows(tensor).sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }
  }

  static func scaled(_ a: [Double], _ factor: Double) -> [Double] { a.map { $0 * factor } }

  static func times(_ x: [Double], _ weights: [[Double]]) -> [Double] {
    GraphCases.product([x], weights).first ?? []
  }

  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  static func softmax(_ scores: [Double]) -> [Double] {
    let largest = scores.max() ?? 0
    let powers = scores.map { exponential($0 - largest) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }
}
