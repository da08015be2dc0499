/// A segment with a thickness that goes from one radius at its start to another at its end.
struct Capsule: Sendable, Equatable {
  /// Ends of the segment, in length units.
  let start: SIMD3<Double>
  let end: SIMD3<Double>
  /// Radii at both ends, in length units.
  let startRadius: Double
  let endRadius: Double

  init(
    _ start: SIMD3<Double>, _ end: SIMD3<Double>, radius: Double, to endRadius: Double? = nil
  ) {
    (self.start, self.end) = (start, end)
    (startRadius, self.endRadius) = (radius, endRadius ?? radius)
  }

  /// The largest length of the distance's gradient.
  var steepest: Double {
    let length = TriangleMesh.length(end - start)
    let slope = length > 0 ? (endRadius - startRadius) / length : 0
    return (1 + slope * slope).squareRoot()
  }

  /// The distance from the segment less the radius beside it, and the gradient of that.
  func distance(to point: SIMD3<Double>) -> (value: Double, gradient: SIMD3<Double>) {
    let along = end - start
    let square = (along * along).sum()
    let share = square > 0 ? ((point - start) * along).sum() / square : 0
    let place = min(max(share, 0), 1)
    let way = point - (start + along * place)
    let length = TriangleMesh.length(way)
    let value = length - (startRadius + (endRadius - startRadius) * place)
    var gradient = length > 0 ? way / length : .zero
    if share > 0, share < 1 { gradient -= along * ((endRadius - startRadius) / square) }
    return (value, gradient)
  }
}
