/// The length of shortest paths over the faces of a mesh, exact up to rounding.
///
/// Windows are propagated over unfolded faces in order of distance: Mitchell, Mount &
/// Papadimitriou, "The Discrete Geodesic Problem" (1987); Surazhsky et al., "Fast Exact and
/// Approximate Geodesics on Meshes" (2005). Paths bend at vertices whose angles exceed 2π and at the
/// boundary. Edges may have any number of faces, with any orientation; faces without area carry
/// paths, too. Where the mesh approximates a smooth surface with edges of length h, the distance is
/// that of the surface up to O(h²).
///
/// Vertices that no source reaches over proper faces, among them all without a face, get the
/// distance `+infinity`.
///
///     let geodesics = try ExactGeodesics(mesh)
///     let distances = try geodesics.distances(from: [0])
public struct ExactGeodesics: Sendable {
  private let mesh: TriangleMesh
  let surface: SurfaceAdjacency
  private let options: ExactGeodesicsOptions

  /// Collects the structure of a mesh.
  ///
  /// - Parameters:
  ///   - mesh: any mesh with a face of positive extent; faces with repeated corners do not count.
  ///   - options: how far to search.
  /// - Throws: ``MeshError`` for a mesh without such a face, one of extreme size, or a bad option.
  /// - Complexity: O(n + m log d) for largest valence d.
  public init(
    _ mesh: TriangleMesh, options: ExactGeodesicsOptions = ExactGeodesicsOptions()
  ) throws(MeshError) {
    guard options.radius > 0 else {
      throw .parameterOutOfRange(
        name: "radius", value: "\(options.radius)", range: "a positive length")
    }
    self.mesh = mesh
    self.options = options
    surface = try SurfaceAdjacency(of: mesh)
  }

  /// The distance of every vertex to the nearest source.
  ///
  /// - Parameter sources: vertices of the surface, at least one; repetitions are harmless.
  /// - Returns: one distance a vertex (n), in length units: 0 at the sources, `+infinity` beyond the
  ///   radius and where no source reaches.
  /// - Throws: ``MeshError`` that names a source out of range or without a proper face.
  /// - Complexity: about O(n^1.5 log n) on even meshes.
  public func distances(from sources: [Int]) throws(MeshError) -> [Double] {
    try surface.distances(from: sources, radius: options.radius)
  }

  /// The distance of every vertex to the nearest of some points of the surface.
  ///
  /// - Parameter sources: points in faces with three distinct corners, at least one.
  /// - Returns: as for vertices.
  /// - Throws: ``MeshError`` that says which point is none of the surface.
  public func distances(from sources: [SurfacePoint]) throws(MeshError) -> [Double] {
    guard !sources.isEmpty else { throw .noSource }
    var front = WindowFront(surface, radius: options.radius)
    for source in sources {
      let weights = try mesh.checkedWeights(of: source)
      if let corner = (0..<3).first(where: { weights[$0] == 1 }) {
        front.start(at: Int(mesh.faces[source.face][corner]))
      } else {
        front.start(inFace: source.face, weights: weights)
      }
    }
    front.run()
    return front.reached
  }
}

extension SurfaceAdjacency {
  /// The exact distance of every vertex to the nearest source, up to a radius.
  func distances(from sources: [Int], radius: Double) throws(MeshError) -> [Double] {
    try require(sources: sources)
    var front = WindowFront(self, radius: radius)
    for source in sources { front.start(at: source) }
    front.run()
    return front.reached
  }
}

extension WindowFront {
  /// The distances within the radius; those beyond may not be final and count as infinite.
  var reached: [Double] {
    radius < .infinity ? distances.map { $0 <= radius ? $0 : .infinity } : distances
  }
}
