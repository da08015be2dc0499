internal import Foundation
internal import Numerics

/// Parallel transport of vectors from some vertices to everywhere, by the vector heat method.
///
/// Sharp, Soliman & Crane, "The Vector Heat Method" (2019), algorithm 1: let vectors flow for a short
/// time with the ``ConnectionLaplacian``, (M + t L∇) Y = X; each arrives turned as along the shortest
/// geodesic from the nearest source, but faded. The directions of Y are kept, and the magnitudes are
/// those of the sources, spread by scalar heat: u / φ of (M + t L) u = |X| and (M + t L) φ = 1.
///
/// Both systems are factored once; each set of sources costs three solves. The time is the squared
/// mean edge length times ``VectorHeatOptions/timeFactor``.
///
///     let heat = try VectorHeat(mesh)
///     let field = try heat.transport([TangentVector(vertex: 0, components: [1, 0])])
public final class VectorHeat: Sendable {
  /// The tangent planes in which vectors have their components.
  public let transport: TangentTransport
  /// The time t of the flow, in length units squared.
  public let time: Double
  /// The number of vertices, n.
  public var vertexCount: Int { masses.count }

  let masses: [Double]
  /// The component of each vertex, −1 without a proper face.
  let components: [Int32]
  private let scalars: RestrictedSolver
  private let vectors: RestrictedSolver

  /// The heat at the source: far above 1, so that heat underflows only some 1,400 edges away.
  private static let peak = 0x1p900

  /// Measures a mesh and factors the two systems.
  ///
  /// - Parameters:
  ///   - mesh: oriented and manifold.
  ///   - options: triangulation and time of flow.
  /// - Throws: ``MeshError`` for a mesh that is not, without proper faces, or a bad option;
  ///   `NumericsError` if a factorization fails.
  public init(_ mesh: TriangleMesh, options: VectorHeatOptions = VectorHeatOptions()) throws {
    guard options.timeFactor.isFinite, options.timeFactor > 0 else {
      throw MeshError.parameterOutOfRange(
        name: "timeFactor", value: "\(options.timeFactor)", range: "a positive finite number")
    }
    let connection = try ConnectionLaplacian(of: mesh, method: options.method)
    let length = connection.meanEdgeLength
    guard length > 0 else { throw MeshError.empty }
    transport = connection.transport
    time = options.timeFactor * length * length
    let masses = connection.surface.vertexAreas(.lumped)
    self.masses = masses
    let components = HeatGeodesics.components(of: mesh, corners: connection.surface.corners)
    self.components = components
    let supported = components.indices.filter { components[$0] >= 0 }.map { Int32($0) }

    let scalar = connection.surface.stiffness().scaled(by: time).addingDiagonal(masses)
    let place = RestrictedSolver.Place(keeping: supported, of: scalar)
    scalars = try RestrictedSolver(scalar, at: place, analysis: place.analyze(scalar))
    let vector = connection.stiffness().scaled(by: time)
      .addingDiagonal(masses.flatMap { [$0, $0] })
    let vectorPlace = RestrictedSolver.Place(
      keeping: supported.flatMap { [2 * $0, 2 * $0 + 1] }, of: vector)
    vectors = try Self.factored(vector, at: vectorPlace, method: options.method)
  }

  /// Factors the system of vectors, and says what to do where negative weights leave it indefinite.
  private static func factored(
    _ matrix: SparseMatrix<Double>, at place: RestrictedSolver.Place,
    method: ConnectionLaplacian.Method
  ) throws -> RestrictedSolver {
    let analysis = try place.analyze(matrix)
    do {
      return try RestrictedSolver(matrix, at: place, analysis: analysis)
    } catch {
      guard error.code == .notPositiveDefinite, method == .cotangent else { throw error }
      throw MeshError.parameterOutOfRange(
        name: "method", value: "cotangent",
        range: "intrinsic-delaunay: the mesh has edges with negative weights")
    }
  }

  /// Carries vectors to all vertices.
  ///
  /// - Parameter sources: vectors at different vertices of the surface, at least one; finite.
  /// - Returns: one vector a vertex (n), in the components of ``transport``, in the unit of the
  ///   sources; not a number where no source reaches.
  /// - Throws: ``MeshError`` that names a source that is none.
  /// - Complexity: three solves.
  public func transport(_ sources: [TangentVector]) throws -> [SIMD2<Double>] {
    try require(sources.map(\.vertex))
    let lengths = sources.map { ($0.components * $0.components).sum().squareRoot() }
    if let bad = lengths.firstIndex(where: { !$0.isFinite }) {
      throw MeshError.parameterOutOfRange(
        name: "the vector at vertex \(sources[bad].vertex)", value: "\(sources[bad].components)",
        range: "finite components")
    }
    let directions = try directions(of: sources)
    let magnitudes = try extend(zip(sources, lengths).map { ($0.vertex, $1) })
    return zip(directions, magnitudes).map { $0 * max(0, $1) }
  }

  /// Carries each vector to all vertices by itself.
  ///
  /// - Parameter sources: vectors at vertices of the surface.
  /// - Returns: one field a source, each as ``transport(_:)`` gives it.
  /// - Throws: ``MeshError`` that names a source that is none.
  public func transport(each sources: [TangentVector]) throws -> [[SIMD2<Double>]] {
    try sources.map { try transport([$0]) }
  }

  /// Extends values at some vertices to all: each takes about the value of the nearest source.
  ///
  /// - Parameter sources: finite values at different vertices of the surface, at least one.
  /// - Returns: one value a vertex (n), not a number where no source reaches; a mean of those given.
  /// - Throws: ``MeshError`` that names a source that is none.
  /// - Complexity: two solves.
  public func extend(_ sources: [(vertex: Int, value: Double)]) throws -> [Double] {
    try require(sources.map(\.vertex))
    if let bad = sources.first(where: { !$0.value.isFinite }) {
      throw MeshError.parameterOutOfRange(
        name: "the value at vertex \(bad.vertex)", value: "\(bad.value)", range: "a finite number")
    }
    let largest = sources.reduce(0) { max($0, abs($1.value)) }
    let amount = impulse(at: sources.map(\.vertex))
    var right = DenseMatrix<Double>(rows: vertexCount, columns: 2)
    for source in sources {
      right[source.vertex, 0] = largest > 0 ? source.value / largest * amount : 0
      right[source.vertex, 1] = amount
    }
    let heat = try scalars.solve(right)
    return (0..<vertexCount).map { heat[$0, 1] > 0 ? heat[$0, 0] / heat[$0, 1] * largest : .nan }
  }

  /// The directions in which vectors arrive (n), of length 1; not a number where none does.
  func directions(of sources: [TangentVector]) throws -> [SIMD2<Double>] {
    let largest = sources.reduce(0) { max($0, abs($1.components.x), abs($1.components.y)) }
    let amount = impulse(at: sources.map(\.vertex)) / (largest > 0 ? largest : 1)
    var right = [Double](repeating: 0, count: 2 * vertexCount)
    for source in sources {
      right[2 * source.vertex] = source.components.x * amount
      right[2 * source.vertex + 1] = source.components.y * amount
    }
    let heat = try vectors.solve(right)
    return (0..<vertexCount).map { vertex in
      let vector = SIMD2(heat[2 * vertex], heat[2 * vertex + 1])
      let scale = max(abs(vector.x), abs(vector.y))
      guard scale > 0 else { return largest > 0 ? SIMD2(repeating: .nan) : .zero }
      let scaled = vector / scale
      return scaled / (scaled * scaled).sum().squareRoot()
    }
  }

  private func impulse(at vertices: [Int]) -> Double {
    Self.peak * (vertices.map { masses[$0] }.min() ?? 1)
  }

  private func require(_ sources: [Int]) throws {
    guard !sources.isEmpty else { throw MeshError.noSource }
    var seen = Set<Int>()
    for source in sources {
      guard masses.indices.contains(source) else {
        throw MeshError.sourceOutOfRange(source: source, vertexCount: vertexCount)
      }
      guard components[source] >= 0 else {
        throw MeshError.sourceUnreferenced(source: source)
      }
      guard seen.insert(source).inserted else {
        throw MeshError.parameterOutOfRange(
          name: "sources", value: "a list with vertex \(source) twice",
          range: "different vertices")
      }
    }
  }
}
