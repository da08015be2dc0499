internal import Numerics

/// What measures distances from vertices of a surface.
public protocol GeodesicSolver: Sendable {
  /// The number of vertices, n.
  var vertexCount: Int { get }

  /// The distance of every vertex to the nearest source.
  ///
  /// - Parameter sources: vertices of the surface, at least one.
  /// - Returns: one distance a vertex (n), in length units, `+infinity` where no source reaches.
  /// - Throws: ``MeshError`` that names a source out of range or without a proper face.
  func distances(from sources: [Int]) throws -> [Double]
}

extension GeodesicSolver {
  /// The distance of every vertex to each source by itself, sources in parallel.
  ///
  /// - Parameter sources: vertices of the surface (s), at least one.
  /// - Returns: the table [n × s] row by row: entry v s + j is the distance from source j to v.
  /// - Throws: ``MeshError`` for the first source that is out of range or without a proper face.
  /// - Complexity: that of s queries.
  public func distances(fromEach sources: [Int]) throws -> [Double] {
    guard !sources.isEmpty else { throw MeshError.noSource }
    let (rows, columns) = (vertexCount, sources.count)
    guard columns <= Int(Int32.max) / max(1, rows) else {
      throw MeshError.parameterOutOfRange(
        name: "sources", value: "a list of \(columns)",
        range: "at most \(Int(Int32.max) / max(1, rows)) for \(rows) vertices")
    }
    var table = [Double](repeating: 0, count: rows * columns)
    var failures = [(any Error)?](repeating: nil, count: columns)
    table.withUnsafeMutableBufferPointer { table in
      failures.withUnsafeMutableBufferPointer { failures in
        Parallel.forEach(columns) { column in
          do {
            for (row, distance) in try distances(from: [sources[column]]).enumerated() {
              table[row * columns + column] = distance
            }
          } catch {
            failures[column] = error
          }
        }
      }
    }
    if let failure = failures.lazy.compactMap(\.self).first { throw failure }
    return table
  }
}

extension HeatGeodesics: GeodesicSolver {}

extension ExactGeodesics: GeodesicSolver {
  /// The number of vertices, n.
  public var vertexCount: Int { surface.vertexCount }
}

extension EdgeGeodesics: GeodesicSolver {
  /// The number of vertices, n.
  public var vertexCount: Int { surface.vertexCount }
}
