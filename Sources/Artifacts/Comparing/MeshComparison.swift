public import Geometry

extension TriangleMesh {
  /// Vertices and faces added and removed, positions moved.
  public static func differences(from old: TriangleMesh, to new: TriangleMesh) -> [Finding] {
    MeshComparison(old, new).findings
  }
}

/// Two meshes brought together: vertices by their number where there are as many, else by their positions.
private struct MeshComparison {
  private let old: TriangleMesh
  private let new: TriangleMesh
  /// For each new vertex the old one it stands for, or −1.
  private let partners: [Int32]
  private let isReordered: Bool

  init(_ old: TriangleMesh, _ new: TriangleMesh) {
    self.old = old
    self.new = new
    let hasAsMany = old.positions.count == new.positions.count
    guard !hasAsMany || old.positions != new.positions else {
      partners = Array(0..<Int32(new.positions.count))
      isReordered = false
      return
    }
    let byPosition = Self.partners(old.positions, new.positions)
    isReordered = hasAsMany && !byPosition.contains(-1)
    partners = hasAsMany && !isReordered ? Array(0..<Int32(new.positions.count)) : byPosition
  }

  /// Pairs vertices at exactly the same place, each with one other.
  private static func partners(_ old: [SIMD3<Double>], _ new: [SIMD3<Double>]) -> [Int32] {
    var places: [SIMD3<Double>: [Int32]] = [:]
    for vertex in old.indices.reversed() { places[old[vertex], default: []].append(Int32(vertex)) }
    return new.map { places[$0]?.popLast() ?? -1 }
  }

  var findings: [Finding] { [vertices, positions, faces].compactMap { $0 } }

  private var vertices: Finding? {
    let (before, after) = (old.positions.count, new.positions.count)
    if isReordered {
      return Finding(
        "vertices", "the same \(Exports.count(after)) places in another order",
        ["reordered": .boolean(true)])
    }
    guard before != after else { return nil }
    let kept = partners.count { $0 >= 0 }
    return Finding(
      "vertices",
      "\(Exports.count(after - kept)) added, \(Exports.count(before - kept)) removed (\(Exports.count(before)) → \(Exports.count(after)))",
      [
        "added": .integer(after - kept), "removed": .integer(before - kept),
        "from": .integer(before), "to": .integer(after),
      ])
  }

  private var positions: Finding? {
    guard !isReordered, old.positions.count == new.positions.count else { return nil }
    var moved = 0
    var farthest = (distance: 0.0, vertex: 0)
    for (vertex, pair) in zip(old.positions, new.positions).enumerated() where pair.0 != pair.1 {
      moved += 1
      let step = pair.1 - pair.0
      let distance = (step * step).sum().squareRoot()
      if distance > farthest.distance { farthest = (distance, vertex) }
    }
    guard moved > 0 else { return nil }
    let share = size > 0 ? farthest.distance / size : nil
    let relative = share.map { ", \(Exports.short(100 * $0)) % of the mesh's size" } ?? ""
    return Finding(
      "positions",
      "\(Exports.count(moved)) of \(Exports.count(new.positions.count)) vertices moved, at most by \(Exports.short(farthest.distance)) (vertex \(farthest.vertex))\(relative)",
      [
        "moved": .integer(moved), "count": .integer(new.positions.count),
        "farthest": .number(farthest.distance), "farthest_vertex": .integer(farthest.vertex),
        "share_of_size": share.map { .number($0) },
      ])
  }

  /// The diagonal of the old mesh's bounding box.
  private var size: Double {
    guard var low = old.positions.first else { return 0 }
    var high = low
    for position in old.positions {
      low = pointwiseMin(low, position)
      high = pointwiseMax(high, position)
    }
    return ((high - low) * (high - low)).sum().squareRoot()
  }

  private var faces: Finding? {
    var counts: [SIMD3<Int32>: Int] = [:]
    for face in old.faces { counts[Self.rotated(face), default: 0] += 1 }
    var added: [SIMD3<Int32>] = []
    for corners in new.faces {
      let face = Self.rotated(
        SIMD3(partners[Int(corners.x)], partners[Int(corners.y)], partners[Int(corners.z)]))
      if let count = counts[face], count > 0, face.min() >= 0 {
        counts[face] = count - 1
      } else {
        added.append(face)
      }
    }
    var removed = counts.values.reduce(0, +)
    var flipped = 0
    for face in added {
      let reverse = Self.rotated(SIMD3(face.x, face.z, face.y))
      guard let count = counts[reverse], count > 0 else { continue }
      counts[reverse] = count - 1
      flipped += 1
    }
    removed -= flipped
    let more = added.count - flipped
    guard more > 0 || removed > 0 || flipped > 0 else {
      return old.faces == new.faces || isReordered || old.positions.count != new.positions.count
        ? nil
        : Finding(
          "faces", "the same \(Exports.count(new.faces.count)) faces in another order",
          ["reordered": .boolean(true)])
    }
    var parts = ["\(Exports.count(more)) added", "\(Exports.count(removed)) removed"]
    if flipped > 0 { parts.append("\(Exports.count(flipped)) turned over") }
    return Finding(
      "faces",
      "\(parts.joined(separator: ", ")) (\(Exports.count(old.faces.count)) → \(Exports.count(new.faces.count)))",
      [
        "added": .integer(more), "removed": .integer(removed), "turned_over": .integer(flipped),
        "from": .integer(old.faces.count), "to": .integer(new.faces.count),
      ])
  }

  /// The same face with its smallest corner first.
  private static func rotated(_ face: SIMD3<Int32>) -> SIMD3<Int32> {
    if face.x <= face.y, face.x <= face.z { return face }
    return face.y <= face.z ? SIMD3(face.y, face.z, face.x) : SIMD3(face.z, face.x, face.y)
  }
}
