internal import CKernels

extension Kernels {
  /// The `k` nearest of `count` points to each of them, by distance, then index: `[count, k]`, `shift` added to each.
  ///
  /// Every squared distance is summed over the channels in their order, so that it is the same seen from either point.
  ///
  /// - Parameters:
  ///   - k: at most `count`.
  ///   - x: `[count, channels]`.
  package static func nearest<S: NumericScalar>(
    _ k: Int, of count: Int, channels: Int, _ x: UnsafePointer<S>, shift: Int,
    into y: UnsafeMutablePointer<Int32>
  ) {
    let panel = Int(MERIDIAN_NEAREST_PANEL)
    let padded = (count + panel - 1) / panel * panel
    withScratch(of: S.self, padded * channels) { packed in
      meridian_nearest_pack(S.element, count, channels, x, packed)
      shards(of: count, holding: padded * (channels + 1)) { range in
        withScratch(of: S.self, padded + k) { scratch in
          meridian_nearest(
            S.element, range.lowerBound, range.upperBound, count, channels, x, packed, k,
            Int32(shift), scratch, y + range.lowerBound * k)
        }
      }
    }
  }
}
