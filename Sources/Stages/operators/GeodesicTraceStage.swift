internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `geodesics.trace`: straight paths from vertices by direction and length.
enum GeodesicTraceStage: StageKind {
  static let name = "geodesics.trace"
  static let version = 1
  static let summary =
    "Straightest paths over a surface from vertices, by direction and length (Polthier & Schmies 1998)."
  static let inputs = [InputPort("mesh", .artifacts(["mesh"]), doc: "The surface.")]
  static let outputs = [
    OutputPort(
      "points", "array",
      doc: "float64 [p, 3]: the corners of all paths in space, one path after the other."),
    OutputPort(
      "starts", "array",
      doc: "int64 [paths + 1]: path i has the points from starts[i] to below starts[i + 1]."),
    OutputPort(
      "ends", "sparse",
      doc: "Paths × n: row i holds the weights of the vertices around the end of path i."),
    OutputPort(
      "metrics", "metrics",
      doc: """
        `paths`, `whole` (those as long as asked for), `shortest`, `longest`; a note for each that ended before, with \
        its length and why.
        """),
  ]
  static let parameters = [
    ParameterDeclaration(
      DistanceSources.name, .list(of: .integer(0...Int(Int32.max))), unit: "vertices",
      doc: "Where the paths start, counted from 0, one entry a path; a vertex may start several."),
    ParameterDeclaration(
      directions, .list(of: .number(nil)), unit: "radians",
      doc: """
        The direction of each path. Inside the surface it is an angle in the vertex' frame, as `mesh.connection` gives it, \
        scaled so that a full turn is 2π; at the boundary it counts from the first edge and is not scaled.
        """),
    ParameterDeclaration(
      lengths, .list(of: .number(.atLeast(0))), unit: "length units",
      doc: "The length of each path, or one for all."),
    ParameterDeclaration(
      "crossings", .integer(1...1_000_000_000), default: 1_000_000, unit: "edges",
      doc: "Where paths end in any case: after so many edges crossed."),
  ]
  private static let directions = "directions"
  private static let lengths = "lengths"

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let parameters = invocation.parameters
    let count = parameters.integers(DistanceSources.name).count
    func problem(_ name: String, _ remedy: String) -> StageProblem {
      .parameter(
        .name(name),
        message: "has \(parameters.list(name).count) numbers for \(count) sources", remedy: remedy)
    }
    var problems: [StageProblem] = []
    if count == 0 {
      problems.append(
        .parameter(
          .name(DistanceSources.name), message: "needs at least one vertex",
          remedy: "name where the paths start"))
    }
    if parameters.list(directions).count != count {
      problems.append(problem(directions, "give one a source"))
    }
    if ![1, count].contains(parameters.list(lengths).count) {
      problems.append(problem(lengths, "give one a source, or one for all"))
    }
    return problems
  }

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let parameters = context.parameters
    let sources = parameters.integers(DistanceSources.name)
    let (angles, given) = (parameters.numbers(directions), parameters.numbers(lengths))
    let tracer = try GeodesicTracer(mesh, mostCrossings: parameters.integer("crossings"))
    let paths = try sources.indices.map { index in
      try tracer.trace(
        fromVertex: sources[index], direction: angles[index],
        length: given.count == 1 ? given[0] : given[index])
    }
    let places = try paths.map { path in try path.points.map { try mesh.position(of: $0) } }
    let coordinates = places.flatMap { $0.flatMap { [$0.x, $0.y, $0.z] } }
    try context.write(
      NumberArray(coordinates, shape: [coordinates.count / 3, 3]), to: "points")
    var starts: [Int64] = [0]
    for path in places { starts.append(starts[starts.count - 1] + Int64(path.count)) }
    try context.write(NumberArray(starts), to: "starts")
    try context.write(ends(of: paths, on: mesh), to: "ends")
    try context.write(metrics(of: paths, from: sources), to: "metrics")
  }

  private static func ends(
    of paths: [TracedGeodesic], on mesh: TriangleMesh
  ) throws -> SparseMatrix<Double> {
    let entries = paths.enumerated().flatMap { row, path in
      path.points.last.map { end in
        (0..<3).map { (row: row, column: Int(mesh.faces[end.face][$0]), value: end.weights[$0]) }
          .filter { $0.value != 0 }
      } ?? []
    }
    return try SparseMatrix(rows: paths.count, columns: mesh.vertexCount, triplets: entries)
  }

  private static func metrics(of paths: [TracedGeodesic], from sources: [Int]) throws -> Metrics {
    let whole = paths.count { $0.ending == .length }
    let notes = paths.indices.compactMap { index -> String? in
      let reason: String? =
        switch paths[index].ending {
        case .length: nil
        case .boundary: "meets the boundary"
        case .nonManifold: "meets an edge or a vertex where the surface is no manifold"
        case .crossings: "has crossed as many edges as `crossings` allows"
        }
      return reason.map {
        "path \(index) from vertex \(sources[index]) \($0) after \(paths[index].length)"
      }
    }
    return try Metrics(
      scalars: [
        ("paths", Double(paths.count)), ("whole", Double(whole)),
        ("shortest", paths.map(\.length).min() ?? 0), ("longest", paths.map(\.length).max() ?? 0),
      ], notes: notes)
  }
}
