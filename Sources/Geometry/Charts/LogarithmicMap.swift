internal import Foundation

/// The logarithmic map of a vertex: where in its tangent plane each vertex lies, by the length and the
/// first direction of the shortest path to it.
///
/// Sharp, Soliman & Crane, "The Vector Heat Method" (2019), section 8.2: a radial field, and the
/// source's axis, are carried to all vertices; the angle between them is the direction, and the length
/// is a distance by heat. Where the paper lets the radial field flow from the source itself, at which
/// one step of heat is not round, here both fields flow from the rim of a disk in which they are exact
/// (see ``PolarGeodesics``).
///
/// Where it is fast: factorizations are kept for many sources. Where it must be exact for the faces,
/// ``LogarithmicMapOptions/direction`` and ``LogarithmicMapOptions/distance`` have both measured by
/// windows.
///
///     let map = try LogarithmicMap(mesh)
///     let coordinates = try map.coordinates(around: 0)
public final class LogarithmicMap: Sendable {
  /// The polar coordinates around vertices, exact.
  public let polar: PolarGeodesics
  private let options: LogarithmicMapOptions
  private let vectors: VectorHeat?
  private let distances: HeatGeodesics?

  /// Measures a mesh and factors what heat needs.
  ///
  /// - Parameters:
  ///   - mesh: oriented and manifold.
  ///   - options: how directions and distances are measured.
  /// - Throws: ``MeshError`` for a mesh that is not, without proper faces, or a bad option;
  ///   `NumericsError` if a factorization fails.
  public init(
    _ mesh: TriangleMesh, options: LogarithmicMapOptions = LogarithmicMapOptions()
  ) throws {
    guard options.nearField.isFinite, options.nearField >= 2 else {
      throw MeshError.parameterOutOfRange(
        name: "nearField", value: "\(options.nearField)", range: "a finite number from 2")
    }
    self.options = options
    polar = try PolarGeodesics(mesh)
    vectors =
      options.direction == .heat
      ? try VectorHeat(
        mesh,
        options: VectorHeatOptions(method: options.method, timeFactor: options.timeFactor)) : nil
    distances =
      options.distance == .heat
      ? try HeatGeodesics(
        mesh,
        options: HeatGeodesicsOptions(
          method: options.method == .cotangent ? .cotangent : .intrinsicDelaunay,
          timeFactor: options.timeFactor, nearField: options.nearField)) : nil
  }

  /// The place of each vertex in the tangent plane of a source.
  ///
  /// - Parameters:
  ///   - source: a vertex of the surface.
  ///   - turn: the polar angle at the source that the first axis has, in radians. Default: 0.
  /// - Returns: one place a vertex (n), in length units: (0, 0) at the source, not a number where it
  ///   does not reach. At the cut locus, where two shortest paths meet, directions change at once.
  /// - Throws: ``MeshError`` for a vertex off the surface.
  public func coordinates(around source: Int, turn: Double = 0) throws -> [SIMD2<Double>] {
    try polar.surface.require(source: source)
    guard turn.isFinite else {
      throw MeshError.parameterOutOfRange(
        name: "turn", value: "\(turn)", range: "a finite number of radians")
    }
    let radius =
      options.nearField * max(polar.meanEdgeLength, polar.surface.meanLength(at: source))
    let isExact = options.direction == .exact || options.distance == .exact
    let exact = try polar.coordinates(around: source, radius: isExact ? .infinity : radius)
    let lengths = try distances?.distances(from: [source]) ?? Self.lengths(exact, polar.vertexCount)
    let directions = try self.directions(exact, radius: radius)
    let axis = SIMD2(cos(turn), sin(turn))
    return zip(lengths, directions).enumerated().map { vertex, place in
      guard vertex != source else { return .zero }
      guard place.0.isFinite else { return SIMD2(repeating: .nan) }
      return place.0 * place.1.turnedBack(by: axis)
    }
  }

  private static func lengths(_ exact: [PolarCoordinates], _ count: Int) -> [Double] {
    var lengths = [Double](repeating: .infinity, count: count)
    for place in exact { lengths[place.vertex] = place.distance }
    return lengths
  }

  /// The unit vector at the source of the path to each vertex.
  private func directions(
    _ exact: [PolarCoordinates], radius: Double
  ) throws -> [SIMD2<Double>] {
    var directions = [SIMD2<Double>](
      repeating: SIMD2(repeating: .nan), count: polar.vertexCount)
    let near = exact.filter { $0.distance <= radius }
    let rim = near.filter { $0.distance > 0.5 * radius }
    let carriers = rim.isEmpty ? near.filter { $0.distance > 0 } : rim
    if let vectors, !carriers.isEmpty {
      let radial = try vectors.directions(
        of: carriers.map { vectors.vector($0, $0.angle, radius: radius) })
      let axis = try vectors.directions(
        of: carriers.map { vectors.vector($0, 0, radius: radius) })
      directions = zip(radial, axis).map { $0.turnedBack(by: $1) }
    }
    for place in vectors == nil ? exact : near {
      let own = SIMD2(cos(place.angle), sin(place.angle))
      let share = vectors == nil ? 0 : NearField.share(at: place.distance, of: radius)
      let mixed = share > 0 ? (1 - share) * own + share * directions[place.vertex] : own
      let size = (mixed * mixed).sum().squareRoot()
      directions[place.vertex] = size > 0 ? mixed / size : own
    }
    return directions
  }
}

extension VectorHeat {
  /// The vector at a vertex of the rim that leaves the centre in a direction.
  ///
  /// Its length fades towards both edges of the rim, and otherwise falls as heat that has come from
  /// the centre does, so that all vertices of the rim count alike farther out.
  fileprivate func vector(
    _ place: PolarCoordinates, _ direction: Double, radius: Double
  ) -> TangentVector {
    let angle = direction + place.turn
    let share = NearField.share(at: place.distance, of: radius)
    let fading = max(1e-9, share * (1 - share))
    let heat = exp((radius - place.distance) / time.squareRoot())
    return TangentVector(
      vertex: place.vertex,
      components: masses[place.vertex] * fading * heat * SIMD2(cos(angle), sin(angle)))
  }
}
