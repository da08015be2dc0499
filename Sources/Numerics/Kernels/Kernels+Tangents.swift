internal import CKernels

/// Functions of fields in tangent planes.
extension Kernels {
  /// The most numbers of a field that ``rectifiedSamples(rows:size:channels:count:synthesis:analysis:_:into:)`` takes.
  package static let mostSampled = Int(MERIDIAN_MOST_SAMPLED)

  /// `y[row, :, c] = analysisᵀ max(0, synthesis x[row, :, c])` with both matrices `count × size`.
  package static func rectifiedSamples<S: NumericScalar>(
    rows: Int, size: Int, channels: Int, count: Int, synthesis: UnsafePointer<S>,
    analysis: UnsafePointer<S>, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    shards(of: rows, holding: 2 * size * channels) { range in
      meridian_rectified_samples(
        S.element, range.lowerBound, range.upperBound, size, channels, count, synthesis, analysis,
        x, y)
    }
  }

  /// The gradient to x of ``rectifiedSamples(rows:size:channels:count:synthesis:analysis:_:into:)``.
  package static func rectifiedSamplesPullback<S: NumericScalar>(
    rows: Int, size: Int, channels: Int, count: Int, synthesis: UnsafePointer<S>,
    analysis: UnsafePointer<S>, _ x: UnsafePointer<S>, gradient: UnsafePointer<S>,
    into result: UnsafeMutablePointer<S>
  ) {
    shards(of: rows, holding: 3 * size * channels) { range in
      meridian_rectified_samples_pullback(
        S.element, range.lowerBound, range.upperBound, size, channels, count, synthesis, analysis,
        x, gradient, result)
    }
  }

  /// `y = tanh(Re(x̄ m))` for complex numbers in two rows each: x is `[rows, 2, channels]`, m `[rows, 2, channels]`, or, if
  /// `isComplex`, `[rows, 2, 2 · channels]` with the products of both rows with a real and an imaginary part side by side.
  package static func alignment<S: NumericScalar>(
    rows: Int, channels: Int, isComplex: Bool, _ x: UnsafePointer<S>, _ m: UnsafePointer<S>,
    into y: UnsafeMutablePointer<S>
  ) {
    shards(of: rows, holding: 7 * channels) { range in
      meridian_alignment(
        S.element, range.lowerBound, range.upperBound, channels, isComplex ? 1 : 0, x, m, y)
    }
  }

  /// The gradients of ``alignment(rows:channels:isComplex:_:_:into:)`` to x and m, from its result.
  package static func alignmentPullback<S: NumericScalar>(
    rows: Int, channels: Int, isComplex: Bool, _ x: UnsafePointer<S>, _ m: UnsafePointer<S>,
    result y: UnsafePointer<S>, gradient: UnsafePointer<S>, into gx: UnsafeMutablePointer<S>,
    _ gm: UnsafeMutablePointer<S>
  ) {
    shards(of: rows, holding: 14 * channels) { range in
      meridian_alignment_pullback(
        S.element, range.lowerBound, range.upperBound, channels, isComplex ? 1 : 0, x, m, y,
        gradient, gx, gm)
    }
  }
}
