internal import Numerics

/// The steps of the transform for one channel of one image.
extension GridScattering {
  /// One channel of an image, continued beyond its border, as complex elements.
  func continued(_ images: [Float], item: Int, channel: Int, of channels: Int) -> [Double] {
    let (rows, columns) = (levels[0].rows, levels[0].columns)
    var result = [Double](repeating: 0, count: 2 * rows * columns)
    let sources = (0..<columns).map { Self.source($0 - margin.columns, width) }
    for row in 0..<rows {
      let line = (item * height + Self.source(row - margin.rows, height)) * width
      for column in 0..<columns {
        result[2 * (row * columns + column)] = Double(
          images[(line + sources[column]) * channels + channel])
      }
    }
    return result
  }

  /// The place in 0 ..< count that a place beyond the border mirrors.
  private static func source(_ place: Int, _ count: Int) -> Int {
    guard count > 1 else { return 0 }
    let period = 2 * (count - 1)
    let within = ((place % period) + period) % period
    return within < count ? within : period - within
  }

  /// The features of a path: its signal smoothed, at every 2^J-th pixel of the image.
  func smoothed(_ spectrum: [Double], level: Int) -> [Float] {
    let coarsest = levels[options.scales]
    var smooth = levels[level].transform.filtered(
      spectrum, by: levels[level].lowPass, stride: 1 << (options.scales - level))
    coarsest.transform.inverse(&smooth)
    // A continued image has one sample to spare at either end.
    let skipped = options.padding == .reflect ? 1 : 0
    var result: [Float] = []
    result.reserveCapacity(outputHeight * outputWidth)
    for row in 0..<outputHeight {
      for column in 0..<outputWidth {
        result.append(
          Float(smooth[2 * ((row + skipped) * coarsest.columns + column + skipped)]))
      }
    }
    return result
  }

  /// All paths that begin with one wavelet.
  ///
  /// - Parameters:
  ///   - spectrum: of the continued image.
  ///   - first: scale and angle of the wavelet, counted together.
  ///   - take: called with the number of each path and its features.
  func cascade(_ spectrum: [Double], from first: Int, _ take: (Int, [Float]) -> Void) {
    let (scales, angles) = (options.scales, options.angles)
    let (scale, angle) = (first / angles, first % angles)
    let (edges, level) = magnitudes(spectrum, level: 0, scale: scale, angle: angle)
    take(1 + first, smoothed(edges, level: level))
    guard options.order > 1 else { return }
    // Paths of wavelets before this one: of all finer scales, then of this scale's angles before.
    let finer = (0..<scale).reduce(0) { $0 + angles * angles * (scales - 1 - $1) }
    var path = 1 + scales * angles + finer + angle * angles * (scales - 1 - scale)
    for wider in scale + 1..<max(scales, scale + 1) {
      for turned in 0..<angles {
        let (corners, coarser) = magnitudes(edges, level: level, scale: wider, angle: turned)
        take(path, smoothed(corners, level: coarser))
        path += 1
      }
    }
  }

  /// The spectrum of the absolute values of a signal under a wavelet, and the grid it is sampled on.
  private func magnitudes(
    _ spectrum: [Double], level: Int, scale: Int, angle: Int
  ) -> (spectrum: [Double], level: Int) {
    let coarser = max(level, scale - options.oversampling)
    var values = levels[level].transform.filtered(
      spectrum, by: levels[level].wavelet(scale: scale, angle: angle),
      stride: 1 << (coarser - level))
    levels[coarser].transform.inverse(&values)
    FourierTransform.takeMagnitudes(&values)
    levels[coarser].transform.forward(&values)
    return (values, coarser)
  }
}
