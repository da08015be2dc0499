internal import CKernels

/// A Fourier transform between signals on a grid of angles and their spectra, or the transpose of one.
///
/// Grids have 2 b latitudes, 2 b longitudes α and, over the rotations, 2 b angles γ. Spectra have a row for each degree
/// and pair of real orders (``Wigner/real(degree:alpha:beta:gamma:)``); over the sphere n is 0 alone. Each item is
/// transformed by one thread, angle by angle, as products with small matrices that stay in cache.
package struct HarmonicTransform<S: NumericScalar>: Hashable, Sendable {
  /// What signals live on.
  package enum Support: Hashable, Sendable {
    /// The sphere.
    case sphere
    /// The rotations.
    case rotations

    /// Rows of a spectrum of degrees 0 … `degrees` − 1: Σ 2 l + 1, or its squares.
    package func rows(degrees: Int) -> Int {
      switch self {
      case .sphere: degrees * degrees
      case .rotations: degrees * (4 * degrees * degrees - 1) / 3
      }
    }

    /// Points of a grid.
    package func points(bandwidth: Int) -> Int {
      let side = 2 * bandwidth
      return side * side * (self == .sphere ? 1 : side)
    }
  }

  /// What the sums are weighted by.
  package enum Weights: Hashable, Sendable {
    /// The points' shares of the domain: the sums are the Fourier transform.
    case quadrature
    /// 2 l + 1: the transpose of the sums is the inverse transform.
    case dimension
  }

  let support: Support
  let bandwidth: Int
  let degrees: Int
  let weights: Weights

  /// - Parameters:
  ///   - bandwidth: of the grid, from 1.
  ///   - degrees: of the spectrum, from 0 up to the bandwidth.
  package init(_ support: Support, bandwidth: Int, degrees: Int, weights: Weights) {
    precondition(
      bandwidth > 0 && (0...bandwidth).contains(degrees),
      "HarmonicTransform: \(degrees) degrees on a grid of bandwidth \(bandwidth)")
    (self.support, self.bandwidth) = (support, bandwidth)
    (self.degrees, self.weights) = (degrees, weights)
  }

  private var rows: Int { support.rows(degrees: degrees) }
  private var points: Int { support.points(bandwidth: bandwidth) }

  /// Sums over `[items, points, columns]`: `[items, rows, columns]`.
  package func analyze(
    items: Int, columns: Int, _ grid: UnsafePointer<S>, into spectrum: UnsafeMutablePointer<S>
  ) {
    let (grids, spectra) = (points * columns, rows * columns)
    eachItem(items, columns) { angles, item, scratch in
      meridian_angles_analyze(
        S.element, angles, grid + item * grids, spectrum + item * spectra, scratch)
    }
  }

  /// The transpose: `[items, rows, columns]` spread over `[items, points, columns]`.
  package func synthesize(
    items: Int, columns: Int, _ spectrum: UnsafePointer<S>, into grid: UnsafeMutablePointer<S>
  ) {
    let (grids, spectra) = (points * columns, rows * columns)
    guard degrees > 0 else {
      Kernels.fill(count: items * grids, with: 0, grid)
      return
    }
    eachItem(items, columns) { angles, item, scratch in
      meridian_angles_synthesize(
        S.element, angles, spectrum + item * spectra, grid + item * grids, scratch)
    }
  }

  private func eachItem(
    _ items: Int, _ columns: Int,
    _ body: (UnsafePointer<meridian_angles>, Int, UnsafeMutablePointer<S>) -> Void
  ) {
    guard items > 0, columns > 0, degrees > 0 else { return }
    let tables = HarmonicTables.of(self)
    tables.withPointers { angle, plus, minus, starts, rows in
      let gammas = support == .sphere ? 1 : 2 * bandwidth
      var angles = meridian_angles(
        latitudes: Int32(2 * bandwidth), alphas: Int32(2 * bandwidth), gammas: Int32(gammas),
        columns: Int32(columns), orders: Int32(degrees),
        gammaOrders: support == .sphere ? 1 : Int32(degrees), degrees: Int32(degrees),
        alpha: angle, gamma: angle, plus: plus, minus: minus, starts: starts, rows: rows)
      withUnsafePointer(to: &angles) { angles in
        Kernels.shards(items, size: 1) { range in
          withScratch(of: S.self, meridian_angles_scratch(angles)) { scratch in
            for item in range { body(angles, item, scratch) }
          }
        }
      }
    }
  }
}

extension HarmonicTables {
  /// Calls the closure with where the tables lie.
  func withPointers(
    _ body: (
      UnsafePointer<S>?, UnsafePointer<S>?, UnsafePointer<S>?, UnsafePointer<Int32>?,
      UnsafePointer<Int32>?
    ) -> Void
  ) {
    angle.withUnsafeBufferPointer { angle in
      plus.withUnsafeBufferPointer { plus in
        minus.withUnsafeBufferPointer { minus in
          starts.withUnsafeBufferPointer { starts in
            rows.withUnsafeBufferPointer { rows in
              body(
                angle.baseAddress, plus.baseAddress, minus.baseAddress, starts.baseAddress,
                rows.baseAddress)
            }
          }
        }
      }
    }
  }
}
