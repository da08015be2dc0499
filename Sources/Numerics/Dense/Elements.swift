/// Loops over arrays of scalars, specialized for both element types.
enum Elements {
  @_specialize(where Source == Float, Target == Double)
  @_specialize(where Source == Double, Target == Float)
  @_specialize(where Source == Double, Target == Double)
  @_specialize(where Source == Float, Target == Float)
  static func convert<Source: NumericScalar, Target: NumericScalar>(
    _ values: [Source], to type: Target.Type
  ) -> [Target] {
    if let same = values as? [Target] { return same }
    return values.map { Target($0) }
  }

  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  static func firstNotFinite<Scalar: NumericScalar>(_ values: [Scalar]) -> Int? {
    values.firstIndex { !$0.isFinite }
  }

  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  static func scale<Scalar: NumericScalar>(_ values: [Scalar], by factor: Scalar) -> [Scalar] {
    values.map { $0 * factor }
  }
}
