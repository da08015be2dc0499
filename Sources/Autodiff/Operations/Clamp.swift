internal import Numerics

extension Variable {
  /// x, or the nearer end of the range where it lies outside; there the slope is 0.
  public func clamped(to range: ClosedRange<Double>) -> Variable {
    clamped(to: range.lowerBound...).clamped(to: ...range.upperBound)
  }

  /// x, or the bound where it is below; there the slope is 0.
  public func clamped(to range: PartialRangeFrom<Double>) -> Variable {
    elementwise(.atLeast, "clamped", parameter: range.lowerBound, keeping: .input)
  }

  /// x, or the bound where it is above; there the slope is 0.
  public func clamped(to range: PartialRangeThrough<Double>) -> Variable {
    elementwise(.atMost, "clamped", parameter: range.upperBound, keeping: .input)
  }
}
