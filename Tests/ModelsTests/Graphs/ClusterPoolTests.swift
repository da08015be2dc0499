import Autodiff
import Geometry
import Models
import Numerics
import Testing

@Suite("Pooling on a hierarchy") struct ClusterPoolTests {
  private let clusters = [[0, 1], [2, 3, 6], [4, 5], [7], [8]]

  private func motion(seed: UInt64, output: Bool) throws -> (Motion, [DomainOperator]) {
    let hierarchy = try GraphCases.hierarchy()
    let order = GraphCases.order(seed: seed)
    let moved = try Hierarchy(
      operators: [
        GraphCases.renumbered(hierarchy.operators[0], rows: order, columns: order),
        hierarchy.operators[1],
      ],
      prolongations: [GraphCases.renumbered(hierarchy.prolongations[0], rows: order)])
    let motion = Motion(
      name: "relabelling", operators: [DomainOperator(name: "h", hierarchy: moved)],
      moveInput: { GraphCases.renumbered($0, order) },
      moveOutput: output ? { GraphCases.renumbered($0, order) } : nil)
    return (motion, [DomainOperator(name: "h", hierarchy: hierarchy)])
  }

  @Test("pool takes the mean or the sum of each cluster", arguments: ["mean", "sum"])
  func pools(kind: String) throws {
    let (motion, operators) = try motion(seed: 21, output: false)
    let layer = LayerCase(
      block: ["pool": .string(kind)], domain: .graph, shape: [9, 3], operators: operators)
    try checkLayer(layer, seed: 22, motions: [motion]) { x, _ in
      let rows = GraphCases.rows(x)
      return GraphCases.tensor(
        clusters.map { members in
          (0..<3).map { channel in
            let sum = members.reduce(0) { $0 + rows[$1][channel] }
            return kind == "mean" ? sum / Double(members.count) : sum
          }
        })
    }
  }

  @Test("pool, graph convolution on the coarse level, unpool: every node has its cluster's value")
  func coarseLevel() throws {
    let (motion, operators) = try motion(seed: 23, output: true)
    let layer = LayerCase(
      block: ["residual": ["pool", ["gcn": ["channels": 3]], "unpool"]], domain: .graph,
      shape: [9, 3], operators: operators)
    try checkLayer(layer, seed: 24, motions: [motion]) { x, parameters in
      let rows = GraphCases.rows(x)
      let pooled = clusters.map { members in
        (0..<3).map { channel in
          members.reduce(0) { $0 + rows[$1][channel] } / Double(members.count)
        }
      }
      let path = "blocks.0.residual.blocks.1.gcn"
      let weight = parameters["\(path).weight"].map(GraphCases.rows) ?? []
      let bias = parameters["\(path).bias"]?.scalars ?? []
      let coarse = (try? GraphCases.hierarchy())?.operators[1]
      let propagation = coarse.map(GraphCases.propagation) ?? []
      let spread = GraphCases.product(propagation, GraphCases.product(pooled, weight))
      return GraphCases.tensor(
        rows.indices.map { node in
          let cluster = clusters.firstIndex { $0.contains(node) } ?? 0
          return (0..<3).map { rows[node][$0] + spread[cluster][$0] + bias[$0] }
        })
    }
  }

  @Test("one node of one channel is its own cluster")
  func oneNode() throws {
    let one = try SparseMatrix<Double>(rows: 1, columns: 1, triplets: [])
    let hierarchy = try Hierarchy(
      operators: [one, one], prolongations: [SparseMatrix<Double>.identity(1)])
    let still = Motion(name: "no other order", moveInput: { $0 }, moveOutput: { $0 })
    for (block, factor) in [("pool", 1.0), (["residual": ["pool", "unpool"]], 2)]
      as [(ModelValue, Double)]
    {
      try checkLayer(
        LayerCase(
          block: block, domain: .graph, shape: [1, 1],
          operators: [DomainOperator(name: "h", hierarchy: hierarchy)]), seed: 25,
        motions: [still]
      ) { x, _ in Tensor(shape: [1, 1], [factor * x.scalar]) }
    }
  }

  @Test("a level beyond the last is refused with the block's place")
  func tooDeep() throws {
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
      "blocks": ["pool", "pool", "readout", ["linear": "classes"]],
    ])
    let signature = InputSignature(
      channels: [.init("x", 2)], gridShape: [], classNames: ["a", "b"])
    let model = try Model(description, signature: signature, seed: 0)
    let input = try ModelInput(
      .dense(Tensor(zeros: [9, 2])), for: description,
      operators: [DomainOperator(name: "h", hierarchy: GraphCases.hierarchy())])
    let error = #expect(throws: ModelError.self) { try model.logits(input) }
    #expect(error?.code == .operators)
    #expect(error?.problems.first?.path == "blocks[1].pool")
    #expect(error?.description.contains("ends with level 1") == true)
  }
}
