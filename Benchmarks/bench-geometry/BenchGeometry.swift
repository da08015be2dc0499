internal import BenchSupport
internal import Foundation
internal import Geometry
internal import Numerics

/// `bench-geometry JOB SIZE [RUNS]`: times one job on one surface and prints a JSON object.
///
/// `bench-geometry export SIZE FOLDER` writes mesh and matrices as raw arrays for the peers' side;
/// `bench-geometry convergence SUBDIVISIONS` compares with closed forms on the sphere. ``BenchMesh`` says what SIZE
/// means.
@main struct BenchGeometry {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 2, let size = Int(arguments[1]) else { usage() }
    if let text = ProcessInfo.processInfo.environment["MERIDIAN_THREADS"], let count = Int(text) {
      Parallel.use(workers: count)
    }
    if arguments[0] == "convergence", arguments.count == 2 {
      return try print(figures: Convergence(subdivisions: size).figures())
    }
    let mesh = try BenchMesh.make(size: size)
    var figures: [String: Double]
    switch (arguments[0], arguments.count) {
    case ("export", 3):
      try export(mesh, to: URL(fileURLWithPath: arguments[2], isDirectory: true))
      figures = [:]
    default:
      guard let job = jobs[arguments[0]], arguments.count <= 3,
        let runs = Int(arguments.count == 3 ? arguments[2] : "3"), runs > 0
      else { usage() }
      figures = try job(mesh, runs)
    }
    figures["vertices"] = Double(mesh.vertexCount)
    figures["threads"] = Double(Parallel.workers)
    try print(figures: figures)
  }

  private static func print(figures: [String: Double]) throws {
    let json = try JSONSerialization.data(withJSONObject: figures, options: .sortedKeys)
    Swift.print(String(decoding: json, as: UTF8.self))
  }

  private static func usage() -> Never {
    let text =
      "usage: bench-geometry \(jobs.keys.sorted().joined(separator: "|")) SIZE [RUNS]\n"
      + "       bench-geometry export SIZE FOLDER\n"
      + "       bench-geometry convergence SUBDIVISIONS\n"
    FileHandle.standardError.write(Data(text.utf8))
    exit(2)
  }

  private typealias Job = (_ mesh: TriangleMesh, _ runs: Int) throws -> [String: Double]

  private static var jobs: [String: Job] {
    [
      "laplacian": laplacian, "robust": robust, "eigenbasis": eigenbasis, "heat-setup": heatSetup,
      "heat-solve": heatSolve, "exact": exact, "matching": matching, "metis": metis,
    ]
  }

  private static func laplacian(_ mesh: TriangleMesh, runs: Int) throws -> [String: Double] {
    let (figures, pair) = try measure(runs) {
      let laplacian = try CotangentLaplacian(of: mesh)
      return (laplacian.stiffness(), laplacian.mass(.lumped))
    }
    return figures.merging(
      ["nonzeros": Double(pair.0.nonzeroCount), "area": pair.1.values.reduce(0, +)]) { $1 }
  }

  private static func robust(_ mesh: TriangleMesh, runs: Int) throws -> [String: Double] {
    let (figures, pair) = try measure(runs) { try RobustLaplacian.operators(of: mesh) }
    return figures.merging(["area": pair.mass.values.reduce(0, +)]) { $1 }
  }

  private static func eigenbasis(_ mesh: TriangleMesh, runs: Int) throws -> [String: Double] {
    let laplacian = try CotangentLaplacian(of: mesh)
    let (stiffness, mass) = (laplacian.stiffness(), laplacian.mass(.lumped))
    let (figures, pairs) = try measure(runs) {
      try Eigensolver.smallest(stiffness: stiffness, mass: mass, count: 128)
    }
    let checks = [
      "largest_residual": pairs.residuals.max() ?? 0, "second_value": pairs.values[1],
      "last_value": pairs.values[127],
    ]
    return figures.merging(checks) { $1 }
  }

  private static func heatSetup(_ mesh: TriangleMesh, runs: Int) throws -> [String: Double] {
    try measure(runs) { try HeatGeodesics(mesh) }.0
  }

  private static func heatSolve(_ mesh: TriangleMesh, runs: Int) throws -> [String: Double] {
    let solver = try HeatGeodesics(mesh)
    _ = try solver.distances(from: [0])
    let (figures, distances) = try measure(runs) {
      try solver.distances(from: [mesh.vertexCount / 5])
    }
    return figures.merging(["largest_distance": distances.max() ?? 0]) { $1 }
  }

  private static func exact(_ mesh: TriangleMesh, runs: Int) throws -> [String: Double] {
    let solver = try ExactGeodesics(mesh)
    let (figures, distances) = try measure(runs) {
      try solver.distances(from: [mesh.vertexCount / 5])
    }
    return figures.merging(["largest_distance": distances.max() ?? 0]) { $1 }
  }

  private static func matching(_ mesh: TriangleMesh, runs: Int) throws -> [String: Double] {
    let adjacency = try weights(mesh)
    let options = CoarseningOptions(maximumLevels: 2)
    let (figures, hierarchy) = try measure(runs) {
      try Coarsening.heavyEdgeMatching(of: adjacency, options: options)
    }
    return figures.merging(["clusters": Double(hierarchy.operators[1].rows)]) { $1 }
  }

  private static func metis(_ mesh: TriangleMesh, runs: Int) throws -> [String: Double] {
    var adjacency = try weights(mesh)
    adjacency.values = adjacency.values.map { _ in 1 }
    let (figures, partition) = try measure(runs) {
      try GraphPartitioner.divide(adjacency, into: 64)
    }
    return figures.merging(["cut": partition.cut, "balance": partition.balance]) { $1 }
  }

  /// The edges, weighted by their cotangents without sign, as the peers' side does.
  private static func weights(_ mesh: TriangleMesh) throws -> SparseMatrix<Double> {
    let stiffness = try CotangentLaplacian.stiffness(of: mesh)
    let entries = (0..<stiffness.rows).flatMap { row in
      stiffness.entries(inRow: row).compactMap { slot in
        let column = Int(stiffness.columnIndices[slot])
        return column == row ? nil : (row: row, column: column, value: abs(stiffness.values[slot]))
      }
    }
    return try SparseMatrix(rows: stiffness.rows, columns: stiffness.rows, triplets: entries)
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

  /// The median time of some runs, and the most memory that was held over what was held before them.
  private static func measure<Result>(
    _ runs: Int, _ body: () throws -> Result
  ) rethrows -> ([String: Double], Result) {
    let before = Memory.restart()
    var (elapsed, result) = try seconds(body)
    // Of the first run: later ones make theirs beside the result before.
    let peak = Memory.peak()
    var times = [elapsed]
    for _ in 1..<runs {
      (elapsed, result) = try seconds(body)
      times.append(elapsed)
    }
    var figures = ["seconds": times.sorted()[runs / 2], "runs": Double(runs)]
    if let before, let peak { figures["extra_mb"] = peak - before }
    return (figures, result)
  }

  private static func seconds<Result>(_ body: () throws -> Result) rethrows -> (Double, Result) {
    let start = ContinuousClock.now
    let result = try body()
    let elapsed = (ContinuousClock.now - start).components
    return (Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18, result)
  }
}
