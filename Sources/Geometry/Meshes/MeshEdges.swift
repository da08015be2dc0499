internal import Numerics

/// The edges of any triangle mesh, each once, with the sides of faces that lie on it.
///
/// Side 3 f + c of face f lies opposite corner c and runs from corner c + 1 to corner c + 2, as
/// edge lengths and cotangents are numbered. Faces with a repeated corner have no interior and give
/// no sides and no edges.
///
///     let edges = MeshEdges(of: mesh)
///     for edge in edges.boundary { print(edges.ends[edge]) }
public struct MeshEdges: Sendable, Equatable {
  /// The faces (m), as in the mesh.
  public let faces: [SIMD3<Int32>]
  /// End vertices of each edge, lower first; sorted by lower, then higher end.
  public let ends: [SIMD2<Int32>]
  /// The sides on edge e stand at starts[e] ..< starts[e + 1].
  let starts: [Int32]
  /// Sides by edge, ascending within one.
  let sides: [Int32]

  /// Collects the edges of a mesh.
  ///
  /// - Complexity: O(n + m log d) for n vertices, m faces and largest valence d.
  public init(of mesh: TriangleMesh) {
    self.init(vertexCount: mesh.vertexCount, faces: mesh.faces)
  }

  /// Collects the edges of faces.
  ///
  /// - Complexity: O(n + m log d) for n vertices, m faces and largest valence d.
  init(vertexCount: Int, faces: [SIMD3<Int32>]) {
    var buckets = Self.bucketStarts(vertexCount: vertexCount, faces: faces)
    // The higher end in the upper half, the side in the lower.
    var keys = [UInt64](repeating: 0, count: Int(buckets[vertexCount]))
    for (index, face) in faces.enumerated() where !TriangleMesh.hasRepeatedCorner(face) {
      for corner in 0..<3 {
        let (tail, head) = Self.ends(of: corner, in: face)
        let low = Int(min(tail, head))
        keys[Int(buckets[low])] =
          UInt64(UInt32(bitPattern: max(tail, head))) << 32 | UInt64(3 * index + corner)
        buckets[low] += 1
      }
    }
    // Each bucket's start has moved to its end, where the next one starts.
    buckets.insert(0, at: 0)
    let shards = (vertexCount + Self.shard - 1) / Self.shard
    var edgeCounts = [Int](repeating: 0, count: shards + 1)
    edgeCounts.withUnsafeMutableBufferPointer { edgeCounts in
      keys.withUnsafeMutableBufferPointer { keys in
        Parallel.forEach(rangesOf: vertexCount, grain: Self.shard) { vertices in
          var count = 0
          for vertex in vertices {
            let range = Int(buckets[vertex])..<Int(buckets[vertex + 1])
            Self.sort(keys, range)
            count += Self.edgeCount(keys, range)
          }
          edgeCounts[vertices.lowerBound / Self.shard + 1] = count
        }
      }
    }
    for shard in 0..<shards { edgeCounts[shard + 1] += edgeCounts[shard] }
    var ends = [SIMD2<Int32>](repeating: .zero, count: edgeCounts[shards])
    var starts = [Int32](repeating: Int32(keys.count), count: edgeCounts[shards] + 1)
    ends.withUnsafeMutableBufferPointer { ends in
      starts.withUnsafeMutableBufferPointer { starts in
        Parallel.forEach(rangesOf: vertexCount, grain: Self.shard) { vertices in
          var edge = edgeCounts[vertices.lowerBound / Self.shard]
          for vertex in vertices {
            var last = UInt64.max
            for slot in Int(buckets[vertex])..<Int(buckets[vertex + 1])
            where keys[slot] >> 32 != last {
              last = keys[slot] >> 32
              ends[edge] = SIMD2(Int32(vertex), Int32(last))
              starts[edge] = Int32(slot)
              edge += 1
            }
          }
        }
      }
    }
    self.faces = faces
    self.ends = ends
    self.starts = starts
    self.sides = [Int32](parallel: keys.count) { Int32(truncatingIfNeeded: keys[$0]) }
  }

  /// The number of edges.
  public var count: Int { ends.count }

  /// The sides on an edge, ascending; one a face.
  public func sides(on edge: Int) -> ArraySlice<Int32> {
    sides[Int(starts[edge])..<Int(starts[edge + 1])]
  }

  /// The number of faces beside an edge.
  public func faceCount(_ edge: Int) -> Int { Int(starts[edge + 1] - starts[edge]) }

  /// Whether a side runs from the lower to the higher end of its edge.
  public func isForward(_ side: Int32) -> Bool {
    let (tail, head) = Self.ends(of: Int(side) % 3, in: faces[Int(side) / 3])
    return tail < head
  }

  /// The number of faces that run along an edge from its lower to its higher end.
  public func forwardFaceCount(_ edge: Int) -> Int { sides(on: edge).count { isForward($0) } }

  /// Whether an edge has two faces, and they run along it in opposite directions.
  public func isRegular(_ edge: Int) -> Bool {
    let start = Int(starts[edge])
    return faceCount(edge) == 2 && isForward(sides[start]) != isForward(sides[start + 1])
  }

  /// Edges with a single face, ascending.
  public var boundary: [Int] { ends.indices.filter { faceCount($0) == 1 } }
  /// Edges with more than two faces, ascending.
  public var nonManifold: [Int] { ends.indices.filter { faceCount($0) > 2 } }
  /// Edges along which two faces run in the same direction, ascending.
  public var misoriented: [Int] {
    ends.indices.filter { faceCount($0) == 2 && !isRegular($0) }
  }

  /// The edge of each side (3 m); −1 for those of faces with a repeated corner.
  public var edgesOfSides: [Int32] {
    var edges = [Int32](repeating: -1, count: 3 * faces.count)
    for edge in ends.indices {
      for side in sides(on: edge) { edges[Int(side)] = Int32(edge) }
    }
    return edges
  }

  /// The vertices from which and to which the side opposite a corner runs.
  static func ends(of corner: Int, in face: SIMD3<Int32>) -> (tail: Int32, head: Int32) {
    (face[corner == 2 ? 0 : corner + 1], face[corner == 0 ? 2 : corner - 1])
  }

  /// Vertices handled as one shard.
  private static let shard = 4096

  private static func bucketStarts(vertexCount: Int, faces: [SIMD3<Int32>]) -> [Int32] {
    var starts = [Int32](repeating: 0, count: vertexCount + 1)
    for face in faces where !TriangleMesh.hasRepeatedCorner(face) {
      for corner in 0..<3 {
        let (tail, head) = ends(of: corner, in: face)
        starts[Int(min(tail, head)) + 1] += 1
      }
    }
    for vertex in 0..<vertexCount { starts[vertex + 1] += starts[vertex] }
    return starts
  }

  /// Sorts one vertex's keys: by insertion where they are as few as usual.
  private static func sort(_ keys: UnsafeMutableBufferPointer<UInt64>, _ range: Range<Int>) {
    guard range.count <= 48 else {
      var bucket = keys[range]
      bucket.sort()
      return
    }
    for end in range.dropFirst() {
      let moving = keys[end]
      var place = end
      while place > range.lowerBound, keys[place - 1] > moving {
        keys[place] = keys[place - 1]
        place -= 1
      }
      keys[place] = moving
    }
  }

  private static func edgeCount(
    _ keys: UnsafeMutableBufferPointer<UInt64>, _ range: Range<Int>
  ) -> Int {
    var count = 0
    var last = UInt64.max
    for slot in range where keys[slot] >> 32 != last {
      last = keys[slot] >> 32
      count += 1
    }
    return count
  }
}
