internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a transform between a grid of angles and its spectrum is made of, in one precision.
final class HarmonicTables<S: NumericScalar>: Sendable {
  /// `[2 degrees − 1, 2 b]`: 1, cos, sin, cos 2, … of the angles α, and of γ.
  let angle: [S]
  /// For each pair of orders and each degree the functions of the latitudes.
  let plus: [S], minus: [S]
  /// The row of `plus` and `minus` where a pair of orders begins.
  let starts: [Int32]
  /// The row of the spectrum where a degree begins.
  let rows: [Int32]

  private init(_ transform: HarmonicTransform<S>) {
    let (b, degrees) = (transform.bandwidth, transform.degrees)
    let quadrature = SphericalQuadrature(bandwidth: b)
    let isAnalysis = transform.weights == .quadrature
    let share = isAnalysis ? 1 / Double(2 * b) : 1
    angle = (0..<max(0, 2 * degrees - 1)).flatMap { function in
      (0..<2 * b).map { point in
        // Turns are reduced before they become an angle, or large orders would lose digits.
        let turn = Double((function + 1) / 2 * point % (2 * b)) / Double(b)
        return S(share * (function % 2 == 1 || function == 0 ? cos(.pi * turn) : sin(.pi * turn)))
      }
    }
    let gammaOrders = transform.support == .sphere ? min(1, degrees) : degrees
    var (plus, minus, starts): ([S], [S], [Int32]) = ([], [], [])
    for m in 0..<degrees {
      for n in 0..<gammaOrders {
        starts.append(Int32(plus.count / (2 * b)))
        let pairs = quadrature.angles.map { RealPair(m, n, degrees: degrees, beta: $0) }
        for degree in max(m, n)..<degrees {
          for (pair, weight) in zip(pairs, quadrature.weights) {
            let factor = isAnalysis ? weight : Double(2 * degree + 1)
            plus.append(S(factor * pair.plus[degree - max(m, n)]))
            minus.append(S(factor * pair.minus[degree - max(m, n)]))
          }
        }
      }
    }
    (self.plus, self.minus, self.starts) = (plus, minus, starts)
    rows = (0..<degrees).map { Int32(transform.support.rows(degrees: $0)) }
  }

  /// The tables of a transform, worked out once.
  static func of(_ transform: HarmonicTransform<S>) -> HarmonicTables {
    if let known = tables.withLock({ $0[transform] }) as? HarmonicTables { return known }
    let made = HarmonicTables(transform)
    tables.withLock { $0[transform] = made }
    return made
  }
}

private let tables = Mutex<[AnyHashable: any Sendable]>([:])
