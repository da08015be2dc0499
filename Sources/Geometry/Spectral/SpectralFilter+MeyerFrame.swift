internal import Foundation

extension SpectralFilter {
  /// A tight frame of wavelets: a low-pass filter and `scales` band-pass filters with Σⱼ gⱼ(λ)² = 1 for every λ.
  ///
  /// The spectral wavelets of Hammond, Vandergheynst & Gribonval (2011) with Meyer's kernels, which make them a
  /// tight frame (Leonardi & Van De Ville, "Tight Wavelet Frames on Multislice Graphs", 2013): between the
  /// octaves bⱼ = λ_largest 2^(j − scales), j = 0 … scales, one filter goes out by cos and the next comes in by sin
  /// of π/2 · v, with the polynomial v(x) = x⁴ (35 − 84 x + 70 x² − 20 x³). Filtering by each filter and then
  /// again by the same one, and summing, gives back the signal.
  ///
  /// - Parameters:
  ///   - largest: λ_largest, where the last filter is 1; positive and finite.
  ///   - scales: number of wavelet filters, 1 ... 64.
  /// - Returns: `scales` + 1 filters, low to high.
  /// - Throws: ``GraphError/parameterOutOfRange(name:value:range:)``.
  public static func meyerFrame(
    largest: Double, scales: Int
  ) throws(GraphError) -> [SpectralFilter] {
    try require(largest, name: "largest")
    guard (1...64).contains(scales) else {
      throw .parameterOutOfRange(
        name: "scales", value: "\(scales)", range: "an integer from 1 to 64")
    }
    /// v between the octaves j − 1 and j, clamped to 0 … 1.
    @Sendable func rise(_ j: Int, _ value: Double) -> Double {
      let lower = scalbn(largest, j - 1 - scales)
      let x = min(1, max(0, (value - lower) / lower))
      return x * x * x * x * (35 + x * (-84 + x * (70 - 20 * x)))
    }
    return (0...scales).map { j in
      SpectralFilter { value in
        let out = j < scales ? cos(.pi / 2 * rise(j + 1, value)) : 1
        let into = j > 0 ? sin(.pi / 2 * rise(j, value)) : 1
        return into * out
      }
    }
  }
}
