import Artifacts
import Geometry
import Numerics
import Testing

/// Decimation and regions of real meshes, clean and dirty.
@Suite(
  .enabled(if: RealSurfaces.folder != nil, "set MERIDIAN_TEST_DATA to the data folder"))
struct RealMeshesTests {
  @Test(arguments: ["clean", "genus", "boundary", "large"])
  func `a decimated mesh is the same kind of surface, closer with more vertices`(
    folder: String
  ) throws {
    var worked = 0
    for path in try RealSurfaces.paths(folder) {
      let mesh = try RealSurfaces.mesh(path)
      let before = MeshHealth(of: mesh)
      guard before.isManifold, before.misorientedEdges.isEmpty else {
        #expect(throws: MeshError.self, "\(path)") { try MeshDecimation(of: mesh) }
        continue
      }
      var distances: [Double] = []
      for ratio in [0.04, 0.3] {
        let found = try MeshDecimation(of: mesh, options: .init(target: .ratio(ratio)))
        let after = MeshHealth(of: found.mesh)
        #expect(after.isManifold && after.misorientedEdges.isEmpty, "\(path)")
        #expect(after.eulerCharacteristic == before.eulerCharacteristic, "\(path)")
        #expect(after.boundaryLoopCount == before.boundaryLoopCount, "\(path)")
        #expect(after.componentCount == before.componentCount, "\(path)")
        #expect(after.facesWithoutArea.count <= before.facesWithoutArea.count, "\(path)")
        for map in [found.prolongation().matrix, found.restriction().matrix] {
          #expect(map.values.allSatisfy { $0 > 0 && $0 <= 1 }, "\(path)")
          #expect(map.rowSums.allSatisfy { abs($0 - 1) < 1e-14 }, "\(path)")
        }
        distances.append(try found.deviation().forward.rootMeanSquare)
      }
      #expect(distances[1] < distances[0], "\(path): \(distances)")
      let box = try #require(mesh.boundingBox)
      if mesh.vertexCount > 2000 {
        let extent = (box.upper - box.lower).max()
        #expect(distances[1] < 2e-3 * extent, "\(path): \(distances)")
      }
      worked += 1
    }
    #expect(worked >= 2)
  }

  @Test func `a dirty mesh is coarsened or refused, and nothing is NaN`() throws {
    var worked = 0
    for path in try RealSurfaces.paths("dirty") {
      guard let mesh = try? RealSurfaces.mesh(path) else { continue }
      for method in MeshHierarchyOptions.Method.allCases {
        do {
          let levels = try MeshHierarchy(
            of: mesh, options: .init(method: method, levelOperator: .stiffness))
          let numbers =
            (levels.hierarchy.operators + levels.hierarchy.prolongations).flatMap(\.values)
            + levels.distances
          #expect(numbers.allSatisfy { $0.isFinite }, "\(path), \(method)")
          for matrix in levels.hierarchy.prolongations {
            #expect(matrix.rowSums.allSatisfy { abs($0 - 1) < 1e-14 }, "\(path), \(method)")
          }
          worked += 1
        } catch {
          #expect(error is MeshError, "\(path), \(method): \(error)")
        }
      }
    }
    #expect(worked >= 20)
  }
}
