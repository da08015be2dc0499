import Models
import Testing

@Suite("Counted operations") struct OperationCountTests {
  /// The first block on points of six scalars, with positions, velocities and two charges beside.
  private func placed(_ block: ModelValue, _ domain: Domain, classes: Int = 4) throws -> PlacedBlock
  {
    let symmetry: Symmetry = domain == .geometricGraph ? .euclidean : domain.symmetries[0]
    let description = try ModelDescription([
      "domain": .string(domain.rawValue), "symmetry": .string(symmetry.rawValue),
      "inputs": [
        "x": "scalar", "positions": "position", "velocities": ["o3": [1]], "charges": ["o3": [0]],
      ],
      "blocks": .list([block]),
    ])
    let model = try Model(
      layers: description,
      signature: InputSignature(
        channels: [
          .init("x", 6), .init("positions", 3), .init("velocities", 3), .init("charges", 2),
        ], gridShape: [], classNames: (0..<classes).map { "\($0)" }), seed: 1)
    return try #require(model.blocks.first)
  }

  @Test("are apart for points and for edges, products and sums of each")
  func counts() throws {
    let cases: [(ModelValue, Domain, points: Double, edges: Double)] = [
      (["dense": 5], .graph, 60, 0),
      // The side of the weights with fewer channels is summed over.
      (["gcn": 5], .graph, 60, 10), (["gcn": 9], .graph, 108, 12),
      (["chebyshev": ["channels": 5, "order": 3]], .graph, 240, 30),
      (["gat": ["channels": 5, "heads": 2]], .graph, 120 + 40, 2 * (4 + 10)),
      (["gatv2": ["channels": 5, "heads": 2]], .graph, 240, 2 * (3 + 30)),
      (["gatv2": ["channels": 5, "heads": 2, "shared": true]], .graph, 120, 2 * (3 + 30)),
      (["gin": ["channels": 5, "hidden": 8]], .graph, 96 + 80, 12),
      // Ends 6 → 2 · 8, update 6 + 8 → 8, output 8 → 5; an edge of one weight, message 8 → 8.
      (
        ["mpnn": ["channels": 5, "hidden": 8]], .graph, 2 * (96 + 112 + 40),
        2 * (8 + 64) + 24
      ),
      (
        ["mpnn": ["channels": 5, "hidden": 8, "edges": "all", "products": "charges"]], .set,
        2 * (96 + 112 + 40), 2 * (16 + 64) + 24
      ),
      (
        ["edgeconv": ["channels": 5, "neighbours": 7, "layers": 2]], .set,
        2 * 60 + 7 * (50 + 15), 18
      ),
      ("clusterpool", .graph, 0, 12),
      // Embedding 7 → 5, ends 5 → 10, pace 5 → 5 → 1, update 10 → 5 → 5; an edge of one number, messages and factors 5 → 5, a step.
      (
        ["egnn": ["channels": 5, "velocities": "velocities"]], .geometricGraph,
        2 * (35 + 50 + 25 + 5 + 50 + 25), 2 * (5 + 25 + 25 + 5) + 15 + 15
      ),
      (
        ["transformer": ["heads": 2, "layers": 3, "hidden": 4]], .set,
        3 * 2 * (6 * 18 + 36 + 24 + 24), 3 * (24 + 6)
      ),
      (
        ["monet": ["channels": 5, "kernels": 3, "coordinates": "distance", "radius": 1]], .mesh,
        2 * 18 * 5, 3 * (3 + 1 + 12)
      ),
      (["diffusion": ["hidden": [4]]], .mesh, 2 * (2 * 36 + 18 * 4 + 4 * 6) + 0, 24),
    ]
    for (block, domain, points, edges) in cases {
      let placed = try placed(block, domain)
      #expect(placed.countsPoints)
      #expect(placed.operationCount == points, "\(block)")
      #expect(placed.edgeOperationCount == edges, "\(block)")
    }
  }

  @Test("are summed over the blocks inside, and unknown while sizes are")
  func nested() throws {
    let inside: ModelValue = ["residual": [["gcn": 6], "relu", ["gin": ["channels": 6]]]]
    let whole = try placed(inside, .graph)
    #expect(whole.edgeOperationCount == 24)
    #expect(
      whole.operationCount
        == whole.children.reduce(6) { $0 + ($1.operationCount ?? .nan) })
    let unknown = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
      "blocks": [["gcn": 4]],
    ]).placed(signature: nil, operators: nil, catalogue: .standard, needsHead: false).blocks
    #expect(unknown.count == 1 && unknown.allSatisfy { $0.edgeOperationCount == nil })
  }
}
