import Artifacts
import Foundation
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

/// The operators of surfaces on real meshes, clean and dirty.
@Suite(
  .enabled(if: RealSurfaces.folder != nil, "set MERIDIAN_TEST_DATA to the data folder"))
struct RealSurfacesTests {
  @Test func `every dirty mesh has a robust Laplacian, or an error that says why`() throws {
    var worked = 0
    for path in try RealSurfaces.paths("dirty") {
      let mesh: TriangleMesh
      do {
        mesh = try RealSurfaces.mesh(path)
      } catch let error as FormatError {
        #expect(!"\(error)".isEmpty)
        continue
      }
      for kind in MassMatrix.Kind.allCases {
        let (stiffness, mass) = try RobustLaplacian.operators(of: mesh, mass: kind)
        let fault = fault(stiffness, mass)
        #expect(fault == nil, "\(path), \(kind): \(fault ?? "")")
      }
      worked += 1
    }
    #expect(worked >= 12)
  }

  @Test func `the other operators work on a dirty mesh or name what is wrong`() throws {
    var read = 0
    for path in try RealSurfaces.paths("dirty") {
      // What is wrong with files that hold no mesh is tested where they are read.
      guard let mesh = try? RealSurfaces.mesh(path) else { continue }
      read += 1
      attempt(path) {
        let matrix = try ConnectionLaplacian(of: mesh).stiffness()
        return matrix.values.allSatisfy { $0.isFinite } && matrix.isSymmetric(tolerance: 0)
      }
      attempt(path) {
        let curvature = try MeshCurvature(of: mesh)
        return [curvature.angleDefects, curvature.gaussian, curvature.mean].joined()
          .allSatisfy { $0.isFinite }
          && curvature.principal.allSatisfy { $0[0].isFinite && $0[1].isFinite }
      }
      attempt(path) {
        var surface = try IntrinsicTriangulation(of: mesh)
        try surface.flipToDelaunay()
        return surface.stiffness().values.allSatisfy { $0.isFinite }
      }
      attempt(path) {
        let both = try PointCloudLaplacian.operators(of: mesh.positions)
        return fault(both.stiffness, both.mass) == nil
      }
    }
    #expect(read >= 10)
  }

  @Test func `angle defects of closed meshes sum to the Euler characteristic`() throws {
    var closed = 0
    for folder in ["clean", "genus", "large"] {
      for path in try RealSurfaces.paths(folder) {
        let mesh = try RealSurfaces.mesh(path)
        guard MeshEdges(of: mesh).boundary.isEmpty else { continue }
        let sum = try MeshCurvature(of: mesh).angleDefects.reduce(0, +)
        #expect(abs(sum - 2 * .pi * Double(mesh.eulerCharacteristic)) < 1e-10, "\(path)")
        closed += 1
      }
    }
    #expect(closed >= 20)
  }

  @Test func `a scanned cloud has about the area of its surface`() throws {
    let mesh = try RealSurfaces.mesh(
      try #require(RealSurfaces.folder) + "/meshes/clean/cat_low.obj")
    let (stiffness, mass) = try PointCloudLaplacian.operators(of: mesh.positions)
    #expect(fault(stiffness, mass) == nil)
    #expect(abs(mass.values.reduce(0, +) / mesh.totalArea - 1) < 0.05)
  }

  private func attempt(_ path: String, _ isRight: () throws -> Bool) {
    do {
      let right = try isRight()
      #expect(right, "\(path)")
    } catch {
      #expect(error is MeshError, "\(path): \(error)")
    }
  }

  /// What is wrong with a robust Laplacian, if anything.
  private func fault(
    _ stiffness: SparseMatrix<Double>, _ mass: SparseMatrix<Double>
  ) -> String? {
    guard (stiffness.values + mass.values).allSatisfy({ $0.isFinite }) else {
      return "an entry is not finite"
    }
    guard stiffness.isSymmetric(tolerance: 0), mass.isSymmetric(tolerance: 0) else {
      return "not symmetric"
    }
    for row in 0..<stiffness.rows {
      var (sum, size) = (0.0, 0.0)
      for entry in stiffness.entries(inRow: row) {
        sum += stiffness.values[entry]
        size += abs(stiffness.values[entry])
        if Int(stiffness.columnIndices[entry]) != row, stiffness.values[entry] > 0 {
          return "row \(row) has a negative weight"
        }
      }
      if abs(sum) > 1e-12 * size { return "row \(row) sums to \(sum)" }
      if !stiffness.entries(inRow: row).isEmpty, !(mass[row, row] > 0) {
        return "row \(row) has no mass"
      }
    }
    return nil
  }
}

/// Meshes of the data folder.
enum RealSurfaces {
  static let folder = ProcessInfo.processInfo.environment["MERIDIAN_TEST_DATA"]

  static func paths(_ name: String) throws -> [String] {
    let path = try #require(folder) + "/meshes/" + name
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map {
      path + "/" + $0
    }
  }

  static func mesh(_ path: String) throws -> TriangleMesh {
    let data = try MeshFile.read(FileBytes.read(path: path, name: path), format: nil)
    return try TriangleMesh(positions: data.positions, faces: data.faces)
  }
}
