internal import Numerics

/// A mesh in ever coarser levels: meshes, the operators of each, and the prolongations between them.
///
///     let levels = try MeshHierarchy(of: mesh, options: .init(levels: 3))
///     levels.hierarchy.sizes  // each about a quarter of the one before
public struct MeshHierarchy: Sendable {
  /// One mesh a level, finest first: what was decimated, or the samples with a triangle where three regions meet.
  ///
  /// Triangles between regions follow the orientation of the mesh, but promise no manifold.
  public let meshes: [TriangleMesh]
  /// For each vertex of each level the vertex of the finest mesh that it stands for.
  public let vertices: [[Int32]]
  /// Operators and prolongations; every coarse vertex has a part in some row of the prolongation.
  public let hierarchy: Hierarchy
  /// For each coarser level, the largest distance of a vertex of the level before to the next, in length units.
  ///
  /// To the decimated surface, or along edges to the sample of its region.
  public let distances: [Double]

  /// Coarsens a mesh until there are as many levels as asked for, one is small enough, or one hardly shrinks.
  ///
  /// - Parameters:
  ///   - mesh: for decimation an oriented manifold, for regions any mesh with a proper face.
  ///   - options: how far, and by what.
  /// - Throws: ``MeshError`` for a mesh that the method or the operator does not take, and for a bad option;
  ///   ``GraphError`` where operators become infinite.
  /// - Complexity: O(n log n), for regions O(n log² n) in the mean.
  public init(
    of mesh: TriangleMesh, options: MeshHierarchyOptions = MeshHierarchyOptions()
  ) throws {
    try options.check()
    var levels = Levels(mesh, try options.levelOperator.matrix(of: mesh))
    switch options.method {
    case .decimation: try levels.decimate(options)
    case .farthestPoints, .poissonDisk: try levels.divide(options)
    }
    meshes = levels.meshes
    vertices = levels.vertices
    distances = levels.distances
    hierarchy = try Hierarchy(operators: levels.operators, prolongations: levels.prolongations)
  }

  /// The number of levels, at least 1.
  public var levelCount: Int { meshes.count }
}

/// The levels made so far.
private struct Levels {
  var meshes: [TriangleMesh]
  var vertices: [[Int32]]
  var operators: [SparseMatrix<Double>]
  var prolongations: [SparseMatrix<Double>] = []
  var distances: [Double] = []

  /// The least part of its vertices by which a level must shrink to be kept.
  private static let leastReduction = 0.05

  init(_ mesh: TriangleMesh, _ matrix: SparseMatrix<Double>) {
    meshes = [mesh]
    vertices = [(0..<Int32(mesh.vertexCount)).map { $0 }]
    operators = [matrix]
  }

  private var fine: TriangleMesh { meshes[meshes.count - 1] }

  private func isDone(_ options: MeshHierarchyOptions) -> Bool {
    meshes.count > options.levels || fine.vertexCount <= options.minimumSize
  }

  private func isWorthwhile(_ count: Int) -> Bool {
    Double(count) <= Double(fine.vertexCount) * (1 - Self.leastReduction)
  }

  mutating func decimate(_ options: MeshHierarchyOptions) throws {
    while !isDone(options) {
      let step = try MeshDecimation(
        of: fine, options: MeshDecimationOptions(target: .ratio(options.ratio)))
      guard isWorthwhile(step.mesh.vertexCount) else { return }
      let prolongation = step.coveringProlongation()
      let matrix =
        options.coarseOperator == .galerkin
        ? try operators[operators.count - 1].galerkin(
          prolongation, keepsDiagonal: options.levelOperator == .stiffness)
        : try options.levelOperator.matrix(of: step.mesh)
      distances.append(try step.deviation().forward.largest)
      append(step.mesh, origins: step.origins, prolongation, matrix)
    }
  }

  mutating func divide(_ options: MeshHierarchyOptions) throws {
    let growth = 1 / options.ratio.squareRoot()
    var radius = options.radius ?? Self.radius(of: fine, options)
    var graph = try MetricGraph(of: fine)
    while !isDone(options) {
      var nearest = NearestSamples(in: graph)
      if options.method == .poissonDisk {
        var stream = RandomStream(
          seed: options.seed, "Poisson-disk sampling", "level \(prolongations.count)")
        nearest.addApart(radius, stream: &stream)
        radius *= growth
      } else {
        nearest.add(CollectionOfOne(0))
        nearest.addFarthest(
          until: max(1, Int((options.ratio * Double(fine.vertexCount)).rounded())))
      }
      let clustering = nearest.clustering
      guard isWorthwhile(clustering.count) else { return }
      distances.append(nearest.distances.max() ?? 0)
      let matrix = clustering.contracted(
        operators[operators.count - 1], keepsSelfLoops: options.levelOperator == .stiffness
      ).symmetrized
      graph = graph.contracted(nearest, clustering)
      append(
        try clustering.triangles(of: fine, around: nearest.samples), origins: nearest.samples,
        clustering.prolongation(), matrix)
    }
  }

  private mutating func append(
    _ mesh: TriangleMesh, origins: [Int32], _ prolongation: SparseMatrix<Double>,
    _ matrix: SparseMatrix<Double>
  ) {
    let before = vertices[vertices.count - 1]
    vertices.append(origins.map { before[Int($0)] })
    meshes.append(mesh)
    prolongations.append(prolongation)
    operators.append(matrix)
  }

  /// The radius of which about a ratio of the vertices of a flat mesh are apart.
  ///
  /// Darts that are thrown until none fits are 0.7 a squared radius (Tanemura 1979: they fill 0.547 of
  /// the plane); along the edges of a mesh, distances are about a tenth larger.
  private static func radius(of mesh: TriangleMesh, _ options: MeshHierarchyOptions) -> Double {
    let share = mesh.totalArea / (options.ratio * Double(max(1, mesh.vertexCount)))
    let radius = 1.1 * (0.7 * share).squareRoot()
    // Without area any positive radius will do.
    return radius > 0 && radius.isFinite ? radius : 1
  }
}

extension MeshHierarchyOptions.LevelOperator {
  /// The operator of a mesh.
  fileprivate func matrix(of mesh: TriangleMesh) throws(MeshError) -> SparseMatrix<Double> {
    switch self {
    case .stiffness:
      try CotangentLaplacian(of: mesh).stiffness()
    case .adjacency:
      mesh.edgeAdjacency(VertexCorners(vertexCount: mesh.vertexCount, faces: mesh.faces))
    }
  }
}

extension MeshDecimation {
  /// The prolongation, with a part for every coarse vertex.
  ///
  /// Rarely a coarse vertex is at no corner of any point. Then half of the row of the vertex it stands for is its own.
  fileprivate func coveringProlongation() -> SparseMatrix<Double> {
    let matrix = prolongation().matrix
    var isUsed = [Bool](repeating: false, count: matrix.columns)
    for column in matrix.columnIndices { isUsed[Int(column)] = true }
    var missing = [Int32](repeating: -1, count: matrix.rows)
    for (vertex, origin) in origins.enumerated() where !isUsed[vertex] {
      missing[Int(origin)] = Int32(vertex)
    }
    guard isUsed.contains(false) else { return matrix }
    return RowAssembler.assemble(
      rows: matrix.rows, columns: matrix.columns, entriesPerRow: 3
    ) { vertex, row in
      let factor = missing[vertex] >= 0 ? 0.5 : 1
      for slot in matrix.entries(inRow: vertex) {
        row.append(
          .init(
            column: matrix.columnIndices[slot], rank: 0, value: factor * matrix.values[slot]))
      }
      if missing[vertex] >= 0 {
        row.append(.init(column: missing[vertex], rank: 0, value: factor))
      }
    }
  }
}

extension SparseMatrix where Scalar == Double {
  /// The Galerkin product Pᵀ A P of a symmetric matrix, exactly symmetric.
  fileprivate func galerkin(
    _ prolongation: SparseMatrix<Double>, keepsDiagonal: Bool
  ) throws(NumericsError) -> SparseMatrix<Double> {
    let mean = try prolongation.transposed().multiplied(
      by: multiplied(by: prolongation)
    ).symmetrized
    guard !keepsDiagonal else { return mean }
    return RowAssembler.assemble(rows: mean.rows, columns: mean.columns, entriesPerRow: 16) {
      row, entries in
      for slot in mean.entries(inRow: row) where Int(mean.columnIndices[slot]) != row {
        entries.append(
          .init(column: mean.columnIndices[slot], rank: 0, value: mean.values[slot]))
      }
    }
  }

  /// The mean with the transpose: sums of mirrored entries differ in rounding.
  fileprivate var symmetrized: SparseMatrix<Double> {
    scaled(by: 0.5).adding(transposed(), scaledBy: 0.5)
  }
}

extension Clustering {
  /// The samples, with a triangle for each three regions that meet in a face; the first of several alike counts.
  fileprivate func triangles(
    of mesh: TriangleMesh, around samples: [Int32]
  ) throws(MeshError) -> TriangleMesh {
    var seen = Set<SIMD3<Int32>>()
    var faces: [SIMD3<Int32>] = []
    for face in mesh.faces {
      let meeting = SIMD3(
        clusters[Int(face[0])], clusters[Int(face[1])], clusters[Int(face[2])])
      guard !TriangleMesh.hasRepeatedCorner(meeting) else { continue }
      let (low, high) = (meeting.min(), meeting.max())
      let middle = meeting.wrappedSum() &- low &- high
      if seen.insert(SIMD3(low, middle, high)).inserted { faces.append(meeting) }
    }
    return try TriangleMesh(
      positions: samples.map { mesh.positions[Int($0)] }, faces: faces)
  }
}
