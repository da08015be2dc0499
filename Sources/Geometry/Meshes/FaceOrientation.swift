/// Which faces must be turned over for all neighbours across an edge of two faces to agree.
struct FaceOrientation {
  /// The surface of each face (m), −1 for faces with a repeated corner.
  ///
  /// A surface is what hangs together across edges of two faces.
  private(set) var surfaces: [Int32]
  /// Whether a face runs against the first face of its surface.
  private(set) var isTurned: [Bool]
  /// Whether each surface can be oriented.
  private(set) var isOrientable: [Bool] = []

  /// - Complexity: O(m).
  init(_ edges: MeshEdges) {
    let edgesOfSides = edges.edgesOfSides
    surfaces = [Int32](repeating: -1, count: edges.faces.count)
    isTurned = [Bool](repeating: false, count: edges.faces.count)
    var queue: [Int32] = []
    for start in edges.faces.indices
    where surfaces[start] < 0 && edgesOfSides[3 * start] >= 0 {
      let surface = Int32(isOrientable.count)
      isOrientable.append(true)
      surfaces[start] = surface
      queue.removeAll(keepingCapacity: true)
      queue.append(Int32(start))
      var head = 0
      while head < queue.count {
        let face = Int(queue[head])
        head += 1
        for side in Int32(3 * face)..<Int32(3 * face + 3) {
          let edge = Int(edgesOfSides[Int(side)])
          guard edges.faceCount(edge) == 2 else { continue }
          let sides = edges.sides(on: edge)
          let first = sides[sides.startIndex]
          let twin = first == side ? sides[sides.startIndex + 1] : first
          let agrees = edges.isForward(side) != edges.isForward(twin)
          let turned = isTurned[face] == agrees
          let neighbour = Int(twin) / 3
          if surfaces[neighbour] < 0 {
            surfaces[neighbour] = surface
            isTurned[neighbour] = turned
            queue.append(Int32(neighbour))
          } else if isTurned[neighbour] != turned {
            isOrientable[Int(surface)] = false
          }
        }
      }
    }
  }
}
