extension Block {
  /// Floating-point operations of a forward pass: for an item where the support fixes how many points it has, else for a point.
  ///
  /// Unless a block says otherwise: every weight of a linear map is multiplied and added once at each point that is handed on, and every
  /// number is touched once where there are none. What depends on the number of edges is told by `operationsPerEdge`.
  public func operations(of placed: PlacedBlock) -> Double? {
    var weights = 0
    for parameter in placed.parameters where parameter.isTrained {
      guard let shape = parameter.shape else { return nil }
      if shape.count > 1 { weights += shape.reduce(1, *) }
    }
    guard let points = placed.pointsCounted, let width = placed.output.width else { return nil }
    return Double(points) * Double(weights > 0 ? 2 * weights : width)
  }

  /// A block that looks at no edge.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? { 0 }
}

extension PlacedBlock {
  /// Floating-point operations of the block and the blocks inside it, without those of edges; nil while sizes are not known.
  public var operationCount: Double? { sum(block.operations(of: self), \.operationCount) }

  /// Floating-point operations of the block and the blocks inside it for each edge; nil while sizes are not known.
  public var edgeOperationCount: Double? {
    sum(block.operationsPerEdge(of: self), \.edgeOperationCount)
  }

  private func sum(_ own: Double?, _ count: KeyPath<PlacedBlock, Double?>) -> Double? {
    children.reduce(own) { sum, child in
      sum.flatMap { sum in child[keyPath: count].map { sum + $0 } }
    }
  }

  /// The sizes of a parameter that the block stated; nil if it stated none of the name, or they are not known.
  func shape(of name: String) -> [Int]? {
    parameters.first { $0.path == "\(path).\(name)" }?.shape
  }

  /// A product and a sum for every number of some of the block's parameters, once a point; nil while sizes are not known.
  ///
  /// Names of parameters that the block did not state count nothing.
  func products(of names: [String]) -> Double? {
    let paths = Set(names.map { "\(path).\($0)" })
    return parameters.filter { paths.contains($0.path) }.reduce(0) { sum, parameter in
      sum.flatMap { sum in
        parameter.shape.map { sum + 2 * Double($0.reduce(1, *)) }
      }
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
