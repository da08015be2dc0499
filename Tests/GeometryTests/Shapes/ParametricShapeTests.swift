import Foundation
import Geometry
import Numerics
import Testing

@Suite struct ParametricShapeTests {
  private let names = ParametricShape.classNames

  private func make(
    _ name: String, vertices: Int = 400, bend: Double = 0.15, index: Int = 0, seed: UInt64 = 1
  ) throws -> ParametricShape {
    try ParametricShape(
      class: #require(names.firstIndex(of: name)), vertices: vertices, bend: bend, index: index,
      seed: seed)
  }

  @Test func `there are twenty classes, each with a name`() {
    #expect(names.count == 20 && Set(names).count == 20)
  }

  @Test(arguments: ParametricShape.classNames)
  func `every class is a closed surface of even triangles with its handles`(name: String) throws {
    let genus = ["thick ring": 1, "thin ring": 1, "double ring": 2, "triple ring": 3][name] ?? 0
    for (index, vertices) in [300, 601].enumerated() {
      let shape = try make(name, vertices: vertices, index: index)
      ShapeChecks.requireSound(shape.mesh, vertices: vertices, genus: genus, name)
      let rest = try TriangleMesh(positions: shape.rest, faces: shape.mesh.faces)
      let angles = ShapeChecks.angles(shape.mesh)
      #expect(angles[0] > 12 && angles[angles.count / 100] > 28, "\(name): \(angles[0])")
      #expect(ShapeChecks.delaunayShare(rest) > 0.99, "\(name)")
    }
  }

  @Test func `vertices lie on the surfaces that have a closed form`() throws {
    for point in try make("sphere").rest {
      #expect(abs(ShapeChecks.length(point) - 1) < 1e-9)
    }
    for point in try make("triaxial").rest {
      let scaled = point / SIMD3(1.7, 1, 0.5)
      #expect(abs((scaled * scaled).sum() - 1) < 1e-8)
    }
    for point in try make("cube").rest {
      let sixth = pow(point.x, 6) + pow(point.y, 6) + pow(point.z, 6)
      #expect(abs(sixth - 1) < 1e-7)
    }
    for point in try make("thin ring").rest {
      let across = (point.x * point.x + point.y * point.y).squareRoot() - 1
      #expect(abs((across * across + point.z * point.z).squareRoot() - 0.2) < 1e-9)
    }
    for point in try make("rod").rest {
      let beyond = max(0, abs(point.z) - 1.2)
      let away = point.x * point.x + point.y * point.y + beyond * beyond
      #expect(abs(away.squareRoot() - 0.25) < 1e-9)
    }
  }

  @Test(arguments: [0.05, 0.15, 0.3])
  func `a bend changes no length by more than it says`(bend: Double) throws {
    for (index, name) in names.enumerated() {
      let shape = try make(name, bend: bend, index: 100 + index)
      let stretches = ShapeChecks.stretches(shape.mesh, from: shape.rest)
      let (least, greatest) = (stretches[0], stretches[stretches.count - 1])
      // An image of a segment is no shorter than the way between its ends, so the upper bound has no slack.
      #expect(greatest <= (1 + bend) * (1 + bend) * (1 + bend / 2), "\(name): \(greatest)")
      #expect(least >= 0.97 * (1 - bend) * (1 - bend) * (1 - bend / 2), "\(name): \(least)")
      #expect(greatest > 1.001, "\(name)")
    }
  }

  @Test func `without a bend the surface only moves`() throws {
    let shape = try make("five arms", bend: 0)
    let stretches = ShapeChecks.stretches(shape.mesh, from: shape.rest)
    #expect(abs(stretches[0] - 1) < 1e-12 && abs(stretches[stretches.count - 1] - 1) < 1e-12)
  }

  @Test func `spectra tell the classes apart under bends and remeshings`() throws {
    func signature(_ shapeClass: Int, _ index: Int) throws -> [Double] {
      let shape = try ParametricShape(
        class: shapeClass, vertices: 400, bend: 0.15, index: index, seed: 8)
      let laplacian = try CotangentLaplacian(of: shape.mesh)
      let basis = try Eigenbasis.smallest(
        stiffness: laplacian.stiffness(), mass: laplacian.mass(.lumped), count: 13)
      // Square roots of eigenvalues, free of size.
      return basis.values.dropFirst().map { (max(0, $0) * shape.mesh.totalArea).squareRoot() }
    }
    let known = try names.indices.map { try signature($0, $0) }
    for shapeClass in names.indices {
      let found = try signature(shapeClass, 1000 + shapeClass)
      let distances = known.map { other in
        zip(found, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      let nearest = distances.indices.min { distances[$0] < distances[$1] }
      #expect(nearest == shapeClass, "\(names[shapeClass])")
    }
  }

  @Test func `the index and the seed decide bend and triangulation`() throws {
    let first = try make("dumbbell", index: 3)
    let again = try make("dumbbell", index: 3)
    let other = try make("dumbbell", index: 4)
    let seeded = try make("dumbbell", index: 3, seed: 2)
    #expect(first.mesh == again.mesh && first.rest == again.rest)
    #expect(first.mesh.faces != other.mesh.faces && first.mesh.faces != seeded.mesh.faces)
  }

  @Test func `the bits are the same for any number of workers`() throws {
    let meshes = try Graphs.onOneTwoThreeWorkers { try make("six bumps", vertices: 701).mesh }
    #expect(meshes[0] == meshes[1] && meshes[1] == meshes[2])
  }

  @Test(arguments: [(20, 400, 0.1), (-1, 400, 0.1), (0, 299, 0.1), (0, 400, -0.1), (0, 400, 0.6)])
  func `what is out of range is refused`(shapeClass: Int, vertices: Int, bend: Double) {
    #expect(throws: MeshError.self) {
      try ParametricShape(class: shapeClass, vertices: vertices, bend: bend, index: 0, seed: 0)
    }
  }

  @Test func `frames turn as they say`() throws {
    let mesh = try make("cone").mesh
    #expect(try ShapeFrame.fixed.turned(mesh, index: 1, seed: 1) == mesh)
    let upright = try ShapeFrame.upright.turned(mesh, index: 1, seed: 1)
    let random = try ShapeFrame.random.turned(mesh, index: 1, seed: 1)
    for (turned, old) in zip(upright.positions, mesh.positions) {
      #expect(abs(turned.z - old.z) < 1e-12)
    }
    #expect(upright.positions != mesh.positions)
    #expect(zip(random.positions, mesh.positions).contains { abs($0.z - $1.z) > 0.1 })
    for turned in [upright, random] {
      let stretches = ShapeChecks.stretches(turned, from: mesh.positions)
      #expect(abs(stretches[0] - 1) < 1e-12 && abs(stretches[stretches.count - 1] - 1) < 1e-12)
      #expect(abs(turned.signedVolume - mesh.signedVolume) < 1e-12)
    }
    // The mean of many random turns of a vector is near zero.
    var mean = SIMD3<Double>.zero
    for index in 0..<400 {
      mean += try ShapeFrame.random.turned(mesh, index: index, seed: 3).positions[0] / 400
    }
    #expect(ShapeChecks.length(mean) < 0.2 * ShapeChecks.length(mesh.positions[0]))
  }
}
