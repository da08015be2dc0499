import Autodiff

/// What a model is to predict of every item: a class, or real numbers.
public enum Targets: Sendable {
  /// One class an item.
  case classes(Labels)
  /// Real numbers an item.
  case values(TargetValues)

  /// Number of items.
  public var count: Int {
    switch self {
    case .classes(let labels): labels.count
    case .values(let values): values.count
    }
  }

  /// Points of each item, where targets are given as `[items, points, outputs]`; 1 elsewhere.
  public var pointsPerItem: Int {
    if case .values(let values) = self { values.pointsPerItem } else { 1 }
  }

  /// Numbers that a model must hand on for each item.
  public var outputCount: Int {
    switch self {
    case .classes(let labels): labels.classCount
    case .values(let values): values.outputCount
    }
  }

  /// Whether an item's target is hidden.
  public func isHidden(_ item: Int32) -> Bool {
    switch self {
    case .classes(let labels): labels.classes[Int(item)] == Labels.hidden
    case .values(let values): values.isHidden(item)
    }
  }

  /// Targets of some items as numbers, `[items, outputs]`; a class as a 1 among zeros.
  func dense<Scalar: TensorScalar>(_ items: [Int32]) -> Tensor<Scalar> {
    switch self {
    case .classes(let labels):
      var scalars = [Scalar](repeating: 0, count: items.count * labels.classCount)
      for (row, item) in items.enumerated() {
        scalars[row * labels.classCount + Int(labels.classes[Int(item)])] = 1
      }
      return Tensor(shape: [items.count, labels.classCount], scalars)
    case .values(let values): return values.tensor.rows(at: items).converted(to: Scalar.self)
    }
  }
}
