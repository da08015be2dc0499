internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline
internal import Store

/// What stages over eigenbases have in common.
enum SpectralInputs {
  /// Where a basis is cut so that no multiplet is torn.
  static let gap = ParameterDeclaration(
    "gap", .number(.halfOpen(0..<1)), default: .number(Eigenbasis.defaultRelativeGap),
    unit: "of the larger eigenvalue",
    doc: """
      Pairs after the last gap between neighbouring eigenvalues that is wider than this are left out, as their multiplet \
      may be torn; 0 keeps all.
      """)

  /// The two bases of a functional map.
  static let bases = [
    InputPort(
      "source", .artifacts(["eigenbasis"]), doc: "Eigenbasis of the shape functions come from."),
    InputPort(
      "target", .artifacts(["eigenbasis"]), doc: "Eigenbasis of the shape functions go to."),
  ]

  /// The mass matrices of both.
  static let masses = [
    InputPort(
      "source_mass", .artifacts(["operator"]), .optional,
      doc: "The mass the source's basis was made with; the identity when not connected."),
    InputPort(
      "target_mass", .artifacts(["operator"]), .optional,
      doc: "The mass the target's basis was made with; the identity when not connected."),
  ]

  /// A map of functions, as an output.
  static let map = OutputPort(
    "map", "array",
    doc: "C, target functions × source functions: the coefficients of a pulled back function.")

  /// What is said of a map.
  static let metrics = OutputPort(
    "metrics", "metrics",
    doc: """
      orthogonality_defect: ‖CᵀC − I‖ over the root of its rows, 0 where areas are kept. laplacian_defect: \
      ‖C Λ₁ − Λ₂ C‖ over the sum of both norms, 0 for isometries.
      """)
}

extension StageContext {
  /// A basis and its mass.
  func domain(_ basis: String, mass: String) throws -> SpectralDomain {
    let matrix = try readIfConnected(OperatorArtifact.self, mass)
    if let matrix, matrix.kind == "stiffness" {
      throw StageInputError(
        "a stiffness matrix is connected to '\(mass)'; connect the mass of the same mesh")
    }
    let functions = try read(Eigenbasis.self, basis)
    if matrix == nil, let worst = functions.vectorLengths.first(where: { abs($0 - 1) > 1e-3 }) {
      throw StageInputError(
        "the functions of '\(basis)' have the length \((1000 * worst).rounded() / 1000), not 1, without a mass; connect the mass"
          + " that they were made with to '\(mass)'")
    }
    return try SpectralDomain(functions, mass: matrix?.matrix)
  }

  /// The map connected to a port.
  func functionalMap(_ port: String) throws -> FunctionalMap {
    let array = try read(NumberArray.self, port)
    guard array.shape.count == 2, array.elementType == .float64 else {
      throw StageInputError(
        "'\(port)' is \(array.artifactSummary), no functional map; connect the output `map` of"
          + " functional.map or functional.refine")
    }
    return try FunctionalMap(
      DenseMatrix(rows: array.shape[0], columns: array.shape[1], values: array.doubles))
  }

  /// Stores a map and what is said of it.
  func write(_ map: FunctionalMap, from source: Eigenbasis, to target: Eigenbasis) throws {
    try write(
      NumberArray(map.matrix.values, shape: [map.targetCount, map.sourceCount]), to: "map")
    try write(
      Metrics(scalars: [
        ("orthogonality_defect", map.orthogonalityDefect),
        ("laplacian_defect", map.laplacianDefect(source: source, target: target)),
      ]), to: "metrics")
  }

  /// The values of a field as signals, which must be finite.
  func signals(_ field: FieldArtifact, port: String) throws -> DenseMatrix<Double> {
    if let bad = field.values.firstIndex(where: { !$0.isFinite }) {
      throw StageInputError(
        "'\(port)' is \(field.values[bad]) at vertex \(bad / field.channels); connect a field that"
          + " is finite everywhere")
    }
    return DenseMatrix(rows: field.count, columns: field.channels, values: field.values)
  }
}

extension Eigenbasis {
  /// The Euclidean length of each vector (k).
  fileprivate var vectorLengths: [Double] {
    var squares = [Double](repeating: 0, count: count)
    for row in 0..<size {
      for column in 0..<count { squares[column] += vectors[row, column] * vectors[row, column] }
    }
    return squares.map { $0.squareRoot() }
  }
}
