import Geometry
import Numerics

extension OperatorArtifact {
  /// A Laplacian is symmetric with rows that sum to zero, a mass matrix symmetric and positive definite.
  public func brokenPromises(_ origin: ArtifactOrigin) throws -> [String] {
    if let problem = MatrixPromises.finite(matrix) { return [problem] }
    let isDirected = origin.input("graph").flatMap { try? Graph(from: $0) }?.isDirected ?? false
    let problems: [String?] =
      switch kind {
      case "stiffness":
        [MatrixPromises.symmetric(matrix), MatrixPromises.zeroRowSums(matrix)]
      case "laplacian":
        [
          isDirected ? nil : MatrixPromises.symmetric(matrix), MatrixPromises.zeroRowSums(matrix),
        ]
      case "mass": [MatrixPromises.symmetric(matrix) ?? MatrixPromises.positive(matrix)]
      case "symmetric_laplacian", "connection": [MatrixPromises.symmetric(matrix)]
      case "random_walk_laplacian": [MatrixPromises.zeroRowSums(matrix)]
      default: []
      }
    return problems.compactMap { $0.map { "\(kind): \($0)" } }
  }
}
