import Numerics

extension OperatorArtifact {
  /// What the operator is, and how the matrices differ.
  public static func differences(
    from old: OperatorArtifact, to new: OperatorArtifact
  ) -> [Finding] {
    let kind = old.kind == new.kind ? [] : [Finding("kind", from: old.kind, to: new.kind)]
    return kind + SparseMatrix<Double>.differences(from: old.matrix, to: new.matrix)
  }
}
