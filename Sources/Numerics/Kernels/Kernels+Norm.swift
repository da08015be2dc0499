internal import CKernels

extension Kernels {
  /// `Σ x²` with every square in double precision.
  package static func sumOfWideSquares<S: NumericScalar>(
    count: Int, _ x: UnsafePointer<S>
  ) -> Double {
    let size = 2 * elementShard
    guard count > size else { return meridian_sum_wide_squares(S.element, count, x) }
    let parts = (count + size - 1) / size
    return withScratch(of: Double.self, parts) { sums in
      shards(count, size: size) { range in
        sums[range.lowerBound / size] = meridian_sum_wide_squares(
          S.element, range.count, x + range.lowerBound)
      }
      return (0..<parts).reduce(0) { $0 + sums[$1] }
    }
  }
}
