public import Numerics

/// The vertices of a mesh in regions around samples: each belongs to the sample nearest along the edges.
///
/// Of samples at the same distance the one named first counts. Regions are connected. Every part of the mesh needs
/// a sample: one that has none gets its lowest vertex, and a vertex without a proper face is a region of its own.
/// Distances along edges are those of ``EdgeGeodesics``, an upper bound of the geodesic distance.
///
///     let regions = try GeodesicRegions(farthestPoints: 100, of: mesh)
///     regions.clustering.contracted(adjacency)  // which regions touch
public struct GeodesicRegions: Sendable, Equatable {
  /// The vertices that are samples, in the order of the clusters around them.
  public let samples: [Int32]
  /// Cluster k holds the vertices nearest to sample k.
  public let clustering: Clustering
  /// The distance of each vertex to its sample, in length units.
  public let distances: [Double]

  /// The largest distance of a vertex to its sample.
  public var coveringRadius: Double { distances.max() ?? 0 }

  /// Divides a mesh among given samples.
  ///
  /// - Parameters:
  ///   - samples: distinct vertices, at least one.
  ///   - mesh: any mesh with a proper face.
  /// - Throws: ``MeshError`` for a sample out of range or named twice, and for a mesh without a
  ///   proper face or of extreme size.
  /// - Complexity: O(n log n).
  public init(around samples: [Int], of mesh: TriangleMesh) throws(MeshError) {
    guard !samples.isEmpty else { throw .noSource }
    var isSample = [Bool](repeating: false, count: mesh.vertexCount)
    for sample in samples {
      guard isSample.indices.contains(sample) else {
        throw .sourceOutOfRange(source: sample, vertexCount: mesh.vertexCount)
      }
      guard !isSample[sample] else {
        throw .parameterOutOfRange(
          name: "samples", value: "a list with vertex \(sample) twice", range: "distinct vertices")
      }
      isSample[sample] = true
    }
    var nearest = NearestSamples(in: try MetricGraph(of: mesh))
    nearest.add(samples)
    nearest.addFarthest(until: 0)
    self.init(nearest)
  }

  /// Chooses samples one after the other, each the farthest from those before it (Gonzalez 1985).
  ///
  /// - Parameters:
  ///   - count: how many, 1 ... n; fewer are chosen where vertices lie in one place, and more where
  ///     the mesh has more parts.
  ///   - mesh: any mesh with a proper face.
  ///   - start: the first one.
  /// - Throws: ``MeshError``.
  /// - Complexity: O(n log² n) in the mean.
  public init(
    farthestPoints count: Int, of mesh: TriangleMesh, from start: Int = 0
  ) throws(MeshError) {
    guard mesh.positions.indices.contains(start) else {
      throw .sourceOutOfRange(source: start, vertexCount: mesh.vertexCount)
    }
    guard (1...mesh.vertexCount).contains(count) else {
      throw .parameterOutOfRange(
        name: "count", value: "\(count)",
        range: "an integer from 1 to the \(mesh.vertexCount) vertices")
    }
    var nearest = NearestSamples(in: try MetricGraph(of: mesh))
    nearest.add(CollectionOfOne(start))
    nearest.addFarthest(until: count)
    self.init(nearest)
  }

  /// Chooses samples at random that are a radius apart or more, as many as fit (Poisson-disk sampling).
  ///
  /// Each vertex is closer to its sample than the radius (Cook 1986; dart throwing over a random
  /// order, so that the samples are maximal).
  ///
  /// - Parameters:
  ///   - radius: in length units, positive and finite.
  ///   - mesh: any mesh with a proper face.
  ///   - stream: gives the order in which vertices are tried.
  /// - Throws: ``MeshError``.
  /// - Complexity: O(n log n) in the mean.
  public init(
    poissonDisk radius: Double, of mesh: TriangleMesh, stream: inout RandomStream
  ) throws(MeshError) {
    guard radius > 0, radius.isFinite else {
      throw .parameterOutOfRange(
        name: "radius", value: "\(radius)", range: "a positive finite length")
    }
    var nearest = NearestSamples(in: try MetricGraph(of: mesh))
    nearest.addApart(radius, stream: &stream)
    self.init(nearest)
  }

  private init(_ nearest: NearestSamples) {
    samples = nearest.samples
    clustering = nearest.clustering
    distances = nearest.distances
  }
}
