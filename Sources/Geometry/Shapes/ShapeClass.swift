internal import Foundation
internal import Numerics

/// A class of parametric shapes.
struct ShapeClass: Sendable {
  let name: String
  /// The unit direction in which it is longest.
  let longest: SIMD3<Double>
  /// Meshes it with so many vertices.
  let mesh: @Sendable (_ count: Int, _ stream: inout RandomStream) throws(MeshError) -> TriangleMesh

  init(_ name: String, _ surface: some ImplicitSurface) {
    self.name = name
    let extent = surface.box.upper - surface.box.lower
    var longest = SIMD3<Double>.zero
    longest[(0..<3).first { extent[$0] == extent.max() } ?? 0] = 1
    self.longest = longest
    mesh = { count, stream throws(MeshError) in
      try SurfaceMesher(surface: surface, count: count).mesh(&stream)
    }
  }

  /// All classes, in the order of their numbers.
  static let all: [ShapeClass] = [
    ShapeClass("sphere", Superquadric([1, 1, 1])),
    ShapeClass("prolate", Superquadric([0.8, 0.8, 2])),
    ShapeClass("oblate", Superquadric([1, 1, 0.4])),
    ShapeClass("triaxial", Superquadric([1.7, 1, 0.5])),
    ShapeClass("cube", Superquadric([1, 1, 1], across: 6, along: 6)),
    ShapeClass("octahedron", Superquadric([1, 1, 1], across: 1.3, along: 1.3)),
    ShapeClass("cylinder", Superquadric([0.5, 0.5, 1.2], across: 2, along: 8)),
    ShapeClass("cone", united([Capsule([0, 0, 0], [0, 0, 1.8], radius: 0.7, to: 0.12)])),
    ShapeClass("rod", united([Capsule([0, 0, -1.2], [0, 0, 1.2], radius: 0.25)])),
    ShapeClass(
      "dumbbell",
      united([ball([0, 0, -1], 0.6), ball([0, 0, 1], 0.6), bar([0, 0, -1], [0, 0, 1], 0.22)])),
    ShapeClass(
      "beads",
      united(
        [-1.3, 0, 1.3].map { ball([0, 0, $0], 0.6) }
          + [bar([0, 0, -1.3], [0, 0, 1.3], 0.25)])),
    ShapeClass("thick ring", Torus(radius: 1, tube: 0.5)),
    ShapeClass("thin ring", Torus(radius: 1, tube: 0.2)),
    ShapeClass("double ring", rings(around: [-0.8, 0.8])),
    ShapeClass("triple ring", rings(around: [-1.6, 0, 1.6])),
    ShapeClass("four bumps", BumpySphere(directions: tetrahedron, height: 0.7, width: 0.08)),
    ShapeClass("six bumps", BumpySphere(directions: octahedron, height: 0.6, width: 0.06)),
    ShapeClass("twelve bumps", BumpySphere(directions: icosahedron, height: 0.4, width: 0.03)),
    ShapeClass("three arms", star(3)),
    ShapeClass("five arms", star(5)),
  ]

  private static func united(_ capsules: [Capsule], genus: Int = 0) -> CapsuleUnion {
    CapsuleUnion(capsules, blend: 0.04, genus: genus)
  }

  private static func ball(_ centre: SIMD3<Double>, _ radius: Double) -> Capsule {
    Capsule(centre, centre, radius: radius)
  }

  private static func bar(
    _ start: SIMD3<Double>, _ end: SIMD3<Double>, _ radius: Double
  ) -> Capsule {
    Capsule(start, end, radius: radius)
  }

  /// Tubes around circles of radius 0.8 whose centres lie on the x axis, each touching the next.
  private static func rings(around centres: [Double]) -> CapsuleUnion {
    let sides = 16
    let capsules = centres.flatMap { centre in
      (0..<sides).map { side in
        let ends = [side, side + 1].map { corner -> SIMD3<Double> in
          let angle = 2 * Double.pi * Double(corner) / Double(sides)
          return [centre + 0.8 * cos(angle), 0.8 * sin(angle), 0]
        }
        return Capsule(ends[0], ends[1], radius: 0.24)
      }
    }
    return united(capsules, genus: centres.count)
  }

  /// Arms from the middle to the corners of a regular polygon.
  private static func star(_ arms: Int) -> CapsuleUnion {
    united(
      (0..<arms).map { arm in
        let angle = 2 * Double.pi * Double(arm) / Double(arms)
        return Capsule(.zero, [1.4 * cos(angle), 1.4 * sin(angle), 0], radius: 0.32, to: 0.2)
      })
  }

  private static let tetrahedron: [SIMD3<Double>] =
    [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]].map { $0 / 3.0.squareRoot() }

  private static let octahedron: [SIMD3<Double>] =
    [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]]

  private static let icosahedron: [SIMD3<Double>] = {
    let golden = (1 + 5.0.squareRoot()) / 2
    let scale = 1 / (1 + golden * golden).squareRoot()
    return [(-1.0, -1.0), (-1, 1), (1, -1), (1, 1)].flatMap { first, second in
      let (short, long) = (first * scale, second * golden * scale)
      return [[0, short, long], [short, long, 0], [long, 0, short]] as [SIMD3<Double>]
    }
  }()
}
