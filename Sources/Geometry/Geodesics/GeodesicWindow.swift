/// A part of an edge that one source sees through the same unfolded faces.
///
/// Along the edge, x runs from its lower end. The source, unfolded into the plane of what lies
/// behind, is at (`x`, −`height`); the distance of a point of the part is `offset` plus the length
/// of the straight line to it.
struct GeodesicWindow {
  /// The ends of the part.
  var lower: Double
  var upper: Double
  /// The unfolded source.
  var x: Double
  var height: Double
  /// The distance of the unfolded source itself: 0, or that of the vertex where paths bend.
  var offset: Double
  /// The edge.
  var edge: Int32
  /// The corner, opposite the edge, of the face through which the paths come.
  var origin: Int32
  /// Changes when another window takes this place.
  var stamp: UInt32 = 0
  /// Whether the window has gone on into the faces beyond.
  var isPassed = false

  /// The distance at x.
  @inline(__always)
  func distance(at point: Double) -> Double {
    let along = point - x
    return offset + (along * along + height * height).squareRoot()
  }

  /// The least distance of the part.
  @inline(__always)
  var nearest: Double { distance(at: min(max(x, lower), upper)) }

  /// Where another window may become nearer than this one, or cease to: at most two places.
  ///
  /// With δ the difference of the offsets and A, B the squared lengths, √A = δ + √B; squared twice,
  /// a quadratic equation. Squaring may add places where nothing changes, which is harmless.
  @inline(__always)
  func crossings(with other: GeodesicWindow) -> (Double, Double) {
    let delta = other.offset - offset
    let slope = 2 * (other.x - x)
    let constant =
      x * x + height * height - other.x * other.x - other.height * other.height - delta * delta
    guard delta != 0 else { return (-constant / slope, .nan) }
    let square = 4 * delta * delta
    let a = slope * slope - square
    let b = slope * constant + square * other.x
    let c = constant * constant - square * (other.x * other.x + other.height * other.height)
    let discriminant = b * b - a * c
    guard discriminant >= 0 else { return (.nan, .nan) }
    let root = b < 0 ? -b + discriminant.squareRoot() : -b - discriminant.squareRoot()
    return (root / a, c / root)
  }
}
