internal import Numerics

/// The sides of proper faces, grouped by the edge on which they lie.
///
/// Side 3 f + c of face f lies opposite corner c and runs from corner c + 1 to corner c + 2, as
/// edge lengths and cotangents are numbered. Faces with a repeated corner have no sides.
struct EdgeSides: Sendable {
  /// End vertices of each edge, lower first; sorted by lower, then higher end.
  let ends: [SIMD2<Int32>]
  /// The sides on edge e stand at starts[e] ..< starts[e + 1].
  let starts: [Int32]
  /// Sides by edge, ascending within one.
  let sides: [Int32]

  /// Groups the sides of faces.
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
    self.ends = ends
    self.starts = starts
    self.sides = [Int32](parallel: keys.count) { Int32(truncatingIfNeeded: keys[$0]) }
  }

  /// The number of edges.
  var count: Int { ends.count }

  /// The slots, in ``sides``, of the sides on an edge.
  func slots(of edge: Int) -> Range<Int> { Int(starts[edge])..<Int(starts[edge + 1]) }

  /// The vertices from which and to which the side opposite a corner runs.
  static func ends(of corner: Int, in face: SIMD3<Int32>) -> (tail: Int32, head: Int32) {
    (face[corner == 2 ? 0 : corner + 1], face[corner == 0 ? 2 : corner - 1])
  }

  /// Whether a side runs from the lower to the higher end of its edge.
  static func isForward(_ side: Int32, in faces: [SIMD3<Int32>]) -> Bool {
    let (tail, head) = ends(of: Int(side) % 3, in: faces[Int(side) / 3])
    return tail < head
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
