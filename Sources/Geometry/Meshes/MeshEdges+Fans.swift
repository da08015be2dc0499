extension MeshEdges {
  /// The corners (3 f + c) at which a side touches the lower and the higher end of its edge.
  func corners(_ side: Int32) -> (lower: Int32, higher: Int32) {
    let base = side - side % 3
    let (tail, head) = (base + (side + 1) % 3, base + (side + 2) % 3)
    return isForward(side) ? (tail, head) : (head, tail)
  }

  /// For each corner (3 f + c) the lowest corner of its fan.
  ///
  /// A fan is corners at one vertex whose faces hang together through edges there that pass
  /// `crosses`. Corners of faces with a repeated corner stand alone.
  func fans(crossing crosses: (_ edge: Int) -> Bool = { _ in true }) -> [Int32] {
    var sets = DisjointSets(count: 3 * faces.count)
    for edge in ends.indices where faceCount(edge) > 1 && crosses(edge) {
      let sides = sides(on: edge)
      let first = corners(sides[sides.startIndex])
      for side in sides.dropFirst() {
        let other = corners(side)
        sets.join(first.lower, other.lower)
        sets.join(first.higher, other.higher)
      }
    }
    return (0..<Int32(3 * faces.count)).map { sets.representative($0) }
  }

  /// The side on the other side of each side's edge (3 m), −1 where there is none.
  ///
  /// - Throws: ``MeshError/notOrientedManifold(edge:faceCount:)`` with the first edge that has more
  ///   than two faces, or two that run along it in the same direction.
  func twins() throws(MeshError) -> [Int32] {
    var twins = [Int32](repeating: -1, count: 3 * faces.count)
    for edge in ends.indices where faceCount(edge) > 1 {
      guard isRegular(edge) else {
        throw .notOrientedManifold(edge: ends[edge], faceCount: faceCount(edge))
      }
      let start = Int(starts[edge])
      twins[Int(sides[start])] = sides[start + 1]
      twins[Int(sides[start + 1])] = sides[start]
    }
    return twins
  }
}
