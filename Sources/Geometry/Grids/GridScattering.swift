internal import Numerics

/// Mallat's scattering transform of images of one size: cascades of Morlet wavelets and absolute values, smoothed over
/// 2^J pixels (Bruna & Mallat, "Invariant Scattering Convolution Networks", 2013, equations 6 and 9).
///
/// The paths of an image x are x itself (order 0), |x ∗ ψ(j, θ)| (order 1) and ||x ∗ ψ(j, θ)| ∗ ψ(k, η)| for k > j
/// (order 2), each smoothed and taken at every 2^J-th pixel. Order 1 counts angles within scales; order 2 counts
/// (k, η) within (j, θ). Wavelets are scaled by one factor so that the transform enlarges no difference between images.
/// Signals between wavelets are sampled as coarsely as their scale allows; what aliases is less than 1 % of the features of noise.
public struct GridScattering: Sendable {
  /// Scales, angles, order, padding.
  public let options: GridScatteringOptions
  /// The rows of an image.
  public let height: Int
  /// The columns of an image.
  public let width: Int

  /// The grids of every 2^r-th pixel, for r from 0 to J.
  let levels: [ScatteringLevel]
  /// Rows and columns by which an image is continued above and to the left.
  let margin: (rows: Int, columns: Int)

  /// Prepares the transform of images of one size.
  ///
  /// - Parameters:
  ///   - height: rows, at least 2^J.
  ///   - width: columns, at least 2^J.
  ///   - options: scales, angles, order, padding.
  /// - Throws: ``GridError`` for an option or a size out of range, `NumericsError` for a size that FFTW refuses.
  public init(
    height: Int, width: Int, options: GridScatteringOptions = GridScatteringOptions()
  ) throws {
    try options.check(height: height, width: width)
    self.options = options
    self.height = height
    self.width = width
    let (rows, columns) = (
      Self.padded(height, options), Self.padded(width, options)
    )
    margin = ((rows - height) / 2, (columns - width) / 2)
    var levels: [ScatteringLevel] = []
    for level in 0...options.scales {
      levels.append(
        try ScatteringLevel(
          level, rows: rows >> level, columns: columns >> level, options: options,
          factor: levels.first?.factor))
    }
    self.levels = levels
  }

  /// The extent of a continued image: a multiple of 2^J with one sample of the result to spare at either end.
  private static func padded(_ extent: Int, _ options: GridScatteringOptions) -> Int {
    guard options.padding == .reflect else { return extent }
    let stride = 1 << options.scales
    return ((extent + stride) / stride + 1) * stride
  }

  /// The rows of the result, height / 2^J rounded down.
  public var outputHeight: Int { height >> options.scales }
  /// The columns of the result, width / 2^J rounded down.
  public var outputWidth: Int { width >> options.scales }

  /// The Littlewood–Paley sum |φ|² + ½ Σ (|ψ(ω)|² + |ψ(−ω)|²) at each frequency of the continued image, at most 1.
  public var littlewoodPaleySum: [Double] {
    levels[0].littlewoodPaleySum
  }

  /// The features of images.
  ///
  /// - Parameters:
  ///   - images: items × height × width × channels, row-major, finite.
  ///   - channels: at least 1; each is transformed on its own.
  /// - Returns: items × outputHeight × outputWidth × (channels × paths), for each channel path after path.
  /// - Throws: ``GridError`` for values that are no whole number of images, or not finite.
  /// - Complexity: about J² L² / 2 transforms of a quarter of the image and less, in parallel over images and first
  ///   wavelets.
  public func features(of images: [Float], channels: Int = 1) throws(GridError) -> [Float] {
    let size = height * width * max(channels, 1)
    guard channels >= 1, images.count % size == 0 else {
      throw .valueCount(values: images.count, wanted: size)
    }
    if let bad = images.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(item: bad / size, value: images[bad])
    }
    let signals = images.count / size * channels
    let pixels = outputHeight * outputWidth
    var result = [Float](repeating: 0, count: signals * pixels * options.pathCount)
    // Spectra of a block are kept while its wavelets are run through.
    let block = 64
    let first = options.order == 0 ? 0 : options.scales * options.angles
    result.withUnsafeMutableBufferPointer { result in
      func store(_ signal: Int, _ path: Int, _ values: [Float]) {
        let (item, channel) = (signal / channels, signal % channels)
        let paths = options.pathCount
        for (pixel, value) in values.enumerated() {
          result[((item * pixels + pixel) * channels + channel) * paths + path] = value
        }
      }
      for start in stride(from: 0, to: signals, by: block) {
        let count = min(block, signals - start)
        var spectra = [[Double]](repeating: [], count: count)
        spectra.withUnsafeMutableBufferPointer { spectra in
          Parallel.forEach(count) { index in
            let signal = start + index
            var spectrum = continued(
              images, item: signal / channels, channel: signal % channels, of: channels)
            levels[0].transform.forward(&spectrum)
            store(signal, 0, smoothed(spectrum, level: 0))
            spectra[index] = spectrum
          }
          Parallel.forEach(count * first) { task in
            let signal = task / first
            cascade(spectra[signal], from: task % first) { store(start + signal, $0, $1) }
          }
        }
      }
    }
    return result
  }
}
