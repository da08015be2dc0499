public import Geometry
public import Numerics

/// A named operator of the domain that a model's blocks may use.
public struct DomainOperator: Sendable {
  /// What an operator consists of.
  public enum Content: Sendable {
    /// A square matrix over the nodes.
    case matrix(SparseMatrix<Double>)
    /// Coarser levels; the operator of each level is of kind `levelKind`.
    case hierarchy(Hierarchy, levelKind: OperatorKind)
    /// The eigenbasis of every item, one after the other.
    case eigenbasis([SpectralPart])
  }

  /// The name under which `uses:` chooses it; operators of several levels may share one.
  public let name: String
  /// What it is.
  public let kind: OperatorKind
  /// The level of a hierarchy whose nodes it is one of, the domain itself being 0; a hierarchy has 0.
  public let level: Int
  /// Its numbers.
  public let content: Content

  /// Makes an operator of a square matrix, nodes × nodes.
  ///
  /// - Parameter level: whose nodes they are, at least 0.
  public init(name: String, kind: OperatorKind, matrix: SparseMatrix<Double>, level: Int = 0) {
    precondition(level >= 0, "DomainOperator: '\(name)' of level \(level)")
    self.name = name
    self.kind = kind
    self.level = level
    content = .matrix(matrix)
  }

  /// Makes an operator of the eigenbases of all items, in their order.
  ///
  /// - Parameter level: whose nodes they are of, at least 0.
  public init(name: String, bases: [SpectralPart], level: Int = 0) {
    precondition(level >= 0, "DomainOperator: '\(name)' of level \(level)")
    self.name = name
    kind = .eigenbasis
    self.level = level
    content = .eigenbasis(bases)
  }

  /// Makes an operator of a hierarchy; its levels carry adjacencies unless said otherwise.
  public init(name: String, hierarchy: Hierarchy, levelKind: OperatorKind = .adjacency) {
    self.name = name
    kind = .hierarchy
    level = 0
    content = .hierarchy(hierarchy, levelKind: levelKind)
  }

  /// Name, kind and level.
  public var signature: OperatorSignature {
    OperatorSignature(name: name, kind: kind, level: level, levelKind: hierarchy?.levelKind)
  }

  /// The operator with other numbers in the place of its matrix.
  func with(_ matrix: SparseMatrix<Double>) -> DomainOperator {
    DomainOperator(name: name, kind: kind, matrix: matrix, level: level)
  }

  /// The hierarchy and what its levels are, if it is one.
  package var hierarchy: (Hierarchy, levelKind: OperatorKind)? {
    guard case .hierarchy(let hierarchy, let kind) = content else { return nil }
    return (hierarchy, kind)
  }
}
