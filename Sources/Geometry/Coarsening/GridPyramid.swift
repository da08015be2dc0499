internal import Numerics

/// Regular grids of one to three axes, each level made of blocks of two nodes an axis of the one before.
public enum GridPyramid {
  /// The hierarchy of a grid.
  ///
  /// Nodes are numbered with the last axis fastest, as the pixels of an image stored by rows. The next level of an axis
  /// of n nodes has ⌈n / 2⌉; if n is odd, its last block is a single node. Every level carries the adjacency of its own
  /// grid, with weights 1.
  ///
  /// - Parameters:
  ///   - shape: the nodes along each of one to three axes, at least 1 each.
  ///   - options: neighbours, periodicity, interpolation, and how far.
  /// - Returns: adjacencies, and prolongations whose rows sum to 1.
  /// - Throws: ``GraphError`` for a shape that is none or too large, or a bad option.
  public static func hierarchy(
    shape: [Int], options: GridPyramidOptions = GridPyramidOptions()
  ) throws(GraphError) -> Hierarchy {
    try check(shape, options)
    var lattice = Lattice(
      shape: shape,
      periodic: options.periodic.isEmpty
        ? shape.map { _ in false } : options.periodic,
      neighbourhood: options.neighbourhood)
    var operators = [lattice.adjacency()]
    var prolongations: [SparseMatrix<Double>] = []
    while operators.count < options.maximumLevels, lattice.nodeCount > options.minimumSize {
      prolongations.append(lattice.prolongation(options.interpolation))
      lattice = lattice.coarser
      operators.append(lattice.adjacency())
    }
    return try Hierarchy(operators: operators, prolongations: prolongations)
  }

  private static func check(_ shape: [Int], _ options: GridPyramidOptions) throws(GraphError) {
    guard (1...3).contains(shape.count), shape.allSatisfy({ $0 >= 1 }) else {
      throw .parameterOutOfRange(
        name: "shape", value: "\(shape)", range: "one to three numbers of at least 1")
    }
    let most = Double(Int32.max) / (options.neighbourhood == .all ? 27 : 7)
    guard shape.reduce(1.0, { $0 * Double($1) }) <= most else {
      throw .parameterOutOfRange(
        name: "shape", value: "\(shape)", range: "at most \(Int(most)) nodes")
    }
    guard options.periodic.isEmpty || options.periodic.count == shape.count else {
      throw .parameterOutOfRange(
        name: "periodic", value: "a list of \(options.periodic.count)",
        range: "one for each of the \(shape.count) axes, or none")
    }
    try CoarseningOptions(
      minimumSize: options.minimumSize, maximumLevels: options.maximumLevels
    ).check()
  }
}
