internal import Foundation

/// The wavelets and the low pass of a scattering transform, as their Fourier transforms on a periodic grid.
///
/// The wavelet of scale j and angle θ is a Morlet wavelet: a plane wave of frequency 3π / 4 · 2^(−j) in direction θ under
/// a Gaussian of width 0.8 · 2^j, 4 / L times as wide along the wave as across it, less as much of the Gaussian as makes
/// its sum zero; the low pass is a round Gaussian of width 0.8 · 2^(J−1) (Bruna & Mallat, "Invariant Scattering
/// Convolution Networks", 2013; widths as in Kymatio's `Scattering2D`). Transforms of Gaussians are Gaussians, so all are
/// written down in closed form; they are real.
struct MorletFilters {
  /// Rows and columns of the grid.
  let rows: Int
  let columns: Int
  /// The number of scales J and of angles L; angles are kπ / L.
  let scales: Int
  let angles: Int

  private static let width = 0.8
  private static let frequency = 0.75 * Double.pi

  /// How much wider wavelets are across the wave than along it.
  private var slant: Double { 4 / Double(angles) }

  /// The transform of the wavelet of a scale and an angle (rows × columns), its maximum near 1.
  ///
  /// On a grid of every 2^r-th row and column the wavelet of scale j is that of scale j − r of this grid.
  func wavelet(scale: Int, angle: Int) -> [Double] {
    let size = Double(1 << scale)
    let (sigma, center) = (Self.width * size, Self.frequency / size)
    let direction = Double(angle) * .pi / Double(angles)
    let (cosine, sine) = (cos(direction), sin(direction))
    func gaussian(_ down: Double, _ right: Double) -> Double {
      let along = down * cosine + right * sine
      let across = (right * cosine - down * sine) / slant
      return exp(-0.5 * sigma * sigma * (along * along + across * across))
    }
    let wave = sampled { gaussian($0 - center * cosine, $1 - center * sine) }
    let envelope = sampled(gaussian)
    let share = wave[0] / envelope[0]
    return wave.indices.map { wave[$0] - share * envelope[$0] }
  }

  /// The transform of the low pass (rows × columns), 1 at frequency 0.
  func lowPass() -> [Double] {
    let sigma = Self.width * Double(1 << (scales - 1))
    let values = sampled { exp(-0.5 * sigma * sigma * ($0 * $0 + $1 * $1)) }
    let total = values[0]
    return values.map { $0 / total }
  }

  /// A function of the frequency at the frequencies of the grid.
  ///
  /// What lies beyond half a turn a pixel is seen as what is a whole turn away from it.
  private func sampled(_ function: (Double, Double) -> Double) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(rows * columns)
    let turn = 2 * Double.pi
    for row in 0..<rows {
      let down = turn * Self.centered(row, rows)
      for column in 0..<columns {
        let right = turn * Self.centered(column, columns)
        var sum = 0.0
        for vertical in -2...2 {
          for horizontal in -2...2 {
            sum += function(down + turn * Double(vertical), right + turn * Double(horizontal))
          }
        }
        values.append(sum)
      }
    }
    return values
  }

  /// A frequency in turns a pixel, in −½ ..< ½.
  private static func centered(_ index: Int, _ count: Int) -> Double {
    let turns = Double(index) / Double(count)
    return turns < 0.5 ? turns : turns - 1
  }

  /// What of the energy at each frequency of a real image the wavelets pass on: half the sum of squares at the frequency
  /// and its negative.
  func waveletEnergy(_ wavelets: [[Double]]) -> [Double] {
    (0..<rows * columns).map { index in
      let mirrored =
        (rows - index / columns) % rows * columns + (columns - index % columns) % columns
      return wavelets.reduce(0) {
        $0 + 0.5 * ($1[index] * $1[index] + $1[mirrored] * $1[mirrored])
      }
    }
  }

  /// The factor of all wavelets by which low pass and wavelets together pass on no more energy than there is at any
  /// frequency, and all of it at one: their Littlewood–Paley sum has the maximum 1.
  func normalization(lowPass: [Double], wavelets: [[Double]]) -> Double {
    let energy = waveletEnergy(wavelets)
    var least = Double.infinity
    for (index, passed) in energy.enumerated() where passed > 1e-12 {
      least = min(least, max(1 - lowPass[index] * lowPass[index], 0) / passed)
    }
    return least.isFinite ? least.squareRoot() : 1
  }
}
