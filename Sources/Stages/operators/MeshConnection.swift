internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `mesh.connection`: tangent frames, transport along edges and the connection Laplacian.
enum MeshConnection: StageKind {
  static let name = "mesh.connection"
  static let version = 1
  static let summary =
    "Tangent frames, parallel transport and the connection Laplacian of a manifold mesh (Sharp et al. 2019)."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The surface: oriented, manifold.")
  ]
  static let outputs = [
    OutputPort(
      "stiffness", "operator",
      doc: """
        2n × 2n, symmetric: rows 2i and 2i + 1 are the real and imaginary part of the tangent \
        vector at vertex i.
        """),
    OutputPort("mass", "operator", doc: "2n × 2n, diagonal: the area of each vertex, twice."),
    OutputPort(
      "transport", "sparse",
      doc: "n × n: row i, column j what a vector turns by from i to j, in radians."),
    OutputPort(
      "frames", "field",
      doc: "9 channels: the x axis (polar angle 0), the y axis and the normal of each vertex."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "mass", .choice(["lumped", "voronoi"]), default: "lumped",
      doc: "Lumped: a third of each adjacent face. Voronoi: the mixed areas of Meyer et al. 2003."),
    Self.method(default: .cotangent),
  ]

  /// The triangulation to build an operator on vectors on.
  static func method(default method: ConnectionLaplacian.Method) -> ParameterDeclaration {
    ParameterDeclaration(
      "method", .choice(ConnectionLaplacian.Method.allCases.map(\.rawValue)),
      default: .string(method.rawValue),
      doc: """
        Cotangent: the edges of the mesh. Intrinsic-delaunay: edges flipped until all weights are nonnegative; vertices \
        and tangent planes stay.
        """)
  }

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let connection = try ManifoldInput.require {
      try ConnectionLaplacian(of: mesh, method: context.option("method", or: .cotangent))
    }
    let kind = MassMatrix.Kind(rawValue: context.parameters.string("mass")) ?? .lumped
    try context.write(
      OperatorArtifact(kind: "connection", matrix: connection.stiffness()), to: "stiffness")
    try context.write(OperatorArtifact(kind: "mass", matrix: connection.mass(kind)), to: "mass")
    try context.write(rotations(connection.transport), to: "transport")
    let frames = VertexFrames(of: mesh, connection.transport.halfedges)
    try context.write(FieldArtifact(frames: frames), to: "frames")
  }

  private static func rotations(_ transport: TangentTransport) throws -> SparseMatrix<Double> {
    let halfedges = transport.halfedges
    var entries: [(row: Int, column: Int, value: Double)] = []
    for (index, ends) in halfedges.edges.enumerated() {
      let halfedge = Int(halfedges.edgeHalfedge[index])
      let rotation = transport.rotations[halfedge]
      let isForward = halfedges.tail(halfedge) == Int(ends[0])
      entries.append((Int(ends[0]), Int(ends[1]), isForward ? rotation : -rotation))
      entries.append((Int(ends[1]), Int(ends[0]), isForward ? -rotation : rotation))
    }
    return try SparseMatrix(
      rows: halfedges.vertexCount, columns: halfedges.vertexCount, triplets: entries)
  }
}
