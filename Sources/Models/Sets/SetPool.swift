import Autodiff

/// How the points of an item become one vector, whatever their order.
enum SetPool: Sendable {
  case mean, sum, max

  /// What blocks claim that treat the points of an item alike, whatever their order, and look at scalars alone.
  static let claims: [BlockDeclaration.SymmetryClaim] = [
    .init(.permutation), .init(.isometry), .init(.gauge), .init(.euclidean),
  ]

  /// The pooling of a checked option; anything else is the mean.
  init(_ name: String) {
    self =
      switch name {
      case "sum": .sum
      case "max": .max
      default: .mean
      }
  }

  /// `[points, c]` → `[items, c]`; zeros for an item without points.
  func joined<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, over items: Segments
  ) -> Variable<Scalar> {
    switch self {
    case .mean: x.mean(over: items)
    case .sum: x.sum(over: items)
    case .max: x.max(over: items)
    }
  }
}
