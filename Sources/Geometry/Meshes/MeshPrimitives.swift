internal import Foundation

/// Procedural meshes with known geometry, all consistently oriented with normals outward.
public enum MeshPrimitives {
  /// A sphere around the origin, from an icosahedron whose edges are halved again and again.
  ///
  /// Each halving puts a vertex at every edge's midpoint, pushes it out to the sphere and cuts
  /// each face in four. Twelve vertices have valence 5, all others 6.
  ///
  /// - Parameters:
  ///   - subdivisions: number k of halvings, 0 ... 9.
  ///   - radius: in length units, positive and finite. Default: 1.
  /// - Returns: 10·4ᵏ + 2 vertices and 20·4ᵏ faces.
  /// - Throws: ``MeshError/parameterOutOfRange(name:value:range:)``.
  /// - Complexity: linear in the vertices.
  public static func icosphere(
    subdivisions: Int, radius: Double = 1
  ) throws(MeshError) -> TriangleMesh {
    guard (0...9).contains(subdivisions) else {
      throw .parameterOutOfRange(
        name: "subdivisions", value: "\(subdivisions)", range: "an integer from 0 to 9")
    }
    try requireLength(radius, name: "radius")
    var (positions, faces) = icosahedron
    for _ in 0..<subdivisions { halveEdges(&positions, &faces) }
    return try TriangleMesh(positions: positions.map { $0 * radius }, faces: faces)
  }

  /// A torus around the z axis, as a closed grid of quads cut along one diagonal.
  ///
  /// - Parameters:
  ///   - majorRadius: from the axis to the tube's centre, in length units; above `minorRadius`.
  ///   - minorRadius: of the tube, positive.
  ///   - majorSegments: quads around the axis, at least 3.
  ///   - minorSegments: quads around the tube, at least 3.
  /// - Returns: major · minor segments vertices and twice as many faces.
  /// - Throws: ``MeshError/parameterOutOfRange(name:value:range:)``.
  public static func torus(
    majorRadius: Double = 1, minorRadius: Double = 0.4, majorSegments: Int, minorSegments: Int
  ) throws(MeshError) -> TriangleMesh {
    try requireLength(minorRadius, name: "minorRadius")
    guard majorRadius.isFinite, majorRadius > minorRadius else {
      throw .parameterOutOfRange(
        name: "majorRadius", value: "\(majorRadius)", range: "a number above the minor radius")
    }
    try requireCount(majorSegments, name: "majorSegments", least: 3)
    try requireCount(minorSegments, name: "minorSegments", least: 3)
    var positions: [SIMD3<Double>] = []
    for major in 0..<majorSegments {
      let around = 2 * Double.pi * Double(major) / Double(majorSegments)
      for minor in 0..<minorSegments {
        let tube = 2 * Double.pi * Double(minor) / Double(minorSegments)
        let distance = majorRadius + minorRadius * cos(tube)
        positions.append(
          SIMD3(distance * cos(around), distance * sin(around), minorRadius * sin(tube)))
      }
    }
    var faces: [SIMD3<Int32>] = []
    for major in 0..<majorSegments {
      let nextMajor = (major + 1) % majorSegments
      for minor in 0..<minorSegments {
        let nextMinor = (minor + 1) % minorSegments
        appendQuad(
          to: &faces, major * minorSegments + minor, nextMajor * minorSegments + minor,
          nextMajor * minorSegments + nextMinor, major * minorSegments + nextMinor)
      }
    }
    return try TriangleMesh(positions: positions, faces: faces)
  }

  /// A flat rectangle in the plane z = 0 with a corner at the origin, normals along +z.
  ///
  /// Vertex (row r, column c) has index r · (columns + 1) + c and lies at
  /// (c · width / columns, r · height / rows, 0). Every cell is cut along the same diagonal.
  ///
  /// - Parameters:
  ///   - rows: cells along y, at least 1.
  ///   - columns: cells along x, at least 1.
  ///   - size: width and height in length units, positive. Default: 1 × 1.
  /// - Returns: (rows + 1)(columns + 1) vertices and 2 · rows · columns faces.
  /// - Throws: ``MeshError/parameterOutOfRange(name:value:range:)``.
  public static func gridPatch(
    rows: Int, columns: Int, size: SIMD2<Double> = SIMD2(1, 1)
  ) throws(MeshError) -> TriangleMesh {
    try requireCount(rows, name: "rows", least: 1)
    try requireCount(columns, name: "columns", least: 1)
    try requireLength(size.x, name: "width")
    try requireLength(size.y, name: "height")
    var positions: [SIMD3<Double>] = []
    for row in 0...rows {
      for column in 0...columns {
        positions.append(
          SIMD3(
            size.x * Double(column) / Double(columns), size.y * Double(row) / Double(rows), 0))
      }
    }
    var faces: [SIMD3<Int32>] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let corner = row * (columns + 1) + column
        appendQuad(to: &faces, corner, corner + 1, corner + columns + 2, corner + columns + 1)
      }
    }
    return try TriangleMesh(positions: positions, faces: faces)
  }
}

extension MeshPrimitives {
  /// The largest number of segments or cells along one side, so that products stay in range.
  private static let mostSegments = 10_000

  private static func requireLength(_ value: Double, name: String) throws(MeshError) {
    guard value.isFinite, value > 0 else {
      throw .parameterOutOfRange(name: name, value: "\(value)", range: "a positive finite length")
    }
  }

  private static func requireCount(_ value: Int, name: String, least: Int) throws(MeshError) {
    guard (least...mostSegments).contains(value) else {
      throw .parameterOutOfRange(
        name: name, value: "\(value)", range: "an integer from \(least) to \(mostSegments)")
    }
  }

  private static func appendQuad(
    to faces: inout [SIMD3<Int32>], _ a: Int, _ b: Int, _ c: Int, _ d: Int
  ) {
    faces.append(SIMD3(Int32(a), Int32(b), Int32(c)))
    faces.append(SIMD3(Int32(a), Int32(c), Int32(d)))
  }

  /// The regular icosahedron on the unit sphere: 12 vertices, 20 outward faces.
  private static var icosahedron: ([SIMD3<Double>], [SIMD3<Int32>]) {
    let golden = (1 + 5.0.squareRoot()) / 2
    let scale = 1 / (1 + golden * golden).squareRoot()
    let (short, long) = (scale, golden * scale)
    let positions: [SIMD3<Double>] = [
      [-short, long, 0], [short, long, 0], [-short, -long, 0], [short, -long, 0],
      [0, -short, long], [0, short, long], [0, -short, -long], [0, short, -long],
      [long, 0, -short], [long, 0, short], [-long, 0, -short], [-long, 0, short],
    ]
    let faces: [SIMD3<Int32>] = [
      [0, 11, 5], [0, 5, 1], [0, 1, 7], [0, 7, 10], [0, 10, 11],
      [1, 5, 9], [5, 11, 4], [11, 10, 2], [10, 7, 6], [7, 1, 8],
      [3, 9, 4], [3, 4, 2], [3, 2, 6], [3, 6, 8], [3, 8, 9],
      [4, 9, 5], [2, 4, 11], [6, 2, 10], [8, 6, 7], [9, 8, 1],
    ]
    return (positions, faces)
  }

  /// Cuts each face in four; a new vertex is found again in six slots of its edge's lower end.
  private static func halveEdges(_ positions: inout [SIMD3<Double>], _ faces: inout [SIMD3<Int32>])
  {
    var slots = [SIMD2<Int32>](repeating: SIMD2(-1, -1), count: 6 * positions.count)
    func midpoint(_ a: Int32, _ b: Int32) -> Int32 {
      let (low, high) = (min(a, b), max(a, b))
      var slot = 6 * Int(low)
      while slots[slot][0] != -1 {
        if slots[slot][0] == high { return slots[slot][1] }
        slot += 1
      }
      let sum = positions[Int(low)] + positions[Int(high)]
      let index = Int32(positions.count)
      positions.append(sum / (sum * sum).sum().squareRoot())
      slots[slot] = SIMD2(high, index)
      return index
    }
    var finer: [SIMD3<Int32>] = []
    finer.reserveCapacity(4 * faces.count)
    for face in faces {
      let (ab, bc) = (midpoint(face[0], face[1]), midpoint(face[1], face[2]))
      let ca = midpoint(face[2], face[0])
      finer.append(SIMD3(face[0], ab, ca))
      finer.append(SIMD3(face[1], bc, ab))
      finer.append(SIMD3(face[2], ca, bc))
      finer.append(SIMD3(ab, bc, ca))
    }
    faces = finer
  }
}
