internal import Numerics

/// The grid of every 2^r-th pixel: its transform, and the filters that are used on it.
struct ScatteringLevel: Sendable {
  let rows: Int
  let columns: Int
  let transform: FourierTransform
  /// The low pass, empty on the coarsest grid.
  let lowPass: [Double]
  /// What wavelets were multiplied by.
  let factor: Double

  /// The finest scale of a wavelet here, and the wavelets from there on, angle by angle.
  private let firstScale: Int
  private let angles: Int
  private let wavelets: [[Double]]
  private let filters: MorletFilters

  /// - Parameters:
  ///   - level: r, 0 ... J.
  ///   - rows: of the continued image, divided by 2^r.
  ///   - columns: likewise.
  ///   - options: checked.
  ///   - factor: of the wavelets; `nil` on the finest grid, which sets it.
  init(
    _ level: Int, rows: Int, columns: Int, options: GridScatteringOptions, factor: Double?
  ) throws(NumericsError) {
    self.rows = rows
    self.columns = columns
    angles = options.angles
    transform = try FourierTransform(rows: rows, columns: columns)
    // Scales seen from here: the wavelet of scale j is that of j − r.
    let filters = MorletFilters(
      rows: rows, columns: columns, scales: max(options.scales - level, 1), angles: options.angles)
    self.filters = filters
    lowPass = level < options.scales ? filters.lowPass() : []
    // The first wavelet is applied on the finest grid, the second to signals of a finer scale.
    firstScale = level == 0 ? 0 : level + options.oversampling + 1
    let needed =
      options.order == 0 ? firstScale..<firstScale : firstScale..<max(options.scales, firstScale)
    let count = needed.count * options.angles
    let plain = [[Double]](parallel: count, grain: 1) { [firstScale, angles] index in
      filters.wavelet(scale: firstScale + index / angles - level, angle: index % angles)
    }
    let scale = factor ?? filters.normalization(lowPass: lowPass, wavelets: plain)
    self.factor = scale
    wavelets = plain.map { $0.map { $0 * scale } }
  }

  /// The transform of a wavelet (rows × columns).
  func wavelet(scale: Int, angle: Int) -> [Double] {
    wavelets[(scale - firstScale) * angles + angle]
  }

  /// |φ|² + ½ Σ (|ψ(ω)|² + |ψ(−ω)|²) at each frequency.
  var littlewoodPaleySum: [Double] {
    zip(lowPass, filters.waveletEnergy(wavelets)).map { $0 * $0 + $1 }
  }
}
