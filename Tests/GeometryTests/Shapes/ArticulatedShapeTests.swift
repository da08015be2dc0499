import Foundation
import Geometry
import Numerics
import Testing

@Suite struct ArticulatedShapeTests {
  /// The distance to a bone's segment less its radius there, from the definition.
  private static func distance(
    _ point: SIMD3<Double>,
    _ bone: (
      part: Int, start: SIMD3<Double>, end: SIMD3<Double>, startRadius: Double, endRadius: Double
    )
  ) -> Double {
    var (dot, square) = (0.0, 0.0)
    for axis in 0..<3 {
      dot += (point[axis] - bone.start[axis]) * (bone.end[axis] - bone.start[axis])
      square += pow(bone.end[axis] - bone.start[axis], 2)
    }
    let place = max(0, min(1, dot / square))
    var away = 0.0
    for axis in 0..<3 {
      away += pow(point[axis] - (1 - place) * bone.start[axis] - place * bone.end[axis], 2)
    }
    return away.squareRoot() - (1 - place) * bone.startRadius - place * bone.endRadius
  }

  @Test(arguments: ArticulatedShape.Body.allCases)
  func `every item is one closed surface of even triangles`(body: ArticulatedShape.Body) throws {
    for index in 0..<4 {
      let vertices = [801, 1000, 1000, 1703][index]
      let shape = try ArticulatedShape(
        body, vertices: vertices, pose: index, mesh: index, seed: 7)
      ShapeChecks.requireSound(shape.mesh, vertices: vertices, genus: 0, "\(body) \(index)")
      let rest = try TriangleMesh(positions: shape.rest, faces: shape.mesh.faces)
      let angles = ShapeChecks.angles(rest)
      #expect(angles[0] > 15, "\(body) \(index)")
      #expect(angles[angles.count / 100] > 30, "\(body) \(index)")
      #expect(ShapeChecks.delaunayShare(rest) > 0.995, "\(body) \(index)")
      let posed = ShapeChecks.angles(shape.mesh)
      #expect(posed[0] > 4 && posed[posed.count / 100] > 20, "\(body) \(index): \(posed[0])")
    }
  }

  @Test(arguments: ArticulatedShape.Body.allCases)
  func `a vertex at rest lies on the body's surface and has the part of its nearest bone`(
    body: ArticulatedShape.Body
  ) throws {
    let shape = try ArticulatedShape(body, vertices: 1200, pose: 3, mesh: 5, seed: 2)
    #expect(Set(shape.parts) == Set(0..<Int32(body.parts.count)))
    for (point, part) in zip(shape.rest, shape.parts) {
      let distances = body.bones.map { Self.distance(point, $0) }
      let nearest = try #require(distances.min())
      #expect(
        body.bones.indices.contains {
          distances[$0] - nearest < 1e-12 && body.bones[$0].part == Int(part)
        })
      let sum = distances.reduce(0) { $0 + exp(-$1 / body.blend) }
      #expect(abs(body.blend * log(sum)) < 1e-9)
    }
  }

  @Test(arguments: ArticulatedShape.Body.allCases)
  func `two meshes in one pose coincide where their places at rest do`(body: ArticulatedShape.Body)
    throws
  {
    let first = try ArticulatedShape(body, vertices: 1000, pose: 4, mesh: 0, seed: 3)
    let second = try ArticulatedShape(body, vertices: 1400, pose: 4, mesh: 1, seed: 3)
    let rest = try TriangleMesh(positions: second.rest, faces: second.mesh.faces)
    let edge = rest.meanEdgeLength
    let tree = try TriangleTree(rest)
    var errors: [Double] = []
    for (vertex, place) in first.rest.enumerated() {
      let found = tree.closestPoint(to: place)
      #expect(found.squaredDistance < pow(0.3 * edge, 2))
      let image = try second.mesh.position(of: found.point)
      errors.append(ShapeChecks.length(image - first.mesh.positions[vertex]))
    }
    errors.sort()
    #expect(errors[errors.count / 2] < 0.05 * edge, "\(errors[errors.count / 2] / edge)")
    #expect(errors[errors.count - 1] < 0.6 * edge, "\(errors[errors.count - 1] / edge)")
  }

  @Test(arguments: ArticulatedShape.Body.allCases)
  func `a pose keeps lengths but at the joints`(body: ArticulatedShape.Body) throws {
    for index in 0..<5 {
      let shape = try ArticulatedShape(body, vertices: 1000, pose: index, mesh: 9, seed: 11)
      let stretches = ShapeChecks.stretches(shape.mesh, from: shape.rest)
      func share(_ part: Double) -> Double { stretches[Int(part * Double(stretches.count - 1))] }
      #expect(abs(share(0.5) - 1) < 0.02, "\(body) \(index)")
      #expect(share(0.05) > 0.8 && share(0.95) < 1.3, "\(share(0.05)) \(share(0.95))")
      #expect(share(0) > 0.3 && share(1) < 2.6, "\(share(0)) \(share(1))")
      // It is a pose: something has moved farther than any part is thick.
      let moves = zip(shape.mesh.positions, shape.rest).map { ShapeChecks.length($0 - $1) }
      #expect((moves.max() ?? 0) > 0.2)
    }
  }

  @Test func `pose and triangulation are drawn apart, and the seed decides both`() throws {
    let first = try ArticulatedShape(.biped, vertices: 800, pose: 1, mesh: 2, seed: 5)
    let again = try ArticulatedShape(.biped, vertices: 800, pose: 1, mesh: 2, seed: 5)
    let posed = try ArticulatedShape(.biped, vertices: 800, pose: 2, mesh: 2, seed: 5)
    let remeshed = try ArticulatedShape(.biped, vertices: 800, pose: 1, mesh: 3, seed: 5)
    let seeded = try ArticulatedShape(.biped, vertices: 800, pose: 1, mesh: 2, seed: 6)
    let still = try ArticulatedShape(.biped, vertices: 800, pose: nil, mesh: 2, seed: 5)
    #expect(first.mesh == again.mesh && first.parts == again.parts)
    #expect(first.rest == posed.rest && first.mesh.faces == posed.mesh.faces)
    #expect(first.mesh.positions != posed.mesh.positions)
    #expect(first.mesh.faces != remeshed.mesh.faces)
    #expect(first.mesh.faces != seeded.mesh.faces)
    #expect(still.mesh.positions == still.rest && still.rest == first.rest)
  }

  @Test func `the bits are the same for any number of workers`() throws {
    let meshes = try Graphs.onOneTwoThreeWorkers {
      try ArticulatedShape(.hand, vertices: 1001, pose: 1, mesh: 1, seed: 1).mesh
    }
    #expect(meshes[0] == meshes[1] && meshes[1] == meshes[2])
  }

  @Test(arguments: [0, 799, 20_001])
  func `numbers of vertices out of range are refused`(vertices: Int) {
    #expect(throws: MeshError.self) {
      try ArticulatedShape(.biped, vertices: vertices, pose: 0, mesh: 0, seed: 0)
    }
  }
}
