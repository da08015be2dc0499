internal import Autodiff

/// Two ways in which fields of several numbers lie in memory: channel after channel, as models hand them on, and number after
/// number, as loops over channels like them.
enum TangentField {
  /// `[vertices, channels · dimension]` to `[vertices, dimension, channels]`.
  static func planes<Scalar>(_ x: Variable<Scalar>, _ type: FieldType) -> Variable<Scalar> {
    let (vertices, dimension) = (x.shape[0], type.dimension)
    let channels = x.shape[1] / dimension
    if dimension == 1 { return x.reshaped(to: [vertices, 1, channels]) }
    return x.reshaped(to: [vertices, channels, dimension]).transposed([0, 2, 1])
  }

  /// `[vertices, dimension, channels]` to `[vertices, channels · dimension]`.
  static func rows<Scalar>(_ x: Variable<Scalar>) -> Variable<Scalar> {
    let (vertices, dimension, channels) = (x.shape[0], x.shape[1], x.shape[2])
    let ordered = dimension == 1 ? x : x.transposed([0, 2, 1])
    return ordered.reshaped(to: [vertices, channels * dimension])
  }
}

extension Support {
  /// The level of the hierarchy; 0 where there is none.
  var level: Int { if case .nodes(let level) = self { level } else { 0 } }
}
