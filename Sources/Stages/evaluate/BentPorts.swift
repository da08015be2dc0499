internal import Artifacts
internal import Geometry
internal import Models
internal import Pipeline

/// The ports through which an audit is given its surfaces in another pose, and what they hold.
enum BentPorts {
  /// The signals of the bent surfaces.
  static let features = InputPort(
    "bent_features", ModelPorts.features.accepts, .many,
    doc: """
      The same surfaces in another pose: what `features` are of it, connected likewise, vertex by vertex and item by item.
      """)
  /// The operators of the bent surfaces.
  static let operators = InputPort(
    "bent_operators", ModelPorts.operators.accepts, .many,
    doc: "What `operators` are of the bent surfaces, connected likewise.")
  /// The surfaces themselves.
  static let meshes = InputPort(
    "meshes", .artifacts(["mesh"]), .many,
    doc: """
      The surfaces, to tell by their edges how far the bend is from an isometry; without them it is told by the operators.
      """)
  /// The bent surfaces themselves.
  static let bentMeshes = InputPort(
    "bent_meshes", .artifacts(["mesh"]), .many,
    doc: "The bent surfaces: the same triangles in another pose.")

  /// All of them.
  static let all = [features, operators, meshes, bentMeshes]

  /// What is wrong with what is connected.
  static func problems(_ invocation: StageInvocation) -> [StageProblem] {
    let connected = all.filter { invocation.isConnected($0.name) }
    guard let first = connected.first else { return [] }
    if invocation.isConnected(ModelPorts.graphs.name) {
      return [
        StageProblem(
          at: .input(first.name), "`graphs` are no surfaces that could bend",
          remedy: "connect `features` and `operators`, and those of the bent surfaces")
      ]
    }
    var problems: [StageProblem] = []
    if !invocation.isConnected(features.name) {
      problems.append(
        StageProblem(
          at: .input(first.name), "the bent surfaces have no signals",
          remedy: "connect `bent_features`: what `features` are of the surfaces in another pose"))
    }
    if invocation.isConnected(ModelPorts.operators.name)
      != invocation.isConnected(operators.name)
    {
      problems.append(
        StageProblem(
          at: .stage, "only one of `operators` and `bent_operators` is connected",
          remedy: "connect both: the same operators of the surfaces in either pose"))
    }
    if invocation.isConnected(meshes.name) != invocation.isConnected(bentMeshes.name) {
      problems.append(
        StageProblem(
          at: .stage, "only one of `meshes` and `bent_meshes` is connected",
          remedy: "connect both, or none to tell the bend by the operators"))
    }
    return problems
  }

  /// The bent surfaces; nil where none are connected.
  ///
  /// - Parameters:
  ///   - input: of the surfaces as they were.
  ///   - count: how many items of a batch are read.
  static func surfaces(
    _ context: StageContext, beside input: ModelInput, for description: ModelDescription,
    first count: Int
  ) throws -> BentSurfaces? {
    guard context.isConnected(features.name) else { return nil }
    let bent = try ModelPorts.input(
      context, for: description, signals: features.name, operators: operators.name, first: count
    ).prefix(count, for: description)
    return BentSurfaces(bent, stretch: try stretch(context, beside: input))
  }

  /// Root mean square of the relative change of lengths of all edges; nil where no meshes are connected.
  private static func stretch(_ context: StageContext, beside input: ModelInput) throws -> Double? {
    let (still, bent) = (try context.readers(meshes.name), try context.readers(bentMeshes.name))
    guard !still.isEmpty else { return nil }
    let sizes =
      input.offsets.map { items in (0..<items.count).map { items.nodes(of: $0).count } }
      ?? [input.fields.values.first?.shape.first ?? 0]
    let names = (still.map { item($0.name) }, bent.map { item($0.name) })
    guard still.count == bent.count, still.count >= sizes.count,
      still.count == 1 || names.0 == names.1
    else {
      throw StageInputError(
        "`meshes` has \(still.count) items and `bent_meshes` \(bent.count) for \(sizes.count) surfaces; gather the same batch, an item a surface"
      )
    }
    var (sum, edges) = (0.0, 0)
    for (index, size) in sizes.enumerated() {
      let mesh = try TriangleMesh(from: still[index].reader)
      let other = try TriangleMesh(from: bent[index].reader)
      guard mesh.vertexCount == size, mesh.faces == other.faces,
        mesh.vertexCount == other.vertexCount
      else {
        throw StageInputError(
          "the meshes '\(still[index].name)' have \(mesh.vertexCount) and \(other.vertexCount) vertices where the signals have \(size), or other triangles; connect one triangulation in two poses, such as two of make.articulated_shape with one index and different poses"
        )
      }
      let stretches = try MeshDistortion(of: other, from: mesh.positions).stretches.filter(
        \.isFinite)
      edges += stretches.count
      sum += stretches.reduce(0) { $0 + ($1 - 1) * ($1 - 1) }
    }
    return edges > 0 ? (sum / Double(edges)).squareRoot() : nil
  }

  private static func item(_ name: String) -> Substring {
    name.firstIndex(of: "/").map { name[name.index(after: $0)...] } ?? name[...]
  }
}
