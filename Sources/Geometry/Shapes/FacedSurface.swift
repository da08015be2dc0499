/// Places on a surface with the surface's normals there, by which faces between them are judged.
struct FacedSurface: Sendable {
  /// The places (n).
  var places: [SIMD3<Double>]
  /// The outward normals of the surface there (n).
  var normals: [SIMD3<Double>]

  init(_ places: [SIMD3<Double>], on surface: some ImplicitSurface) {
    self.places = places
    normals = places.map { surface.normal(at: $0) }
  }

  /// The cosine from which a face is a good one.
  static let leastCosine = 0.25

  /// The mean cosine between a face's normal and the surface's at its corners; −1 for a face without area.
  func cosine(_ a: Int, _ b: Int, _ c: Int) -> Double {
    let area = TriangleMesh.cross(places[b] - places[a], places[c] - places[a])
    let length = TriangleMesh.length(area)
    guard length > 0 else { return -1 }
    return (area * (normals[a] + normals[b] + normals[c])).sum() / (3 * length)
  }

  /// Whether a face may take the place of another: it is good, or better than that was.
  func allows(_ cosine: Double, insteadOf old: Double) -> Bool {
    cosine >= min(Self.leastCosine, old)
  }
}
