internal import Numerics

/// How the components of a field turn on the way along the entries of a pattern: by the representations of SO(2).
///
/// A component of order 0 is one number, which no turn changes; one of order n > 0 is two, (a, b), which an angle α turns to
/// (a cos nα − b sin nα, a sin nα + b cos nα). The numbers of a field stand in the order of its orders.
public struct FrameTurns<Scalar: TensorScalar>: Sendable {
  /// The orders of the field's components; repeated ones are several of a kind.
  public let orders: [Int]
  /// Cosine and sine of each entry's angles, `[entries, angles, 2]`: one angle for each order above 0 that occurs.
  let table: Tensor<Scalar>
  let spans: [Kernels.MomentSpan]

  /// The turns by given angles.
  ///
  /// - Parameters:
  ///   - angles: in radians, `[entries]`.
  ///   - orders: each at least 0.
  public init(angles: Tensor<Scalar>, orders: [Int]) {
    precondition(
      angles.rank == 1 && orders.allSatisfy { $0 >= 0 },
      "FrameTurns: angles of shape \(angles.shape) and orders \(orders); one angle an entry, orders from 0"
    )
    let distinct = Set(orders).subtracting([0]).sorted()
    let variable = Tape<Scalar>(recording: false).constant(angles)
    let parts = distinct.flatMap { order -> [Tensor<Scalar>] in
      let multiple = order == 1 ? variable : variable * Scalar(Double(order))
      return [multiple.cosine().value, multiple.sine().value]
    }
    table =
      parts.isEmpty
      ? Tensor(zeros: [angles.count, 0, 2])
      : stack(parts, axis: 1).reshaped(to: [angles.count, distinct.count, 2])
    self.orders = orders
    spans = Self.spans(orders, distinct)
  }

  /// The numbers of one field: 1 for each order 0, 2 for every other.
  public var dimension: Int { Self.dimension(orders) }

  /// The numbers of a field of some orders.
  public static func dimension(_ orders: [Int]) -> Int {
    orders.reduce(0) { $0 + ($1 == 0 ? 1 : 2) }
  }

  /// The angles of an entry.
  var turnCount: Int { table.shape[1] }

  private static func spans(_ orders: [Int], _ distinct: [Int]) -> [Kernels.MomentSpan] {
    var spans: [Kernels.MomentSpan] = []
    var component = 0
    for order in orders {
      if let turn = distinct.firstIndex(of: order) {
        spans.append(.init(component: component, count: 2, turn: turn))
        component += 2
        continue
      }
      // Components that do not turn are one run where they stand together.
      if let last = spans.last, last.turn == nil {
        spans[spans.count - 1] = .init(component: last.component, count: last.count + 1, turn: nil)
      } else {
        spans.append(.init(component: component, count: 1, turn: nil))
      }
      component += 1
    }
    return spans
  }
}
