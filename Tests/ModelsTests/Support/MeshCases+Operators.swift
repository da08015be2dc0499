import Autodiff
import Foundation
import Geometry
import Models
import Numerics

extension MeshCases {
  /// Everything that blocks on meshes ask for: patches, gradient and eigenbasis.
  static func operators(_ mesh: TriangleMesh, radius: Double = 1.6, modes: Int = 9) throws
    -> [DomainOperator]
  {
    let patches = try GeodesicPatches(mesh, radius: radius)
    let gradient = try TangentGradient(of: mesh)
    let laplacian = try CotangentLaplacian(of: mesh)
    let mass = laplacian.mass(.lumped)
    let basis = try Eigenbasis.smallest(
      stiffness: laplacian.stiffness(), mass: mass, count: modes)
    return [
      DomainOperator(name: "distance", kind: .geodesicDistance, matrix: patches.distances),
      DomainOperator(name: "angle", kind: .geodesicAngle, matrix: patches.angles),
      DomainOperator(name: "transport", kind: .transport, matrix: patches.turns),
      DomainOperator(name: "x", kind: .gradientX, matrix: gradient.x),
      DomainOperator(name: "y", kind: .gradientY, matrix: gradient.y),
      DomainOperator(name: "basis", bases: [try SpectralPart(basis, mass: mass.values)]),
    ]
  }

  /// So many vertices, each by itself: without neighbours, one mode each.
  static func apart(_ count: Int) throws -> [DomainOperator] {
    let own = try SparseMatrix<Double>(
      rows: count, columns: count, triplets: (0..<count).map { ($0, $0, 0) })
    let none = try SparseMatrix<Double>(rows: count, columns: count, triplets: [])
    let basis = try Eigenbasis(
      values: [Double](repeating: 0, count: count),
      vectors: DenseMatrix(
        rows: count, columns: count,
        values: (0..<count * count).map { $0 % (count + 1) == 0 ? 1 : 0 }))
    return [
      DomainOperator(name: "distance", kind: .geodesicDistance, matrix: own),
      DomainOperator(name: "angle", kind: .geodesicAngle, matrix: own),
      DomainOperator(name: "transport", kind: .transport, matrix: own),
      DomainOperator(name: "x", kind: .gradientX, matrix: none),
      DomainOperator(name: "y", kind: .gradientY, matrix: none),
      DomainOperator(name: "basis", bases: [try SpectralPart(basis)]),
    ]
  }

  /// The matrix of a kind among operators that have one.
  static func matrix(_ operators: [DomainOperator], _ kind: OperatorKind)
    -> SparseMatrix<Double>
  {
    for found in operators where found.kind == kind {
      if case .matrix(let matrix) = found.content { return matrix }
    }
    preconditionFailure("no \(kind)")
  }

  private static func replaced(
    _ operators: [DomainOperator],
    _ change: (OperatorKind, SparseMatrix<Double>) throws -> SparseMatrix<Double>
  ) rethrows -> [DomainOperator] {
    try operators.map { found in
      guard case .matrix(let matrix) = found.content else { return found }
      return DomainOperator(
        name: found.name, kind: found.kind, matrix: try change(found.kind, matrix))
    }
  }

  /// The operators after every vertex's frame has turned by an angle of its own.
  static func turned(_ operators: [DomainOperator], by angles: [Double]) throws -> [DomainOperator]
  {
    let (x, y) = (matrix(operators, .gradientX), matrix(operators, .gradientY))
    func entries(
      _ matrix: SparseMatrix<Double>, _ change: (Int, Int, Double) -> Double
    ) throws -> SparseMatrix<Double> {
      try SparseMatrix(
        rows: matrix.rows, columns: matrix.columns, rowOffsets: matrix.rowOffsets,
        columnIndices: matrix.columnIndices,
        values: GraphCases.triplets(matrix).map { change($0.0, $0.1, $0.2) })
    }
    return try replaced(operators) { kind, matrix in
      switch kind {
      case .geodesicAngle: try entries(matrix) { row, _, value in value - angles[row] }
      case .transport:
        try entries(matrix) { row, column, value in value + angles[column] - angles[row] }
      case .gradientX:
        x.scalingRows(by: angles.map { cos($0) })
          .adding(y.scalingRows(by: angles.map { sin($0) }), scaledBy: 1)
      case .gradientY:
        y.scalingRows(by: angles.map { cos($0) })
          .adding(x.scalingRows(by: angles.map { -sin($0) }), scaledBy: 1)
      default: matrix
      }
    }
  }

  /// The operators after vertices were renumbered, vertex i to order[i], and every other eigenvector turned its sign.
  static func renumbered(_ operators: [DomainOperator], _ order: [Int]) throws -> [DomainOperator] {
    try replaced(operators) { try GraphCases.renumbered($1, rows: order, columns: order) }.map {
      found in
      guard case .eigenbasis(let parts) = found.content else { return found }
      return DomainOperator(
        name: found.name,
        bases: try parts.map { part in
          let modes = part.basis.count
          var values = part.basis.vectors.values
          var mass = part.mass
          for row in 0..<part.basis.size {
            mass[order[row]] = part.mass[row]
            for mode in 0..<modes {
              let sign = mode % 2 == 0 ? 1.0 : -1.0
              values[order[row] * modes + mode] = sign * part.basis.vectors[row, mode]
            }
          }
          return try SpectralPart(
            Eigenbasis(
              values: part.basis.values,
              vectors: DenseMatrix(rows: part.basis.size, columns: modes, values: values)),
            mass: mass)
        })
    }
  }

  /// Features that stand channel after channel, as models hand them on, after every frame has turned.
  static func turnedRows(_ x: Tensor<Double>, orders: [Int], by angles: [Double]) -> Tensor<Double>
  {
    let dimension = orders.reduce(0) { $0 + min(2, $1 + 1) }
    let channels = x.shape[1] / dimension
    let planes = x.reshaped(to: [x.shape[0], channels, dimension]).transposed([0, 2, 1])
    return turned(Tensor(shape: planes.shape, planes.scalars), orders: orders, by: angles)
      .transposed([0, 2, 1]).reshaped(to: x.shape)
  }
}

extension TrainingCases {
  /// A sheet of 13 × 17 vertices with 19 features, the sign of the first to be told, under changes of frames.
  static func meshTrainer(
    blocks: ModelValue, symmetry: Symmetry = .gauge,
    _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    var stream = RandomStream(seed: 6, "sheet")
    let mesh = try MeshCases.sheet(rows: 13, columns: 17)
    let count = mesh.vertexCount
    let features = (0..<count * 19).map { _ in Float(stream.normal()) }
    let labels = try Labels(
      classes: (0..<count).map { features[$0 * 19] > 0 ? 1 : 0 }, classNames: ["low", "high"])
    let split = try Split.stratified(
      labels: labels, train: 0.5, validation: 0.2, test: 0.3, seed: 3)
    let description = try ModelDescription([
      "domain": "mesh", "symmetry": .string(symmetry.rawValue), "inputs": ["features": "scalar"],
      "blocks": blocks,
    ])
    let input = try ModelInput(
      .dense(Tensor(shape: [count, 19], features)), for: description,
      operators: MeshCases.operators(mesh, modes: 33))
    var options = TrainingOptions()
    options.epochs = 2
    options.seed = 5
    change(&options)
    return try trainer(description, input, labels, split, options)
  }
}
