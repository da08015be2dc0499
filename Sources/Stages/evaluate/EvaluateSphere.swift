internal import Artifacts
internal import Foundation
internal import Geometry
internal import Pipeline

/// `evaluate.sphere`: distances and spectrum of a sphere against their closed forms.
enum EvaluateSphere: StageKind {
  static let name = "evaluate.sphere"
  static let version = 1
  static let summary =
    "Geodesic distances and eigenvalues on a sphere against great circles and l(l + 1)/r²."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "A sphere around the origin."),
    InputPort(
      "distance", .artifacts(["field"]), .optional, doc: "Distance from one vertex, where it is 0."),
    InputPort("basis", .artifacts(["eigenbasis"]), .optional, doc: "Eigenpairs of its Laplacian."),
  ]
  static let outputs = [
    OutputPort(
      "metrics", "metrics", doc: "Errors, relative to the largest distance or to l(l + 1).")
  ]
  static let parameters: [ParameterDeclaration] = []

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    if invocation.isConnected("distance") || invocation.isConnected("basis") { return [] }
    return [
      StageProblem(
        at: .stage, "there is nothing to evaluate", remedy: "connect `distance`, `basis` or both")
    ]
  }

  static func run(_ context: StageContext) throws {
    let mesh = try context.read(TriangleMesh.self, "mesh")
    let sphere = try Sphere(mesh)
    var scalars: [(name: String, value: Double)] = []
    if let field = try context.readIfConnected(FieldArtifact.self, "distance") {
      let error = try sphere.distanceError(field)
      scalars.append(("distance_mean_error", error.mean))
      scalars.append(("distance_largest_error", error.largest))
    }
    if let basis = try context.readIfConnected(Eigenbasis.self, "basis") {
      scalars.append(("eigenvalue_largest_error", sphere.eigenvalueError(basis.values)))
    }
    try context.write(Metrics(scalars: scalars), to: "metrics")
  }

  /// The closed forms on the sphere that a mesh approximates.
  private struct Sphere {
    let positions: [SIMD3<Double>]
    let radius: Double

    init(_ mesh: TriangleMesh) throws {
      positions = mesh.positions
      let radii = positions.map { ($0 * $0).sum().squareRoot() }
      let mean = radii.reduce(0, +) / Double(max(1, radii.count))
      if let vertex = radii.firstIndex(where: { !(abs($0 - mean) <= 1e-6 * mean) }) {
        throw StageInputError(
          "vertex \(vertex) is \(radii[vertex]) from the origin, the mean is \(mean); "
            + "give a sphere around the origin")
      }
      radius = mean
    }

    /// Mean and largest difference from the great-circle distance, over the largest distance π r.
    func distanceError(_ field: FieldArtifact) throws -> (mean: Double, largest: Double) {
      let distances = field.values
      guard distances.count == positions.count, let source = distances.firstIndex(of: 0) else {
        throw StageInputError(
          "the distances have no source (0) or not one value for each of the \(positions.count) "
            + "vertices; measure them on this mesh")
      }
      let origin = positions[source] / radius
      let errors = zip(positions, distances).map { position, distance in
        let chord = position / radius - origin
        let length = (chord * chord).sum().squareRoot()
        return abs(distance - 2 * asin(min(1, length / 2)) * radius)
      }
      let scale = Double.pi * radius
      return (errors.reduce(0, +) / Double(errors.count) / scale, (errors.max() ?? 0) / scale)
    }

    /// The largest relative difference from l(l + 1)/r², each with its 2l + 1 repetitions, l from 1.
    func eigenvalueError(_ values: [Double]) -> Double {
      var expected: [Double] = []
      var degree = 0
      while expected.count < values.count {
        expected += Array(
          repeating: Double(degree * (degree + 1)) / (radius * radius), count: 2 * degree + 1)
        degree += 1
      }
      return zip(values, expected).dropFirst().map { abs($0 - $1) / $1 }.max() ?? 0
    }
  }
}
