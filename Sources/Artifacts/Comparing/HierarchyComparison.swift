import Geometry
import Numerics

extension HierarchyArtifact {
  /// What the operators are, the sizes of the levels, and how matrices of the same level differ.
  public static func differences(
    from old: HierarchyArtifact, to new: HierarchyArtifact
  ) -> [Finding] {
    var findings = old.kind == new.kind ? [] : [Finding("kind", from: old.kind, to: new.kind)]
    let (before, after) = (old.hierarchy, new.hierarchy)
    if before.sizes != after.sizes {
      func text(_ sizes: [Int]) -> String {
        sizes.map { Exports.count($0) }.joined(separator: " → ")
      }
      findings.append(
        Finding(
          "levels", "\(text(before.sizes)), now \(text(after.sizes))",
          [
            "from": .array(before.sizes.map { .integer($0) }),
            "to": .array(after.sizes.map { .integer($0) }),
          ]))
    }
    for (level, pair) in zip(before.operators, after.operators).enumerated() {
      findings += SparseMatrix<Double>.differences(from: pair.0, to: pair.1).map {
        $0.within("level \(level)")
      }
    }
    for (level, pair) in zip(before.prolongations, after.prolongations).enumerated() {
      findings += SparseMatrix<Double>.differences(from: pair.0, to: pair.1).map {
        $0.within("prolongation \(level)")
      }
    }
    return findings
  }
}
