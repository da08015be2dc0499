extension Block {
  /// Floating-point operations of a forward pass: for an item where the support fixes how many points it has, else for a point.
  ///
  /// Unless a block says otherwise: every weight of a linear map is multiplied and added once at each point that is handed on, and every
  /// number is touched once where there are none. What depends on the number of edges is left out.
  public func operations(of placed: PlacedBlock) -> Double? {
    var weights = 0
    for parameter in placed.parameters where parameter.isTrained {
      guard let shape = parameter.shape else { return nil }
      if shape.count > 1 { weights += shape.reduce(1, *) }
    }
    guard let points = placed.pointsCounted, let width = placed.output.width else { return nil }
    return Double(points) * Double(weights > 0 ? 2 * weights : width)
  }
}

extension PlacedBlock {
  /// Floating-point operations of the block and the blocks inside it; nil while sizes are not known.
  public var operationCount: Double? {
    guard let own = block.operations(of: self) else { return nil }
    return children.reduce(own) { sum, child in
      sum.flatMap { sum in child.operationCount.map { sum + $0 } }
    }
  }

  /// Whether operations are counted for a point, as items have numbers of points of their own.
  public var countsPoints: Bool { output.support.kind == .nodes }

  /// The points that `operationCount` speaks of.
  var pointsCounted: Int? { countsPoints ? 1 : output.support.pointCount }

  /// Trained numbers of the block and the blocks inside it; nil while sizes are not known.
  public var trainedCount: Int? {
    allParameters.reduce(0) { sum, parameter in
      guard parameter.isTrained else { return sum }
      return sum.flatMap { sum in parameter.shape.map { sum + $0.reduce(1, *) } }
    }
  }
}
