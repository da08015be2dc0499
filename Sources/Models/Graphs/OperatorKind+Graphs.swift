extension OperatorKind {
  /// Symmetric normalized Laplacian I − D^−½ A D^−½, whose eigenvalues lie between 0 and 2 (Chung 1997).
  public static let symmetricLaplacian = OperatorKind(rawValue: "symmetric_laplacian")
  /// Adjacency D^−1 A whose rows sum to 1.
  public static let randomWalkAdjacency = OperatorKind(rawValue: "random_walk_adjacency")
}
