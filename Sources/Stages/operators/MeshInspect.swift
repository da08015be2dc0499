internal import Artifacts
internal import Geometry
internal import Pipeline

/// `mesh.inspect`: what kind of surface a mesh is, and what is wrong with it.
enum MeshInspect: StageKind {
  static let name = "mesh.inspect"
  static let version = 1
  static let summary =
    "Counts of a mesh and its flaws: components, boundary, genus, non-manifold, degenerate and repeated parts."
  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]
  static let outputs = [
    OutputPort(
      "metrics", "metrics",
      doc:
        "Counts; the first elements of each flaw are named in its notes. `genus` where there is one."
    )
  ]
  static let parameters = [
    ParameterDeclaration(
      "named", .integer(0...1000), default: 5, unit: "elements",
      doc: "How many elements of each flaw are named.")
  ]

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let health = MeshHealth(of: mesh)
    var scalars: [(name: String, value: Double)] = [
      ("vertices", Double(health.vertexCount)),
      ("faces", Double(health.faceCount)),
      ("edges", Double(health.edgeCount)),
      ("euler_characteristic", Double(health.eulerCharacteristic)),
      ("components", Double(health.componentCount)),
      ("boundary_loops", Double(health.boundaryLoopCount)),
      ("closed", health.isClosed ? 1 : 0),
      ("manifold", health.isManifold ? 1 : 0),
      ("orientable", health.isOrientable ? 1 : 0),
    ]
    if let genus = health.genus { scalars.append(("genus", Double(genus))) }
    var notes: [String] = []
    let named = context.parameters.integer("named")
    for flaw in Flaw.all(of: health) {
      scalars.append((flaw.name, Double(flaw.elements.count)))
      if let note = flaw.note(naming: named) { notes.append(note) }
    }
    try context.write(Metrics(scalars: scalars, notes: notes), to: "metrics")
  }

  /// The elements that share a flaw.
  private struct Flaw {
    /// The name of its count.
    let name: String
    /// What an element is: `vertex`, `edge`, `face`.
    let kind: String
    /// The elements, as they are named.
    let elements: [String]

    init(_ name: String, edges: [SIMD2<Int32>]) {
      (self.name, kind) = (name, "edge")
      elements = edges.map { "\($0[0])–\($0[1])" }
    }

    init(_ name: String, _ kind: String, _ elements: [Int]) {
      (self.name, self.kind) = (name, kind)
      self.elements = elements.map(String.init)
    }

    static func all(of health: MeshHealth) -> [Flaw] {
      [
        Flaw("boundary_edges", edges: health.boundaryEdges),
        Flaw("non_manifold_edges", edges: health.nonManifoldEdges),
        Flaw("non_manifold_vertices", "vertex", health.nonManifoldVertices),
        Flaw("misoriented_edges", edges: health.misorientedEdges),
        Flaw("faces_with_repeated_corners", "face", health.facesWithRepeatedCorners),
        Flaw("faces_without_area", "face", health.facesWithoutArea),
        Flaw("duplicate_faces", "face", health.duplicateFaces),
        Flaw("unreferenced_vertices", "vertex", health.unreferencedVertices),
        Flaw("repeated_positions", "vertex", health.repeatedPositions),
      ]
    }

    /// For example `non_manifold_edges: edge 3–9, edge 4–9 and 17 more`.
    func note(naming count: Int) -> String? {
      guard !elements.isEmpty, count > 0 else { return nil }
      let first = elements.prefix(count).map { "\(kind) \($0)" }.joined(separator: ", ")
      let rest = elements.count - count
      return "\(name): \(first)" + (rest > 0 ? " and \(rest) more" : "")
    }
  }
}
