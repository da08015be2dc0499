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
    let exact = try ExactGeodesics(mesh)
    try note("exact", in: &figures) { try exact.distances(from: [$0]) }
    for (name, options) in [
      ("heat", HeatGeodesicsOptions()), ("heat_long", HeatGeodesicsOptions(timeFactor: 4)),
      ("heat_alone", HeatGeodesicsOptions(nearField: 0)),
    ] {
      let heat = try HeatGeodesics(mesh, options: options)
      try note(name, in: &figures) { try heat.distances(from: [$0]) }
    }
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

  /// The mean and the largest error of distances, relative, over three sources: a vertex of the icosahedron, around
  /// which all is more even than elsewhere, and two others.
  private func note(
    _ name: String, in figures: inout [String: Double],
    _ distances: (_ source: Int) throws -> [Double]
  ) rethrows {
    let errors = try [0, source, 101].flatMap { source in
      let found = try distances(source)
      return mesh.positions.indices.filter { $0 != source }.map { vertex in
        let exact = distance(mesh.positions[vertex], mesh.positions[source])
        return abs(found[vertex] - exact) / exact
      }
    }
    figures[name + "_mean"] = errors.reduce(0, +) / Double(errors.count)
    figures[name + "_largest"] = errors.max()
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
