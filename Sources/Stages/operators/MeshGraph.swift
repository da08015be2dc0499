internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.graph`: the vertices and edges of a mesh.
enum MeshGraph: StageKind {
  static let name = "mesh.graph"
  static let version = 1
  static let summary = "The graph of a mesh: its vertices as nodes, joined along its edges."
  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]
  static let outputs = [OutputPort("graph", "graph", doc: "The undirected graph.")]
  static let parameters = [
    ParameterDeclaration(
      "weights", .choice(["none", "length", "inverse_length"]), default: "none",
      doc: "What edges weigh: 1, or their length in length units, or one over it.")
  ]

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let ends = MeshEdges(of: mesh).ends
    let chosen = context.parameters.string("weights")
    var weights: [Double]?
    if chosen != "none" {
      weights = try ends.enumerated().map { edge, ends in
        let length = simdLength(mesh.positions[Int(ends.x)] - mesh.positions[Int(ends.y)])
        guard length > 0 || chosen == "length" else {
          throw StageInputError(
            "edge \(edge) joins vertices \(ends.x) and \(ends.y) at the same place and has no "
              + "inverse length; merge them with mesh.repair first")
        }
        return chosen == "length" ? length : 1 / length
      }
    }
    try context.write(
      Graph(
        nodeCount: mesh.vertexCount, edges: ends.map { Graph.Edge($0.x, $0.y) }, weights: weights),
      to: "graph")
  }

  private static func simdLength(_ vector: SIMD3<Double>) -> Double {
    (vector * vector).sum().squareRoot()
  }
}
