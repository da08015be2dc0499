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

  /// The name under which `uses:` chooses it.
  public let name: String
  /// What it is.
  public let kind: OperatorKind
  /// Its numbers.
  public let content: Content

  /// Makes an operator of a square matrix, nodes × nodes.
  public init(name: String, kind: OperatorKind, matrix: SparseMatrix<Double>) {
    self.name = name
    self.kind = kind
    content = .matrix(matrix)
  }

  /// Makes an operator of the eigenbases of all items, in their order.
  public init(name: String, bases: [SpectralPart]) {
    self.name = name
    kind = .eigenbasis
    content = .eigenbasis(bases)
  }

  /// Makes an operator of a hierarchy; its levels carry adjacencies unless said otherwise.
  public init(name: String, hierarchy: Hierarchy, levelKind: OperatorKind = .adjacency) {
    self.name = name
    kind = .hierarchy
    content = .hierarchy(hierarchy, levelKind: levelKind)
  }

  /// Name and kind.
  public var signature: OperatorSignature { OperatorSignature(name: name, kind: kind) }

  /// The hierarchy and what its levels are, if it is one.
  package var hierarchy: (Hierarchy, levelKind: OperatorKind)? {
    guard case .hierarchy(let hierarchy, let kind) = content else { return nil }
    return (hierarchy, kind)
  }
}
