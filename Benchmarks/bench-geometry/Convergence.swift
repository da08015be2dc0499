internal import Foundation
internal import Geometry
internal import Numerics

/// How far operators on an icosphere are from the closed forms on the unit sphere.
struct Convergence {
  private let mesh: TriangleMesh

  init(subdivisions: Int) throws {
    mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
  }

  /// One error each, relative but for the angles.
  func figures() throws -> [String: Double] {
    var figures = ["vertices": Double(mesh.vertexCount), "eigenvalue": try eigenvalue()]
    let exact = try errors(ExactGeodesics(mesh).distances(from: [source]))
    (figures["exact_mean"], figures["exact_largest"]) = (exact.mean, exact.largest)
    let heat = try errors(HeatGeodesics(mesh).distances(from: [source]))
    (figures["heat_mean"], figures["heat_largest"]) = (heat.mean, heat.largest)
    let alone = try errors(
      HeatGeodesics(mesh, options: HeatGeodesicsOptions(nearField: 0)).distances(from: [source]))
    (figures["heat_alone_mean"], figures["heat_alone_largest"]) = (alone.mean, alone.largest)
    figures["transport_degrees"] = try transport()
    figures["logarithm_mean"] = try logarithm()
    return figures
  }

  /// Not a vertex of the icosahedron, around which all is more even than elsewhere.
  private var source: Int { 17 }

  /// The mean of the thirteen values of degree l = 6, over l (l + 1) = 42.
  private func eigenvalue() throws -> Double {
    let laplacian = try CotangentLaplacian(of: mesh)
    let pairs = try Eigensolver.smallest(
      stiffness: laplacian.stiffness(), mass: laplacian.mass(.lumped), count: 50)
    return abs(pairs.values[36..<49].reduce(0, +) / 13 - 42) / 42
  }

  private func errors(_ distances: [Double]) -> (mean: Double, largest: Double) {
    let errors = distances.indices.filter { $0 != source }.map { vertex in
      let exact = distance(mesh.positions[vertex], mesh.positions[source])
      return abs(distances[vertex] - exact) / exact
    }
    return (errors.reduce(0, +) / Double(errors.count), errors.max() ?? 0)
  }

  /// The mean angle between a vector carried by heat and along great circles, in degrees.
  private func transport() throws -> Double {
    let heat = try VectorHeat(mesh)
    let frames = VertexFrames(of: mesh, heat.transport.halfedges)
    let field = try heat.transport([TangentVector(vertex: source, components: [1, 0])])
    let (start, vector) = (mesh.positions[source], frames.xAxes[source])
    let yAxes = frames.yAxes
    let angles = mesh.positions.enumerated().compactMap { vertex, place -> Double? in
      // Opposite the source, all directions are as good.
      guard dot(start, place) > -0.98 else { return nil }
      let carried = vector - (start + place) * (dot(vector, place) / (1 + dot(start, place)))
      let own = field[vertex].x * frames.xAxes[vertex] + field[vertex].y * yAxes[vertex]
      return acos(min(1, dot(own, carried))) * 180 / .pi
    }
    return angles.reduce(0, +) / Double(angles.count)
  }

  /// The mean distance of places in the tangent plane from the azimuthal map, over their distance from the source.
  private func logarithm() throws -> Double {
    let map = try LogarithmicMap(mesh)
    let places = try map.coordinates(around: source)
    let frames = VertexFrames(of: mesh, try Halfedges(of: mesh))
    let (start, x, y) = (mesh.positions[source], frames.xAxes[source], frames.yAxes[source])
    let errors = mesh.positions.enumerated().compactMap { vertex, place -> Double? in
      guard vertex != source, dot(start, place) > -0.9 else { return nil }
      let flat = place - start * dot(start, place)
      let reach = distance(start, place)
      let exact = SIMD2(dot(flat, x), dot(flat, y)) * (reach / dot(flat, flat).squareRoot())
      let difference = places[vertex] - exact
      return (difference * difference).sum().squareRoot() / reach
    }
    return errors.reduce(0, +) / Double(errors.count)
  }

  private func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    2 * asin(min(1, dot(a - b, a - b).squareRoot() / 2))
  }

  private func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }
}
