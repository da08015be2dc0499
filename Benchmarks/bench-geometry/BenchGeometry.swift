internal import BenchSupport
internal import Foundation
internal import Geometry
internal import Numerics

/// `bench-geometry JOB SUBDIVISIONS [FOLDER]`: times one job on a bumpy sphere and prints a JSON object.
///
/// Jobs: `eigenbasis` (128 pairs of cotangent Laplacian and lumped mass), `heat-setup`, `heat-solve`, `coarsen` (one
/// level of heavy-edge matching of the graph of edges), `partition` (that graph into 64 parts), and `export`,
/// which writes mesh and matrices as raw arrays into the folder for the peers' side.
@main struct BenchGeometry {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 2, let subdivisions = Int(arguments[1]) else { usage() }
    if let text = ProcessInfo.processInfo.environment["MERIDIAN_THREADS"], let count = Int(text) {
      Parallel.use(workers: count)
    }
    let mesh = try BenchMesh.make(subdivisions: subdivisions)
    var figures: [String: Double]
    switch (arguments[0], arguments.count) {
    case ("eigenbasis", 2): figures = try eigenbasis(mesh)
    case ("heat-setup", 2), ("heat-solve", 2): figures = try heat(mesh)
    case ("coarsen", 2): figures = try coarsen(mesh)
    case ("partition", 2): figures = try partition(mesh)
    case ("export", 3):
      figures = [:]
      try export(mesh, to: URL(fileURLWithPath: arguments[2], isDirectory: true))
    default: usage()
    }
    figures["vertices"] = Double(mesh.vertexCount)
    figures["threads"] = Double(Parallel.workers)
    let json = try JSONSerialization.data(withJSONObject: figures, options: .sortedKeys)
    print(String(decoding: json, as: UTF8.self))
  }

  private static func usage() -> Never {
    let text =
      "usage: bench-geometry eigenbasis|heat-setup|heat-solve|coarsen|partition SUBDIVISIONS\n"
      + "       bench-geometry export SUBDIVISIONS FOLDER\n"
    FileHandle.standardError.write(Data(text.utf8))
    exit(2)
  }

  private static func eigenbasis(_ mesh: TriangleMesh) throws -> [String: Double] {
    let laplacian = try CotangentLaplacian(of: mesh)
    let (stiffness, mass) = (laplacian.stiffness(), laplacian.mass(.lumped))
    let before = Memory.restart()
    let (elapsed, pairs) = try seconds {
      try Eigensolver.smallest(stiffness: stiffness, mass: mass, count: 128)
    }
    return [
      "seconds": elapsed, "extra_mb": (Memory.peak() ?? 0) - (before ?? 0),
      "largest_residual": pairs.residuals.max() ?? 0, "second_value": pairs.values[1],
      "last_value": pairs.values[127],
    ]
  }

  private static func heat(_ mesh: TriangleMesh) throws -> [String: Double] {
    let before = Memory.restart()
    let (setUp, solver) = try seconds { try HeatGeodesics(mesh) }
    let peak = Memory.peak() ?? 0
    let solves = try (0..<5).map { turn in
      try seconds { try solver.distances(from: [turn * (mesh.vertexCount / 5)]) }
    }
    return [
      "setup_seconds": setUp, "solve_seconds": solves.map(\.0).sorted()[2],
      "extra_mb": peak - (before ?? 0), "largest_distance": solves[0].1.max() ?? 0,
    ]
  }

  private static func coarsen(_ mesh: TriangleMesh) throws -> [String: Double] {
    let adjacency = try graph(of: mesh).adjacency
    let options = CoarseningOptions(maximumLevels: 2)
    let before = processorSeconds
    let turns = try (0..<9).map { _ in
      try seconds { try Coarsening.heavyEdgeMatching(of: adjacency, options: options) }
    }
    let effort = (processorSeconds - before) / 9
    let coarse = turns[0].1.operators[1]
    return [
      "seconds": turns.map(\.0).sorted()[4], "processor_seconds": effort,
      "entries": Double(adjacency.nonzeroCount),
      "coarse_nodes": Double(coarse.rows), "coarse_entries": Double(coarse.nonzeroCount),
    ]
  }

  private static func partition(_ mesh: TriangleMesh) throws -> [String: Double] {
    var adjacency = try graph(of: mesh).adjacency
    adjacency.values = adjacency.values.map { _ in 1 }
    let before = processorSeconds
    let turns = try (0..<9).map { _ in
      try seconds { try GraphPartitioner.divide(adjacency, into: 64) }
    }
    let effort = (processorSeconds - before) / 9
    let found = turns[0].1
    return [
      "seconds": turns.map(\.0).sorted()[4], "processor_seconds": effort, "cut": found.cut,
      "balance": found.balance,
      "moved": Double(found.movedCount),
    ]
  }

  /// The edges of the mesh, weighted by the inverse of their lengths.
  private static func graph(of mesh: TriangleMesh) throws -> Graph {
    let edges = mesh.faces.flatMap { face in
      [(face.x, face.y), (face.y, face.z), (face.z, face.x)].filter { $0.0 < $0.1 }
    }
    let weights = edges.map { edge in
      let span = mesh.positions[Int(edge.0)] - mesh.positions[Int(edge.1)]
      return 1 / (span * span).sum().squareRoot()
    }
    return try Graph(
      nodeCount: mesh.vertexCount, edges: edges.map { .init($0.0, $0.1) }, weights: weights)
  }

  private static func export(_ mesh: TriangleMesh, to folder: URL) throws {
    let laplacian = try CotangentLaplacian(of: mesh)
    let stiffness = laplacian.stiffness()
    func write<Element>(_ values: [Element], _ name: String) throws {
      try values.withUnsafeBytes { Data($0) }.write(to: folder.appendingPathComponent(name))
    }
    try write(mesh.positions.flatMap { [$0.x, $0.y, $0.z] }, "positions.f64")
    try write(mesh.faces.flatMap { [$0.x, $0.y, $0.z] }, "faces.i32")
    try write(stiffness.rowOffsets, "offsets.i32")
    try write(stiffness.columnIndices, "columns.i32")
    try write(stiffness.values, "stiffness.f64")
    try write(laplacian.mass(.lumped).diagonalValues, "mass.f64")
  }

  /// What all threads of this process have used so far.
  private static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

  private static func seconds<Result>(_ body: () throws -> Result) rethrows -> (Double, Result) {
    let start = ContinuousClock.now
    let result = try body()
    let elapsed = (ContinuousClock.now - start).components
    return (Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18, result)
  }
}
