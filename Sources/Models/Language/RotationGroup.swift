/// A group of rotations whose irreducible representations field types are made of.
public enum RotationGroup: String, Sendable, CaseIterable, CustomStringConvertible {
  /// Rotations of the plane: order 0 is a number, order m > 0 turns a pair of numbers m times as fast.
  case so2
  /// Rotations of space: order ℓ has 2ℓ + 1 numbers.
  case so3
  /// Rotations and reflections of space: order ℓ has 2ℓ + 1 numbers and parity (−1)^ℓ.
  case o3

  /// Numbers of the irreducible representation of an order, from 0.
  public func dimension(order: Int) -> Int {
    switch self {
    case .so2: order == 0 ? 1 : 2
    case .so3, .o3: 2 * order + 1
    }
  }

  /// The name used in descriptions.
  public var description: String { rawValue }
}
