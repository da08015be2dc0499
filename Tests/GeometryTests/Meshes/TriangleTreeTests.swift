import Foundation
import Geometry
import Numerics
import Testing

@Suite struct TriangleTreeTests {
  /// Places in and around a box.
  private func places(_ count: Int, seed: UInt64, in range: Range<Double>) -> [SIMD3<Double>] {
    var stream = RandomStream(seed: seed, "places")
    return (0..<count).map { _ in
      SIMD3(stream.uniform(in: range), stream.uniform(in: range), stream.uniform(in: range))
    }
  }

  private func square(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum() }

  @Test func `the distance to a sphere is that of its radius, to the height of its faces`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 4)
    let tree = try TriangleTree(mesh)
    for (place, closest) in zip(
      places(300, seed: 1, in: -2..<2), tree.closestPoints(to: places(300, seed: 1, in: -2..<2)))
    {
      let radius = square(place).squareRoot()
      #expect(abs(closest.squaredDistance.squareRoot() - abs(radius - 1)) < 0.003)
      #expect(
        abs(square(closest.position - place) - closest.squaredDistance) < 1e-14)
    }
  }

  @Test(arguments: [1, 2, 7, 8, 9, 33, 250])
  func `any triangles: no point of any face is closer`(faces: Int) throws {
    let mesh = try Surfaces.soup(faces: faces, vertices: 40)
    guard let tree = try? TriangleTree(mesh) else {
      #expect(mesh.facesWithRepeatedCorners.count == faces)
      return
    }
    let proper = mesh.faces.indices.filter { !mesh.facesWithRepeatedCorners.contains($0) }
    for place in places(40, seed: 3, in: -0.5..<1.5) {
      let closest = tree.closestPoint(to: place)
      #expect(proper.contains(closest.point.face))
      #expect(closest.point.weights.min() >= 0)
      #expect(abs(closest.point.weights.sum() - 1) < 1e-14)
      let position = try mesh.position(of: closest.point)
      #expect(square(position - closest.position) < 1e-28)
      #expect(abs(square(position - place) - closest.squaredDistance) < 1e-13)
      // A slow reference: convex combinations refined where they are best.
      let least = proper.map { reference(place, mesh, $0) }.min() ?? 0
      #expect(closest.squaredDistance <= least + 1e-12)
      #expect(closest.squaredDistance >= least - 1e-6)
    }
  }

  /// The squared distance to a face, by a grid of weights made finer around the best.
  private func reference(_ place: SIMD3<Double>, _ mesh: TriangleMesh, _ face: Int) -> Double {
    let corners = (0..<3).map { mesh.positions[Int(mesh.faces[face][$0])] }
    var (best, centre, width) = (Double.infinity, SIMD2(0.5, 0.5), 0.5)
    for _ in 0..<24 {
      let from = centre
      for i in -6...6 {
        for j in -6...6 {
          let u = min(max(from.x + Double(i) / 6 * width, 0), 1)
          let v = min(max(from.y + Double(j) / 6 * width, 0), 1 - u)
          let point = corners[0] * (1 - u - v) + corners[1] * u + corners[2] * v
          let distance = square(point - place)
          if distance < best { (best, centre) = (distance, SIMD2(u, v)) }
        }
      }
      width *= 0.6
    }
    return best
  }

  @Test func `a vertex is its own closest point`() throws {
    let mesh = try Surfaces.shaken(MeshPrimitives.icosphere(subdivisions: 3), by: 0.01)
    for (vertex, closest) in try TriangleTree(mesh).closestPoints(to: mesh.positions).enumerated() {
      #expect(closest.squaredDistance == 0)
      #expect(closest.position == mesh.positions[vertex])
      #expect(closest.point.weights.max() == 1)
    }
  }

  @Test func `faces without area have closest points, too`() throws {
    let line = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [3, 0, 0], [5, 5, 5]], faces: [[0, 2, 1], [3, 3, 1]])
    let closest = try TriangleTree(line).closestPoint(to: [2, 1, 0])
    #expect(closest.position == [2, 0, 0])
    #expect(closest.squaredDistance == 1)
    let point = try TriangleMesh(
      positions: [[1, 1, 1], [1, 1, 1], [1, 1, 1]], faces: [[0, 1, 2]])
    #expect(try TriangleTree(point).closestPoint(to: [1, 1, 3]).squaredDistance == 4)
  }

  @Test func `what has no triangle or no size is refused`() throws {
    let points = try TriangleMesh(positions: [[0, 0, 0], [1, 0, 0]], faces: [[0, 1, 1]])
    #expect(throws: MeshError.empty) { try TriangleTree(points) }
    let huge = try TriangleMesh(
      positions: [[0, 0, 0], [1e200, 0, 0], [0, 1, 0]], faces: [[0, 1, 2]])
    #expect(throws: MeshError.faceSizeOutOfRange(face: 0)) { try TriangleTree(huge) }
  }

  @Test func `two surfaces are as far apart as parallel planes`() throws {
    let lower = try MeshPrimitives.gridPatch(rows: 4, columns: 4)
    let upper = try TriangleMesh(
      positions: MeshPrimitives.gridPatch(rows: 1, columns: 1).positions.map {
        SIMD3(0.5 * $0.x, $0.y, 0.25)
      }, faces: MeshPrimitives.gridPatch(rows: 1, columns: 1).faces)
    let deviation = try MeshDeviation(from: lower, to: upper)
    #expect(deviation.backward.largest == 0.25)
    #expect(deviation.backward.rootMeanSquare == 0.25)
    // The right side of the lower one is half a side beyond the upper one.
    #expect(deviation.forward.largest == (0.25 + 0.0625).squareRoot())
    #expect(deviation.forward.vertex == 4)
    #expect(deviation.largest == deviation.forward.largest)
  }
}
