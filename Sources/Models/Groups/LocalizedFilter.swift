public import Autodiff
internal import Numerics
internal import Synchronization

/// Filters over the sphere or the rotations that are given by values on a small grid about the pole or the identity
/// (Cohen, Geiger, Köhler & Welling, Spherical CNNs, ICLR 2018, section 5).
///
/// A filter is a sum of points of learned weights, cut off at a degree: its correlation with a field is the sum, with
/// these weights, of the field's values beside a place, the field cut off alike.
public struct LocalizedFilter: Hashable, Sendable {
  /// Circles of points about the pole.
  public let rings: Int
  /// Points of a circle.
  public let spokes: Int
  /// Turns about the axis at each point; over the sphere, which has none, nil.
  public let turns: Int?
  /// Radius of the outermost circle in degrees.
  public let reach: Double

  /// A filter over the rotations, or over the sphere where no turns are given.
  ///
  /// - Parameters:
  ///   - rings: circles of points about the pole, from 1.
  ///   - spokes: points of a circle, from 1.
  ///   - turns: turns about the axis at each point, from 1.
  ///   - reach: radius of the outermost circle in degrees.
  public init(rings: Int = 3, spokes: Int = 8, turns: Int? = nil, reach: Double = 22.5) {
    precondition(
      rings > 0 && spokes > 0 && turns ?? 1 > 0,
      "LocalizedFilter: \(rings) rings of \(spokes) spokes with \(turns ?? 1) turns")
    (self.rings, self.spokes, self.turns, self.reach) = (rings, spokes, turns, reach)
  }

  /// Weights of a pair of channels.
  public var pointCount: Int { rings * spokes * (turns ?? 1) }

  /// Rows of the spectra of degrees 0 … `degrees` − 1.
  public func rowCount(degrees: Int) -> Int {
    turns == nil
      ? ShapeRules.sphericalRows(degrees: degrees) : ShapeRules.rotationRows(degrees: degrees)
  }

  /// The filters' spectra `[rows, in, out]` of weights `[points, in, out]`.
  public func spectra<Scalar: TensorScalar>(
    _ weights: Variable<Scalar>, degrees: Int
  ) -> Variable<Scalar> {
    let (inputs, outputs) = (weights.shape[1], weights.shape[2])
    let matrix = Tensor<Scalar>(
      shape: [rowCount(degrees: degrees), pointCount], matrix(degrees: degrees).map { Scalar($0) })
    return weights.tape.constant(matrix)
      .matmul(weights.reshaped(to: [pointCount, inputs * outputs]))
      .reshaped(to: [rowCount(degrees: degrees), inputs, outputs])
  }

  /// The harmonics at the points, `[rows, points]`, worked out once.
  private func matrix(degrees: Int) -> [Double] {
    let key = Key(filter: self, degrees: degrees)
    if let known = Self.matrices.withLock({ $0[key] }) { return known }
    let (rows, points) = (rowCount(degrees: degrees), angles)
    var made = [Double](repeating: 0, count: rows * points.count)
    for (column, point) in points.enumerated() {
      var row = 0
      for degree in 0..<degrees {
        let size = 2 * degree + 1
        let element = Wigner.real(
          degree: degree, alpha: point.alpha, beta: point.beta, gamma: point.gamma)
        for (index, value) in element.enumerated()
        where turns != nil || index % size == degree {
          made[row * points.count + column] = value
          row += 1
        }
      }
    }
    Self.matrices.withLock { $0[key] = made }
    return made
  }

  /// The points, circle by circle.
  private var angles: [(alpha: Double, beta: Double, gamma: Double)] {
    var result: [(alpha: Double, beta: Double, gamma: Double)] = []
    for ring in 1...rings {
      let beta = reach / 180 * .pi * Double(ring) / Double(rings)
      for spoke in 0..<spokes {
        let alpha = 2 * .pi * Double(spoke) / Double(spokes)
        for turn in 0..<(turns ?? 1) {
          // Turned back by α, so that turn 0 tips the axis without a twist.
          result.append((alpha, beta, 2 * .pi * Double(turn) / Double(turns ?? 1) - alpha))
        }
      }
    }
    return result
  }

  private struct Key: Hashable {
    let filter: LocalizedFilter
    let degrees: Int
  }

  private static let matrices = Mutex<[Key: [Double]]>([:])
}
