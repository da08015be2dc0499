/// How the channels of a field transform under the symmetry of its domain.
///
/// A closed set: the transformation laws are those of the book. Every block states which it takes and which it hands on.
/// A field has a number of *channels*, each a copy of its type; a copy has `dimension` numbers.
public enum FieldType: Hashable, Sendable {
  /// One number that does not change when the frame does; the values only move with their points.
  case scalar
  /// A point of the space of so many dimensions: x ↦ Q x + t.
  case position(Int)
  /// A tangent vector of frequency m, two numbers: a frame turned by θ turns it by −m θ.
  case vector(Int)
  /// A number for each element of a finite group, which permutes them from the left.
  case regular(FiniteGroup)
  /// A direct sum of irreducible representations, by order; an order that stands twice has multiplicity 2.
  case irreps(RotationGroup, [Int])

  /// The law alone, without frequency, group or orders.
  public enum Kind: String, Sendable, CaseIterable, CustomStringConvertible {
    case scalar, position, vector, regular, irreps

    /// The name used in descriptions.
    public var description: String { rawValue }
  }

  /// The law alone.
  public var kind: Kind {
    switch self {
    case .scalar: .scalar
    case .position: .position
    case .vector: .vector
    case .regular: .regular
    case .irreps: .irreps
    }
  }

  /// Numbers of one channel.
  public var dimension: Int {
    switch self {
    case .scalar: 1
    case .position(let dimension): dimension
    case .vector: 2
    case .regular(let group): group.order
    case .irreps(let group, let orders): orders.reduce(0) { $0 + group.dimension(order: $1) }
    }
  }

  /// Whether its numbers stay whatever moves the frame: scalars, and sums of the representation of order 0.
  public var isInvariant: Bool {
    switch self {
    case .scalar: true
    case .irreps(_, let orders): orders.allSatisfy { $0 == 0 }
    case .position, .vector, .regular: false
    }
  }

  /// The orders of SO(2) that one channel is a sum of, where it is one: the types of gauge fields.
  public var rotationOrders: [Int]? {
    switch self {
    case .scalar: [0]
    case .vector(let frequency): [frequency]
    case .irreps(.so2, let orders): orders
    default: nil
    }
  }
}

extension FieldType: CustomStringConvertible {
  /// Such as `scalar`, `vector 2`, `regular c4`, `so2 [0, 1, 1]`.
  public var description: String {
    switch self {
    case .scalar: "scalar"
    case .position(let dimension): dimension == 3 ? "position" : "position \(dimension)"
    case .vector(let frequency): frequency == 1 ? "vector" : "vector \(frequency)"
    case .regular(let group): "regular \(group.name)"
    case .irreps(let group, let orders): "\(group) \(orders)"
    }
  }
}
