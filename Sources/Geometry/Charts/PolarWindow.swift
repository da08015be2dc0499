/// A part of a halfedge that is seen from one vertex through the same unfolded faces.
///
/// In the frame of the halfedge the vertex lies at (`x`, −`height`), and paths go on into its face.
struct PolarWindow {
  /// The ends of the part, along the halfedge.
  var lower: Double
  var upper: Double
  var x: Double
  var height: Double
  /// The direction of the halfedge, a unit vector, in the plane of the vertex in which the halfedge at
  /// `base` has the direction (1, 0).
  var axis: SIMD2<Double>
  /// The angle at which the face around the vertex begins through which the paths leave it, not scaled.
  var base: Double
  /// The distance of the vertex: 0, or that of one where paths bend.
  var offset: Double
  var halfedge: Int32
  /// The vertex.
  var source: Int32

  /// The distance at a place along the halfedge.
  @inline(__always)
  func distance(at place: Double) -> Double {
    let along = place - x
    return offset + (along * along + height * height).squareRoot()
  }

  /// The least distance of the part.
  @inline(__always)
  var nearest: Double { distance(at: min(max(x, lower), upper)) }

  /// The place, along the halfedge, up to which the way along it from its tail is shorter.
  ///
  /// - Parameters:
  ///   - distance: that of the tail.
  ///   - x: the place of the source along the halfedge.
  @inline(__always)
  func reach(ofTailAt distance: Double, x: Double) -> Double {
    guard distance < .infinity else { return -.infinity }
    let ahead = distance - offset
    let square = x * x + height * height
    let margin = 1e-13 * (square + ahead * ahead)
    let room = square - ahead * ahead - margin
    let slope = 2 * (ahead + x)
    return slope > 0 ? room / slope : (room > 0 ? .infinity : -.infinity)
  }
}
