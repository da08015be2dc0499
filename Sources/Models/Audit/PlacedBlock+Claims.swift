extension PlacedBlock {
  /// How well the block itself says that it holds a symmetry; the blocks inside it speak for themselves.
  func exactness(under symmetry: Symmetry) -> BlockDeclaration.Exactness {
    declaration.symmetries.first { $0.symmetry == symmetry }?.exactness ?? .exact
  }

  /// Whether the block and all inside it hold a symmetry without a condition.
  func isExact(under symmetry: Symmetry) -> Bool {
    exactness(under: symmetry) == .exact && children.allSatisfy { $0.isExact(under: symmetry) }
  }

  /// Whether the block or one inside it holds a symmetry only nearly.
  func isApproximate(under symmetry: Symmetry) -> Bool {
    if case .approximate = exactness(under: symmetry) { return true }
    return children.contains { $0.isApproximate(under: symmetry) }
  }

  /// The block with all of it that holds a symmetry only nearly sampled finer; nil where something of it cannot be.
  func refined(for symmetry: Symmetry) -> PlacedBlock? {
    var finest = block
    if case .approximate = exactness(under: symmetry) {
      guard let refined = block.refined else { return nil }
      finest = refined
    }
    let inside = children.compactMap { $0.refined(for: symmetry) }
    guard inside.count == children.count else { return nil }
    return PlacedBlock(
      path: path, place: place, declaration: declaration, input: input, output: output,
      parameters: parameters, children: inside, companions: companions, block: finest,
      operators: operators, selectedLevels: selectedLevels)
  }

  /// Cells that the windows of the block and those inside it cover along an axis of its input's grid; 0 where each cell is seen
  /// alone.
  var windowReach: Int {
    var (reach, step) = (block.gridReach > 1 ? block.gridReach : 0, block.gridStep)
    for child in children {
      reach += step * child.windowReach
      step *= child.gridStep
    }
    return reach
  }

  /// Cells of its input to one of its output, of the blocks inside it, too.
  var gridStep: Int { children.reduce(block.gridStep) { $0 * $1.gridStep } }
}
