internal import Foundation

/// Vertices of a finely divided sphere whose radius varies by a tenth of a percent: neighbours are close, and the last
/// bits are noise, as in a scanned mesh.
enum MeshLikePoints {
  /// `rows` × 3 coordinates.
  static func make(_ rows: Int) -> UnsafeMutableBufferPointer<Float> {
    let points = UnsafeMutableBufferPointer<Float>.allocate(capacity: 3 * rows)
    let columns = 4096
    let turn = (0..<columns).map { column in
      let angle = 2 * Double.pi * Double(column) / Double(columns)
      return (Float(cos(angle)), Float(sin(angle)))
    }
    let lines = (rows + columns - 1) / columns
    var state: UInt64 = 1
    var row = 0
    for line in 0..<lines {
      let polar = Double.pi * (Double(line) + 0.5) / Double(lines)
      let (height, reach) = (Float(cos(polar)), Float(sin(polar)))
      for column in 0..<min(columns, rows - row) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let radius = 1 + Float(Int32(truncatingIfNeeded: state >> 32)) * 0x1p-31 * 1e-3
        points[3 * row] = radius * reach * turn[column].0
        points[3 * row + 1] = radius * reach * turn[column].1
        points[3 * row + 2] = radius * height
        row += 1
      }
    }
    return points
  }
}
