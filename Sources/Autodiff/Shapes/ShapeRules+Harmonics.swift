internal import Numerics

extension ShapeRules {
  /// Rows of a spectrum over the sphere of degrees 0 … `degrees` − 1: degrees².
  public static func sphericalRows(degrees: Int) -> Int {
    HarmonicTransform<Float>.Support.sphere.rows(degrees: degrees)
  }

  /// Rows of a spectrum over the rotations of degrees 0 … `degrees` − 1: Σ (2 l + 1)².
  public static func rotationRows(degrees: Int) -> Int {
    HarmonicTransform<Float>.Support.rotations.rows(degrees: degrees)
  }

  /// A field `[items, 2 b, 2 b, channels]` over the sphere to its spectrum `[items, degrees², channels]`.
  public static func sphericalFourier(
    _ shape: [Int], degrees: Int
  ) throws(TensorError) -> [Int] {
    try harmonics("sphericalFourier", .sphere, shape, degrees: degrees)
  }

  /// A field `[items, 2 b, 2 b, 2 b, channels]` over the rotations to its spectrum `[items, Σ (2 l + 1)², channels]`.
  public static func rotationFourier(
    _ shape: [Int], degrees: Int
  ) throws(TensorError) -> [Int] {
    try harmonics("rotationFourier", .rotations, shape, degrees: degrees)
  }

  /// A spectrum `[items, degrees², channels]` to a field `[items, 2 b, 2 b, channels]`.
  public static func inverseSphericalFourier(
    _ shape: [Int], bandwidth: Int
  ) throws(TensorError) -> [Int] {
    try inverseHarmonics("inverseSphericalFourier", .sphere, shape, bandwidth: bandwidth)
  }

  /// A spectrum `[items, Σ (2 l + 1)², channels]` to a field `[items, 2 b, 2 b, 2 b, channels]`.
  public static func inverseRotationFourier(
    _ shape: [Int], bandwidth: Int
  ) throws(TensorError) -> [Int] {
    try inverseHarmonics("inverseRotationFourier", .rotations, shape, bandwidth: bandwidth)
  }

  /// The bandwidth b of a field whose axes but the first and the last are of 2 b points.
  static func bandwidth(
    _ operation: String, _ support: HarmonicTransform<Float>.Support, _ shape: [Int]
  ) throws(TensorError) -> Int {
    let axes = support == .sphere ? 2 : 3
    let sides = shape.dropFirst().prefix(axes)
    guard shape.count == axes + 2, let side = sides.first, side > 0, side % 2 == 0,
      sides.allSatisfy({ $0 == side })
    else {
      let wanted = (["items"] + Array(repeating: "2 b", count: axes) + ["channels"])
        .joined(separator: ", ")
      throw TensorError(
        operation, [shape], "a field over the \(support) of bandwidth b has shape [\(wanted)]")
    }
    return side / 2
  }

  private static func harmonics(
    _ operation: String, _ support: HarmonicTransform<Float>.Support, _ shape: [Int], degrees: Int
  ) throws(TensorError) -> [Int] {
    let bandwidth = try bandwidth(operation, support, shape)
    guard (0...bandwidth).contains(degrees) else {
      throw TensorError(
        operation, [shape],
        "\(degrees) degrees; a grid of bandwidth \(bandwidth) tells at most \(bandwidth) apart")
    }
    return [shape[0], support.rows(degrees: degrees), shape[shape.count - 1]]
  }

  private static func inverseHarmonics(
    _ operation: String, _ support: HarmonicTransform<Float>.Support, _ shape: [Int],
    bandwidth: Int
  ) throws(TensorError) -> [Int] {
    let degrees = try degrees(operation, support, shape)
    guard bandwidth > 0, degrees <= bandwidth else {
      throw TensorError(
        operation, [shape],
        "\(degrees) degrees need a grid of bandwidth \(max(1, degrees)) or more, not \(bandwidth)")
    }
    let sides = Array(repeating: 2 * bandwidth, count: support == .sphere ? 2 : 3)
    return [shape[0]] + sides + [shape[2]]
  }

  /// How many degrees a spectrum `[items, rows, channels]` has.
  static func degrees(
    _ operation: String, _ support: HarmonicTransform<Float>.Support, _ shape: [Int]
  ) throws(TensorError) -> Int {
    let rows = shape.count == 3 ? shape[1] : -1
    var degrees = 0
    while support.rows(degrees: degrees) < rows { degrees += 1 }
    guard rows >= 0, support.rows(degrees: degrees) == rows else {
      let sum = support == .sphere ? "Σ 2 l + 1" : "Σ (2 l + 1)²"
      throw TensorError(
        operation, [shape],
        "a spectrum over the \(support) has shape [items, \(sum), channels] for l from 0 on")
    }
    return degrees
  }

  /// The correlation of a spectrum over sphere or rotations with filters' `[rows, in, out]`: its shape
  /// `[items, Σ (2 l + 1)², out]`.
  static func harmonicCorrelation(
    _ operation: String, _ support: HarmonicTransform<Float>.Support, _ shape: [Int],
    filters: [Int]
  ) throws(TensorError) -> (shape: [Int], degrees: Int) {
    let degrees = try degrees(operation, support, shape)
    guard filters.count == 3, filters[0] == shape[1], filters[1] == shape[2] else {
      throw TensorError(
        operation, [shape, filters],
        "filters of shape [\(shape[1]), \(shape[2]), out] are wanted: the spectrum's rows and channels"
      )
    }
    return ([shape[0], rotationRows(degrees: degrees), filters[2]], degrees)
  }
}
