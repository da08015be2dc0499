import Foundation
import Geometry
import Numerics
import Testing

@Suite struct MeshHierarchyTests {
  private typealias Method = MeshHierarchyOptions.Method

  private func surface() throws -> TriangleMesh {
    try Surfaces.shaken(MeshPrimitives.torus(majorSegments: 61, minorSegments: 37), by: 0.004)
  }

  @Test(arguments: MeshHierarchyOptions.Method.allCases)
  func `levels shrink by the ratio, and every vertex has a part in the next`(
    method: MeshHierarchyOptions.Method
  ) throws {
    let mesh = try surface()
    let levels = try MeshHierarchy(of: mesh, options: .init(method: method, levels: 3))
    #expect(levels.levelCount == 4)
    #expect(levels.hierarchy.sizes == levels.meshes.map(\.vertexCount))
    #expect(levels.distances.count == 3)
    #expect(zip(levels.distances, levels.distances.dropFirst()).allSatisfy { $0 < $1 })
    for (fine, coarse) in zip(levels.hierarchy.sizes, levels.hierarchy.sizes.dropFirst()) {
      let ratio = Double(coarse) / Double(fine)
      #expect(method == .poissonDisk ? (0.15..<0.45).contains(ratio) : abs(ratio - 0.25) < 0.01)
    }
    for matrix in levels.hierarchy.prolongations {
      #expect(matrix.values.allSatisfy { $0 > 0 })
      #expect(matrix.rowSums.allSatisfy { abs($0 - 1) < 1e-14 })
      #expect(matrix.transposed().rowSums.allSatisfy { $0 > 0 })
    }
    for (level, vertices) in levels.vertices.enumerated() {
      #expect(Set(vertices).count == levels.hierarchy.sizes[level])
      guard method != .decimation else { continue }
      let positions = levels.meshes[level].positions
      #expect(zip(vertices, positions).allSatisfy { mesh.positions[Int($0)] == $1 })
    }
  }

  @Test(arguments: MeshHierarchyOptions.Method.allCases, [nil, 1, 2, 3])
  func `operators are symmetric and what they are called`(
    method: MeshHierarchyOptions.Method, which: Int?
  ) throws {
    var options = MeshHierarchyOptions(method: method, levels: 2)
    if let which {
      options.levelOperator = which > 1 ? .stiffness : .adjacency
      options.coarseOperator = method == .decimation && which == 3 ? .assembled : .galerkin
    }
    let levels = try MeshHierarchy(of: surface(), options: options)
    let hierarchy = levels.hierarchy
    let isGalerkin = method != .decimation || options.coarseOperator == .galerkin
    for (level, matrix) in hierarchy.operators.enumerated() {
      #expect(Bool(matrix.isSymmetric(tolerance: 0)))
      switch options.levelOperator {
      case .stiffness:
        #expect(matrix.rowSums.allSatisfy { abs($0) < 1e-11 })
        #expect((0..<matrix.rows).allSatisfy { matrix[$0, $0] > 0 })
      case .adjacency:
        #expect(matrix.values.allSatisfy { $0 > 0 })
        #expect((0..<matrix.rows).allSatisfy { matrix[$0, $0] == 0 })
        if level == 0 || !isGalerkin {
          let edges = try RegionChecks.edges(of: levels.meshes[level])
          #expect(Surfaces.largestDifference(matrix, edges) == 0)
          #expect(matrix.nonzeroCount == edges.nonzeroCount)
        }
      }
      guard isGalerkin, level > 0 else { continue }
      let prolongation = hierarchy.prolongations[level - 1]
      let product = try prolongation.transposed().multiplied(by: hierarchy.operators[level - 1])
        .multiplied(by: prolongation)
      for row in 0..<matrix.rows {
        for slot in product.entries(inRow: row) {
          let column = Int(product.columnIndices[slot])
          if row == column && options.levelOperator == .adjacency { continue }
          #expect(abs(matrix[row, column] - product.values[slot]) < 1e-11)
        }
      }
    }
  }

  @Test(arguments: [MeshHierarchyOptions.Method.farthestPoints, .poissonDisk])
  func `regions of regions are connected on the finest level`(
    method: MeshHierarchyOptions.Method
  ) throws {
    let mesh = try surface()
    let levels = try MeshHierarchy(of: mesh, options: .init(method: method, levels: 4))
    let edges = try RegionChecks.edges(of: mesh)
    var clusters = (0..<Int32(mesh.vertexCount)).map { $0 }
    for level in levels.hierarchy.prolongations.indices {
      let next = try #require(levels.hierarchy.clusters(of: level))
      clusters = clusters.map { next[Int($0)] }
      let clustering = try Clustering(clusters: clusters)
      #expect(RegionChecks.fault(clustering, edges) == nil)
      // Each sample lies in its own region.
      for (cluster, vertex) in levels.vertices[level + 1].enumerated() {
        #expect(Int(clusters[Int(vertex)]) == cluster)
      }
    }
  }

  @Test func `regions meet in triangles that close the surface`() throws {
    let mesh = try surface()
    let levels = try MeshHierarchy(
      of: mesh, options: .init(method: .farthestPoints, levels: 1, ratio: 0.05))
    let health = MeshHealth(of: levels.meshes[1])
    #expect(health.isClosed && health.isManifold && health.isOrientable)
    #expect(health.eulerCharacteristic == 0)
    #expect(health.misorientedEdges.isEmpty)
    #expect(levels.meshes[1].signedVolume > 0.8 * mesh.signedVolume)
  }

  @Test func `it ends with few vertices, and where nothing shrinks`() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 3)
    for method in Method.allCases {
      let none = try MeshHierarchy(of: sphere, options: .init(method: method, levels: 0))
      #expect(none.hierarchy.sizes == [642])
      let sizes = try MeshHierarchy(
        of: sphere, options: .init(method: method, levels: 50, minimumSize: 30)
      ).hierarchy.sizes
      #expect(try #require(sizes.last) <= 30 && sizes.dropLast().allSatisfy { $0 > 30 })
      let least = try MeshHierarchy(
        of: sphere, options: .init(method: method, levels: 50, minimumSize: 1)
      ).hierarchy.sizes
      #expect(least.count < 12 && (least.last ?? 0) < 12)
    }
  }

  @Test func `the seed moves Poisson disks alone, and a radius sets their number`() throws {
    let mesh = try surface()
    func sizes(_ options: MeshHierarchyOptions) throws -> MeshHierarchy {
      try MeshHierarchy(of: mesh, options: options)
    }
    for method in Method.allCases {
      let first = try sizes(.init(method: method, levels: 1, seed: 1))
      let again = try sizes(.init(method: method, levels: 1, seed: 1))
      let other = try sizes(.init(method: method, levels: 1, seed: 2))
      #expect(Bool(first.hierarchy == again.hierarchy))
      #expect((first.hierarchy == other.hierarchy) == (method != .poissonDisk))
    }
    let (wide, narrow) = (
      try sizes(.init(method: .poissonDisk, levels: 1, radius: 0.4)),
      try sizes(.init(method: .poissonDisk, levels: 1, radius: 0.2))
    )
    #expect(wide.distances[0] < 0.4 && narrow.distances[0] < 0.2)
    #expect(narrow.hierarchy.sizes[1] > 2 * wide.hierarchy.sizes[1])
  }

  @Test func `the bits do not depend on the workers`() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 151, minorSegments: 83)
    defer { Parallel.use(workers: 0) }
    for method in Method.allCases {
      let results = try [1, 2, 3].map { workers in
        Parallel.use(workers: workers)
        return try MeshHierarchy(
          of: mesh,
          options: .init(method: method, levelOperator: .stiffness, coarseOperator: .galerkin))
      }
      for result in results.dropFirst() {
        #expect(Bool(result.hierarchy == results[0].hierarchy))
        #expect(Bool(result.meshes == results[0].meshes))
        #expect(Bool(result.distances == results[0].distances))
      }
    }
  }

  @Test func `a surface that promises nothing has regions, or an error`() throws {
    var worked = 0
    for (name, mesh) in try SampleSurfaces.dirty() {
      for method in Method.allCases {
        do {
          let levels = try MeshHierarchy(
            of: mesh, options: .init(method: method, levels: 3, ratio: 0.5, minimumSize: 1))
          let numbers = levels.hierarchy.operators.flatMap(\.values) + levels.distances
          #expect(numbers.allSatisfy { $0.isFinite }, "\(name)")
          worked += 1
        } catch {
          #expect(error is MeshError, "\(name): \(error)")
        }
      }
    }
    #expect(worked >= 12)
  }

  @Test func `bad options are refused`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 1)
    for options in [
      MeshHierarchyOptions(levels: -1), MeshHierarchyOptions(ratio: 0),
      MeshHierarchyOptions(ratio: 1), MeshHierarchyOptions(ratio: .nan),
      MeshHierarchyOptions(minimumSize: 0),
      MeshHierarchyOptions(method: .poissonDisk, radius: 0),
      MeshHierarchyOptions(method: .poissonDisk, radius: .infinity),
      MeshHierarchyOptions(method: .farthestPoints, coarseOperator: .assembled),
    ] {
      #expect(throws: MeshError.self) { try MeshHierarchy(of: mesh, options: options) }
    }
  }
}
