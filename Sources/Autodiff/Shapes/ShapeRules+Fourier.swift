extension ShapeRules {
  /// The parts of complex elements, `[…, 2]`.
  public static func complexParts(_ shape: [Int]) throws(TensorError) {
    guard shape.last == 2 else {
      throw TensorError(
        "complex", [shape], "real and imaginary parts need a last axis of size 2")
    }
  }

  /// The axes of a Fourier transform, counted from the front, ascending.
  public static func fourierAxes(
    _ operation: String, _ shape: [Int], axes: [Int]
  ) throws(TensorError) -> [Int] {
    let axes = try normalized(operation, shape, axes: axes)
    guard !axes.isEmpty, axes.allSatisfy({ shape[$0] > 0 }) else {
      throw TensorError(
        operation, [shape], "axes \(axes) must be at least one, each with at least one element")
    }
    return axes
  }

  /// A real grid transformed over axes: the last of them keeps size / 2 + 1 frequencies.
  public static func realFourier(
    _ shape: [Int], axes: [Int]
  ) throws(TensorError) -> [Int] {
    let axes = try fourierAxes("realFourier", shape, axes: axes)
    var result = shape
    result[axes[axes.count - 1]] = shape[axes[axes.count - 1]] / 2 + 1
    return result
  }

  /// A half-complex grid transformed back over axes to one whose last transformed axis has `size` points.
  public static func inverseRealFourier(
    _ shape: [Int], axes: [Int], size: Int
  ) throws(TensorError) -> [Int] {
    let axes = try fourierAxes("inverseRealFourier", shape, axes: axes)
    let last = axes[axes.count - 1]
    guard size > 0, shape[last] == size / 2 + 1 else {
      throw TensorError(
        "inverseRealFourier", [shape],
        "\(size) points along axis \(last) need \(max(0, size) / 2 + 1) frequencies, not \(shape[last])"
      )
    }
    var result = shape
    result[last] = size
    return result
  }

  /// The modes of a grid's points: `[2 modes…, modes of the last axis]` frequencies.
  public static func fourierModes(
    points: [Int], modes: [Int]
  ) throws(TensorError) -> [Int] {
    let last = points.count - 1
    guard !points.isEmpty, points.count == modes.count, points.allSatisfy({ $0 > 0 }),
      points.indices.allSatisfy({
        modes[$0] > 0
          && ($0 == last ? modes[$0] <= points[$0] / 2 + 1 : 2 * modes[$0] <= points[$0])
      })
    else {
      throw TensorError(
        "fourierModes", [points, modes],
        "each axis needs at least one mode: of the last at most points / 2 + 1, of others points / 2"
      )
    }
    return modes.indices.map { $0 == last ? modes[$0] : 2 * modes[$0] }
  }

  /// Complex channels `[n, frequencies…, in]` mixed by weights `[frequencies…, in, out]`: `[n, frequencies…, out]`.
  public static func channelMixing(
    _ x: [Int], weights: [Int]
  ) throws(TensorError) -> [Int] {
    guard x.count >= 2, weights.count == x.count,
      Array(x.dropFirst()) == Array(weights.dropLast())
    else {
      throw TensorError(
        "mixingChannels", [x, weights],
        "channels [n, frequencies…, in] need weights [frequencies…, in, out]")
    }
    return Array(x.dropLast()) + [weights[weights.count - 1]]
  }
}
