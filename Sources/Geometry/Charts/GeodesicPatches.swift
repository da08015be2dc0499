internal import Foundation
public import Numerics

/// Geodesic disks around all vertices in polar coordinates: what convolutions on surfaces gather over.
///
/// Masci, Boscaini, Bronstein & Vandergheynst, "Geodesic Convolutional Neural Networks on Riemannian
/// Manifolds" (2015); also the pseudo-coordinates of Monti et al., MoNet (2017), and, with the turns,
/// the neighbourhoods of de Haan et al., "Gauge Equivariant Mesh CNNs" (2021). Coordinates are exact
/// for the faces: see ``PolarGeodesics``.
///
///     let patches = try GeodesicPatches(mesh, radius: 0.1)
///     let (rho, theta) = (patches.distances, patches.angles)
///     let gather = try patches.interpolation(rings: 3, angles: 8)
public struct GeodesicPatches: Sendable {
  /// The distance of each neighbour (n × n): row i holds the vertices within the radius of vertex i,
  /// that itself among them with 0; in length units.
  public let distances: SparseMatrix<Double>
  /// The polar angle of each neighbour in the tangent plane of the row's vertex, with the same
  /// pattern; in radians from 0 up to 2π, at the boundary from 0 to π.
  public let angles: SparseMatrix<Double>
  /// What a vector turns by that is carried from each neighbour to the row's vertex along the
  /// geodesic, with the same pattern; in radians from −π to π.
  public let turns: SparseMatrix<Double>
  /// The radius of the disks, in length units.
  public let radius: Double
  private let surface: UnfoldedFaces

  /// Measures the disks, vertices in parallel.
  ///
  /// - Parameters:
  ///   - mesh: oriented and manifold; vertices without a proper face have empty rows.
  ///   - radius: in length units, positive and finite.
  /// - Throws: ``MeshError`` for a mesh that is not, a bad radius, or patches with more entries
  ///   than 32 bits count.
  /// - Complexity: about O(n k^1.5 log k) for k vertices a patch.
  public init(_ mesh: TriangleMesh, radius: Double) throws(MeshError) {
    try self.init(PolarGeodesics(mesh), radius: radius)
  }

  /// Measures the disks over a surface that is laid out already.
  ///
  /// - Parameters:
  ///   - geodesics: of the mesh.
  ///   - radius: in length units, positive and finite.
  /// - Throws: ``MeshError`` for a bad radius, or patches with more entries than 32 bits count.
  public init(_ geodesics: PolarGeodesics, radius: Double) throws(MeshError) {
    guard radius > 0, radius.isFinite else {
      throw .parameterOutOfRange(
        name: "radius", value: "\(radius)", range: "a positive finite length")
    }
    let surface = geodesics.surface
    let count = surface.vertexCount
    let shard = Self.shard(count)
    let shards = (count + shard - 1) / shard
    let parts = [[[PolarCoordinates]]](parallel: shards, grain: 1) { part in
      var front = PolarFront(surface)
      return (part * shard..<min((part + 1) * shard, count)).map { vertex in
        guard !surface.fan(around: vertex).isEmpty else { return [] }
        front.run(from: vertex, radius: radius)
        return front.reached
      }
    }
    let rows = parts.joined()
    let total = rows.reduce(0) { $0 + $1.count }
    guard total < Int(Int32.max) else {
      throw .parameterOutOfRange(
        name: "radius", value: "\(radius)",
        range: "a smaller one: \(total) neighbours are more than 32-bit offsets count")
    }
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(count + 1)
    var columns: [Int32] = []
    var values: (distances: [Double], angles: [Double], turns: [Double]) = ([], [], [])
    columns.reserveCapacity(total)
    values.distances.reserveCapacity(total)
    values.angles.reserveCapacity(total)
    values.turns.reserveCapacity(total)
    for row in rows {
      for place in row {
        columns.append(Int32(place.vertex))
        values.distances.append(place.distance)
        values.angles.append(place.angle)
        values.turns.append(-place.turn)
      }
      offsets.append(Int32(columns.count))
    }
    func matrix(_ values: [Double]) -> SparseMatrix<Double> {
      SparseMatrix(
        uncheckedRows: count, columns: count, rowOffsets: offsets, columnIndices: columns,
        values: values)
    }
    distances = matrix(values.distances)
    angles = matrix(values.angles)
    turns = matrix(values.turns)
    self.radius = radius
    self.surface = surface
  }

  /// The number of vertices, n.
  public var vertexCount: Int { surface.vertexCount }

  /// Vertices handled by one front: its memory is as large as the mesh, so fronts are few.
  private static func shard(_ count: Int) -> Int { max(64, (count + 127) / 128) }
}

extension GeodesicPatches {
  /// The matrix that samples a function of the vertices on a polar grid in each disk.
  ///
  /// Grid point (a, b) of vertex i lies at the distance (a + 1) / rings of the radius in the direction
  /// 2π b / angles of its tangent plane, and is found by going straight there over the faces. Its row,
  /// (i · rings + a) · angles + b, holds the barycentric weights of the face it lies in: not negative,
  /// with sum 1. A way that leaves the surface ends at the boundary.
  ///
  /// - Parameters:
  ///   - rings: at least 1.
  ///   - angles: at least 1.
  /// - Returns: n · rings · angles × n; rows of vertices without a proper face are empty.
  /// - Throws: ``MeshError`` for numbers below 1, or a grid of more rows than 32 bits count.
  /// - Complexity: O(n · angles · c) for c edges crossed within the radius.
  public func interpolation(rings: Int, angles: Int) throws(MeshError) -> SparseMatrix<Double> {
    for (name, value) in [("rings", rings), ("angles", angles)] where value < 1 {
      throw .parameterOutOfRange(name: name, value: "\(value)", range: "a positive integer")
    }
    let (points, overflow) = rings.multipliedReportingOverflow(by: angles)
    let most = Int(Int32.max) / 3 / max(1, vertexCount)
    guard !overflow, points <= most else {
      throw .parameterOutOfRange(
        name: "rings × angles", value: "\(rings) × \(angles)",
        range: "at most \(most) grid points for \(vertexCount) vertices")
    }
    let distances = (1...rings).map { radius * Double($0) / Double(rings) }
    let samples = [WeightedCorners?](
      unsafeUninitializedCapacity: vertexCount * points
    ) { buffer, initialized in
      let base = buffer
      base.initialize(repeating: nil)
      Parallel.forEach(rangesOf: vertexCount, grain: 64) { range in
        for vertex in range where !surface.fan(around: vertex).isEmpty {
          for angle in 0..<angles {
            let direction = 2 * Double.pi * Double(angle) / Double(angles)
            surface.walk(from: vertex, direction: direction, distances: distances) { ring, point in
              base[(vertex * rings + ring) * angles + angle] = point
            }
          }
        }
      }
      initialized = vertexCount * points
    }
    return RowAssembler.assemble(
      rows: samples.count, columns: vertexCount, entriesPerRow: 3
    ) { row, entries in
      guard let sample = samples[row] else { return }
      for corner in 0..<3 where sample.weights[corner] > 0 {
        entries.append(
          .init(column: sample.vertices[corner], rank: corner, value: sample.weights[corner]))
      }
    }
  }
}
