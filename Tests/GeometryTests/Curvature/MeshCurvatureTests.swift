import Foundation
import Geometry
import Numerics
import Testing

@Suite struct MeshCurvatureTests {
  @Test func cubesAndTetrahedraHaveKnownDefects() throws {
    for defect in try MeshCurvature(of: Surfaces.cube()).angleDefects {
      #expect(abs(defect - .pi / 2) < 1e-14)
    }
    for defect in try MeshCurvature(of: Surfaces.tetrahedron()).angleDefects {
      #expect(abs(defect - .pi) < 1e-14)
    }
  }

  @Test func defectsSumToTheEulerCharacteristic() throws {
    for mesh in try [
      MeshPrimitives.icosphere(subdivisions: 4),
      Surfaces.shaken(MeshPrimitives.torus(majorSegments: 31, minorSegments: 17), by: 0.02),
      Surfaces.shaken(MeshPrimitives.gridPatch(rows: 9, columns: 7), by: 0.02),
    ] {
      let sum = try MeshCurvature(of: mesh).angleDefects.reduce(0, +)
      #expect(abs(sum - 2 * .pi * Double(mesh.eulerCharacteristic)) < 1e-10)
    }
  }

  @Test(arguments: 0...5)
  func onClosedSurfacesOfAnyGenusTheySumToTheCharacteristic(genus: Int) throws {
    for amount in [0, 0.15] {
      let mesh = try Surfaces.shaken(Surfaces.plate(holes: genus), by: amount)
      #expect(MeshEdges(of: mesh).boundary.isEmpty)
      #expect(mesh.eulerCharacteristic == 2 - 2 * genus)
      let whole = 2 * Double.pi * Double(2 - 2 * genus)
      #expect(abs(try MeshCurvature(of: mesh).angleDefects.reduce(0, +) - whole) < 1e-10)
      let curvature = try TangentTransport(of: mesh).faceCurvatures.reduce(0, +)
      #expect(abs(curvature - whole) < 1e-10)
    }
  }

  @Test func theSphereHasTheCurvatureOfItsRadius() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 5, radius: 4)
    let curvature = try MeshCurvature(of: mesh)
    for vertex in 0..<mesh.vertexCount {
      #expect(abs(curvature.principal[vertex][0] - 0.25) < 1e-11)
      #expect(abs(curvature.principal[vertex][1] - 0.25) < 1e-11)
      #expect(abs(curvature.mean[vertex] - 0.25) < 2e-3)
      #expect(abs(curvature.gaussian[vertex] - 1.0 / 16) < 1e-3)
    }
    let inward = try TriangleMesh(
      positions: mesh.positions, faces: mesh.faces.map { SIMD3($0[0], $0[2], $0[1]) })
    let turned = try MeshCurvature(of: inward)
    #expect(abs(turned.mean[5] + curvature.mean[5]) < 1e-12)
    #expect(abs(turned.principal[5][0] + 0.25) < 1e-11)
  }

  @Test func theTorusBendsAlongItsCircles() throws {
    let (major, minor) = (3.0, 1.0)
    let mesh = try MeshPrimitives.torus(
      majorRadius: major, minorRadius: minor, majorSegments: 240, minorSegments: 80)
    let curvature = try MeshCurvature(of: mesh)
    for (vertex, position) in mesh.positions.enumerated() {
      let distance = (position.x * position.x + position.y * position.y).squareRoot()
      let along = (distance - major) / (minor * distance)
      #expect(abs(curvature.principal[vertex][0] - 1) < 0.01)
      #expect(abs(curvature.principal[vertex][1] - along) < 0.01)
      #expect(abs(curvature.mean[vertex] - (1 + along) / 2) < 0.01)
      #expect(abs(curvature.gaussian[vertex] - along) < 0.02)
      // The least bent direction goes around the axis.
      let around = SIMD3(-position.y, position.x, 0) / distance
      #expect(abs((curvature.leastDirections[vertex] * around).sum()) > 0.999)
      #expect(abs((curvature.largestDirections[vertex] * around).sum()) < 0.03)
    }
  }

  @Test func whatIsFlatHasNoCurvature() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 5, columns: 7)
    let curvature = try MeshCurvature(of: mesh)
    let halfedges = try Halfedges(of: mesh)
    for vertex in 0..<mesh.vertexCount {
      #expect(abs(curvature.mean[vertex]) < 1e-12)
      #expect(curvature.principal[vertex] == .zero)
      if !halfedges.isBoundary(vertex: vertex) {
        #expect(abs(curvature.angleDefects[vertex]) < 1e-13)
      }
    }
  }

  @Test func loneVerticesAndFlatFacesStayFinite() throws {
    let mesh = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [2, 0, 0], [9, 9, 9]],
      faces: [[0, 1, 2], [1, 0, 3], [4, 4, 1]])
    let curvature = try MeshCurvature(of: mesh)
    for values in [curvature.angleDefects, curvature.gaussian, curvature.mean] {
      #expect(values.allSatisfy { $0.isFinite })
      #expect(values[4] == 0)
    }
    #expect(curvature.principal.allSatisfy { $0[0].isFinite && $0[1].isFinite })
    #expect(curvature.largestDirections.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }
}
