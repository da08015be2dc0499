/// The values over which a pipeline's parameters go: a variant of a stage for each combination.
struct Matrix: Sendable {
  /// A parameter with its values.
  struct Axis: Sendable {
    let name: String
    let values: [ParameterValue]
  }

  /// The most variants that one stage may have.
  static let limit = 100_000

  var axes: [Axis] = []

  /// The position of the axis of a parameter.
  func position(of name: String) -> Int? { axes.firstIndex { $0.name == name } }

  /// Every combination of the values of some axes, the last one going fastest.
  func variants(over positions: [Int]) -> [Variant] {
    positions.reduce([Variant()]) { variants, axis in
      variants.flatMap { variant in
        axes[axis].values.indices.map { place in
          var more = variant
          more.places[axis] = place
          return more
        }
      }
    }
  }

  /// The number of a variant among those over some of its axes, as `variants(over:)` lists them.
  func index(of variant: Variant, over positions: [Int]) -> Int? {
    positions.reduce(0) { index, axis in
      guard let index, let place = variant.places[axis] else { return nil }
      return index * axes[axis].values.count + place
    }
  }

  /// The parameters that a variant sets, in the order of the file.
  func values(of variant: Variant) -> [(name: String, value: ParameterValue)] {
    variant.places.sorted { $0.key < $1.key }.map { axis, place in
      (axes[axis].name, axes[axis].values[place])
    }
  }
}

/// One combination of values: for an axis the place of its value.
struct Variant: Hashable, Sendable {
  var places: [Int: Int] = [:]
}
