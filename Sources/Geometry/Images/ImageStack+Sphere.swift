extension ImageStack {
  /// Images laid on the sphere by stereographic projection, and rotated with it.
  ///
  /// An image lies in a plane with its centre below the south pole, columns along x and rows against y; a point (x, y, z)
  /// of the sphere shows what lies at (x, y) / (1 − z) of the plane, so that the equator is the circle of radius 1
  /// (Cohen, Geiger, Köhler & Welling 2018, arXiv 1801.10130, section 5.2). A rotated signal is (R f)(p) = f(R⁻¹ p),
  /// read from the plane itself: samples on the sphere are never resampled.
  ///
  /// - Parameters:
  ///   - items: which image each signal is made of.
  ///   - samples: where on the sphere signals are read.
  ///   - reach: where the borders of the longer side lie in the plane, above 0; at 0.75, as published, an image ends
  ///     before the equator but for its corners.
  ///   - rotations: one an item; nil leaves all upright.
  ///   - interpolation: how images are read between pixels.
  /// - Returns: signals of height and width 2b, latitude after latitude.
  /// - Throws: ``GridError`` for an image that there is not, a number of rotations that differs, or a reach out of range.
  /// - Complexity: O(samples of the result), in parallel over items.
  public func projected(
    _ items: [Int], onto samples: SphericalSamples, reach: Double = 0.75,
    rotations: [SpatialRotation]? = nil, interpolation: ImageInterpolation = .bilinear
  ) throws(GridError) -> ImageStack {
    try check(items)
    guard reach > 0, reach.isFinite else {
      throw .parameterOutOfRange(
        name: "reach", value: "\(reach)", range: "a finite number greater than 0")
    }
    guard rotations.map({ $0.count == items.count }) ?? true else {
      throw .parameterOutOfRange(
        name: "rotations", value: "\(rotations?.count ?? 0) rotations",
        range: "one for each of the \(items.count) images")
    }
    let points = samples.points
    let middle = (row: Double(height - 1) / 2, column: Double(width - 1) / 2)
    let scale = Double(max(height, width)) / 2 / reach
    return mapped(items, height: samples.side, width: samples.side) { image, place, output in
      let back = (rotations?[place] ?? .identity).inverse.rows
      let (first, second, third) = (back[0], back[1], back[2])
      for (index, point) in points.enumerated() {
        let pixels = scale / (1 - (third * point).sum())
        interpolation.sample(
          image, height: height, width: width, channels: channels,
          row: middle.row - pixels * (second * point).sum(),
          column: middle.column + pixels * (first * point).sum(),
          into: output + index * channels)
      }
    }
  }
}
