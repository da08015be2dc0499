internal import Artifacts
internal import Geometry
internal import Numerics
internal import Pipeline

/// `operator.eigenbasis`: the smoothest functions on a domain.
enum OperatorEigenbasis: StageKind {
  static let name = "operator.eigenbasis"
  static let version = 2
  static let summary =
    "The smallest generalized eigenpairs of stiffness and mass, by shift-invert block Lanczos."
  static let inputs = [
    InputPort(
      "stiffness", .artifacts(["operator"]), doc: "Symmetric, positive semidefinite, n × n."),
    InputPort("mass", .artifacts(["operator"]), doc: "Symmetric, positive definite, n × n."),
  ]
  static let outputs = [
    OutputPort(
      "basis", "eigenbasis",
      doc: "k eigenvalues, ascending, and n × k mass-orthonormal eigenvectors.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "count", .integer(1...100_000), default: 32, unit: "eigenpairs",
      doc: "How many, the constant function included; at most n."),
    ParameterDeclaration(
      "clamp", .boolean, default: false,
      doc: "Whether a domain of fewer than `count` vertices gives all its pairs, or an error."),
    ParameterDeclaration(
      "precision", .choice(["double", "single"]), default: "double",
      doc: "In what the vectors are stored: single takes half the space."),
  ]

  static func run(_ context: StageContext) throws {
    let stiffness = try context.read(OperatorArtifact.self, "stiffness")
    let mass = try context.read(OperatorArtifact.self, "mass")
    if stiffness.kind == "mass", mass.kind == "stiffness" {
      throw StageInputError(
        "the mass matrix is connected to 'stiffness' and the stiffness to 'mass'; swap the two")
    }
    let wanted = context.parameters.integer("count")
    let most = stiffness.matrix.rows
    guard wanted <= most || context.parameters.bool("clamp") || mass.matrix.rows != most else {
      throw StageInputError(
        "`count` is \(wanted), but operators of \(most) rows have \(most) eigenpairs; lower it, or set `clamp: true`"
          + " to take all there are")
    }
    let count = min(wanted, most)
    let basis = try Eigenbasis.smallest(
      stiffness: stiffness.matrix, mass: mass.matrix, count: count)
    if context.parameters.string("precision") == "single" {
      try context.write(SinglePrecisionEigenbasis(basis), to: "basis")
    } else {
      try context.write(basis, to: "basis")
    }
  }
}
