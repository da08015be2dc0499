/// The numbers a parameter may have.
public struct NumberRange: Hashable, Sendable, CustomStringConvertible {
  /// The least number, or −∞.
  public let lower: Double
  /// The greatest number, or ∞.
  public let upper: Double
  /// Whether `lower` itself is allowed.
  public let includesLower: Bool
  /// Whether `upper` itself is allowed.
  public let includesUpper: Bool

  /// Numbers from `lower` to `upper`, each end allowed or not.
  public init(lower: Double, upper: Double, includesLower: Bool = true, includesUpper: Bool = true)
  {
    self.lower = lower
    self.upper = upper
    self.includesLower = includesLower
    self.includesUpper = includesUpper
  }

  /// `bound` and everything greater.
  public static func atLeast(_ bound: Double) -> NumberRange {
    NumberRange(lower: bound, upper: .infinity)
  }

  /// Everything greater than `bound`.
  public static func above(_ bound: Double) -> NumberRange {
    NumberRange(lower: bound, upper: .infinity, includesLower: false)
  }

  /// Both ends and what lies between.
  public static func closed(_ range: ClosedRange<Double>) -> NumberRange {
    NumberRange(lower: range.lowerBound, upper: range.upperBound)
  }

  /// The lower end and what lies below the upper.
  public static func halfOpen(_ range: Range<Double>) -> NumberRange {
    NumberRange(lower: range.lowerBound, upper: range.upperBound, includesUpper: false)
  }

  /// Whether a number is allowed; NaN never is.
  public func contains(_ value: Double) -> Bool {
    (includesLower ? value >= lower : value > lower)
      && (includesUpper ? value <= upper : value < upper)
  }

  /// `at least 0`, `greater than 0`, `from 0 to 1`, `from 0 to less than 1`.
  public var description: String {
    switch (lower.isFinite, upper.isFinite) {
    case (true, true):
      "\(includesLower ? "from" : "greater than") \(Self.text(lower)) "
        + "\(includesUpper ? "to" : "to less than") \(Self.text(upper))"
    case (true, false): "\(includesLower ? "at least" : "greater than") \(Self.text(lower))"
    case (false, true): "\(includesUpper ? "at most" : "less than") \(Self.text(upper))"
    case (false, false): "any"
    }
  }

  private static func text(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}
