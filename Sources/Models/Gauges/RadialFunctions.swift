/// How the weights of a convolution may depend on the distance: a constant, or hats over the radius that add up to 1.
public struct RadialFunctions: Hashable, Sendable {
  /// How many functions there are.
  public let count: Int
  /// The distance at which the last one is 1 and beyond which it stays so, in length units; of no effect on a constant.
  public let radius: Double

  /// Functions whose peaks stand at equal steps from 0 to the radius; one is a constant.
  public init(count: Int = 1, radius: Double = 1) {
    precondition(count >= 1 && radius > 0, "RadialFunctions: \(count) over a radius of \(radius)")
    (self.count, self.radius) = (count, radius)
  }

  /// Their values at a distance.
  public func values(at distance: Double) -> [Double] {
    guard count > 1 else { return [1] }
    let place = min(max(distance / radius, 0), 1) * Double(count - 1)
    return (0..<count).map { max(0, 1 - abs(place - Double($0))) }
  }
}
