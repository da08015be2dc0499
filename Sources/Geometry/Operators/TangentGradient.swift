public import Numerics

/// The gradient at the vertices of a triangle mesh, in their tangent frames.
///
/// Sharp, Attaiki, Crane & Ovsjanikov, "DiffusionNet" (2022), section 3.4: at each vertex the linear
/// function that fits the differences along its edges best. An edge lies in the tangent plane as its
/// projection says, as long as it is in space. The error is of first order in the edge length, of
/// second where the ring of neighbours is symmetric.
/// Each face counts for its two edges at the vertex, so that inner edges count twice and those of
/// the boundary once. It takes any mesh; a vertex without a normal has empty rows.
///
///     let gradient = try TangentGradient(of: mesh)
///     let slopes = (gradient.x.multiplied(by: heights), gradient.y.multiplied(by: heights))
public struct TangentGradient: Sendable {
  /// The tangent frames (n) in which the components are.
  public let frames: VertexFrames
  /// The component along the frames' x axes (n × n), per length unit.
  public let x: SparseMatrix<Double>
  /// The component along the frames' y axes (n × n), per length unit.
  public let y: SparseMatrix<Double>

  /// What is added to the fit's normal matrix, relative to its trace: edges that all lie on one line
  /// say nothing across it.
  private static let regularization = 1e-9

  /// Fits the gradient.
  ///
  /// - Throws: ``MeshError`` if the mesh has no proper face, or one whose size is out of range.
  /// - Complexity: O(n + m).
  public init(of mesh: TriangleMesh) throws(MeshError) {
    guard mesh.faces.contains(where: { !TriangleMesh.hasRepeatedCorner($0) }) else {
      throw .empty
    }
    // Refuses faces whose squares of squares of lengths leave a Double's range.
    _ = try FaceGeometry(of: mesh)
    let frames = VertexFrames(of: mesh)
    let corners = VertexCorners(vertexCount: mesh.vertexCount, faces: mesh.faces)
    let yAxes = frames.yAxes
    func component(_ index: Int) -> SparseMatrix<Double> {
      RowAssembler.assemble(
        rows: mesh.vertexCount, columns: mesh.vertexCount, entriesPerRow: 7
      ) { vertex, row in
        guard frames.normals[vertex] != .zero else { return }
        let fit = TangentFit(
          mesh, vertex, corners, xAxis: frames.xAxes[vertex], yAxis: yAxes[vertex],
          regularization: Self.regularization)
        fit.append(component: index, to: &row)
      }
    }
    self.frames = frames
    x = component(0)
    y = component(1)
  }
}

/// The fit at one vertex.
private struct TangentFit {
  private let vertex: Int32
  private var arms: [(vertex: Int32, rank: Int, way: SIMD2<Double>)] = []
  /// The normal matrix of the fit: xx, xy, yy.
  private var moments = SIMD3<Double>.zero

  init(
    _ mesh: TriangleMesh, _ vertex: Int, _ corners: VertexCorners, xAxis: SIMD3<Double>,
    yAxis: SIMD3<Double>, regularization: Double
  ) {
    self.vertex = Int32(vertex)
    let origin = mesh.positions[vertex]
    for slot in Int(corners.starts[vertex])..<Int(corners.starts[vertex + 1]) {
      let corner = Int(corners.corners[slot])
      for end in [Halfedges.next(corner), Halfedges.previous(corner)] {
        let other = mesh.faces[end / 3][end % 3]
        let edge = mesh.positions[Int(other)] - origin
        let flat = SIMD2((edge * xAxis).sum(), (edge * yAxis).sum())
        let size = (flat * flat).sum().squareRoot()
        guard size > 0 else { continue }
        let way = flat * (TriangleMesh.length(edge) / size)
        arms.append((other, end, way))
        moments += SIMD3(way.x * way.x, way.x * way.y, way.y * way.y)
      }
    }
    let room = regularization * (moments.x + moments.z)
    moments += SIMD3(room, 0, room)
  }

  func append(component: Int, to row: inout [RowAssembler.Contribution]) {
    let determinant = moments.x * moments.z - moments.y * moments.y
    guard determinant > 0 else { return }
    let inverse =
      component == 0
      ? SIMD2(moments.z, -moments.y) / determinant : SIMD2(-moments.y, moments.x) / determinant
    var sum = 0.0
    for arm in arms {
      let weight = (inverse * arm.way).sum()
      row.append(.init(column: arm.vertex, rank: arm.rank, value: weight))
      sum += weight
    }
    row.append(.init(column: vertex, rank: 0, value: -sum))
  }
}
