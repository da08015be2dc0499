import Foundation
import Geometry

/// Exact distances on small meshes by trying every sequence of faces.
///
/// A shortest path is straight between the vertices at which it bends, and crosses no face twice.
/// So: straight distances from each vertex through every sequence of distinct faces, then shortest
/// paths over these.
enum UnfoldingReference {
  /// The distances between all pairs of vertices.
  static func distances(on mesh: TriangleMesh) -> [[Double]] {
    var table = (0..<mesh.vertexCount).map { straight(from: $0, on: mesh) }
    for through in table.indices {
      for from in table.indices {
        for to in table.indices {
          table[from][to] = min(table[from][to], table[from][through] + table[through][to])
        }
      }
    }
    return table
  }

  private static func straight(from source: Int, on mesh: TriangleMesh) -> [Double] {
    var search = Search(mesh: mesh)
    search.nearest[source] = 0
    for (index, face) in mesh.faces.enumerated() {
      guard let corner = (0..<3).first(where: { Int(face[$0]) == source }) else { continue }
      let (a, b) = (Int(face[(corner + 1) % 3]), Int(face[(corner + 2) % 3]))
      let first = SIMD2(search.length(source, a), 0)
      let second = search.apex(
        from: SIMD2(0, 0), first, lengths: (search.length(source, b), search.length(a, b)),
        onSideOf: SIMD2(0, 1))
      search.nearest[a] = min(search.nearest[a], length(first))
      search.nearest[b] = min(search.nearest[b], length(second))
      search.visit(
        right: (a, first), left: (b, second), cone: (first, second), behind: SIMD2(0, 0),
        passed: [index])
    }
    return search.nearest
  }

  static func length(_ vector: SIMD2<Double>) -> Double { (vector * vector).sum().squareRoot() }
  static func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { a.x * b.y - a.y * b.x }

  private struct Search {
    let mesh: TriangleMesh
    var nearest: [Double]

    init(mesh: TriangleMesh) {
      self.mesh = mesh
      nearest = [Double](repeating: .infinity, count: mesh.vertexCount)
    }

    func length(_ a: Int, _ b: Int) -> Double {
      let side = mesh.positions[a] - mesh.positions[b]
      return (side * side).sum().squareRoot()
    }

    /// The point at given distances from two others, on the same side of their line as a third.
    func apex(
      from a: SIMD2<Double>, _ b: SIMD2<Double>, lengths: (Double, Double),
      onSideOf side: SIMD2<Double>
    ) -> SIMD2<Double> {
      let base = UnfoldingReference.length(b - a)
      let along = (lengths.0 * lengths.0 - lengths.1 * lengths.1 + base * base) / (2 * base)
      let up = max(0, lengths.0 * lengths.0 - along * along).squareRoot()
      let direction = (b - a) / base
      let normal = SIMD2(-direction.y, direction.x)
      let sign: Double = UnfoldingReference.cross(b - a, side - a) >= 0 ? 1 : -1
      return a + direction * along + normal * (sign * up)
    }

    mutating func visit(
      right: (Int, SIMD2<Double>), left: (Int, SIMD2<Double>),
      cone: (SIMD2<Double>, SIMD2<Double>), behind: SIMD2<Double>, passed: [Int]
    ) {
      for (index, face) in mesh.faces.enumerated() where !passed.contains(index) {
        let corners = (0..<3).map { Int(face[$0]) }
        guard corners.contains(right.0), corners.contains(left.0),
          let over = corners.first(where: { $0 != right.0 && $0 != left.0 })
        else { continue }
        let mirrored = right.1 + left.1 - behind
        let point = apex(
          from: right.1, left.1, lengths: (length(right.0, over), length(left.0, over)),
          onSideOf: mirrored)
        let size = UnfoldingReference.length(point)
        let isInside =
          UnfoldingReference.cross(cone.0, point)
          >= -1e-12 * size * UnfoldingReference.length(cone.0)
          && UnfoldingReference.cross(point, cone.1)
            >= -1e-12 * size * UnfoldingReference.length(cone.1)
        if isInside { nearest[over] = min(nearest[over], size) }
        let toLeft = UnfoldingReference.cross(cone.1, point) < 0 ? point : cone.1
        let toRight = UnfoldingReference.cross(cone.0, point) > 0 ? point : cone.0
        if UnfoldingReference.cross(cone.0, toLeft) > 0 {
          visit(
            right: right, left: (over, point), cone: (cone.0, toLeft), behind: left.1,
            passed: passed + [index])
        }
        if UnfoldingReference.cross(toRight, cone.1) > 0 {
          visit(
            right: (over, point), left: left, cone: (toRight, cone.1), behind: right.1,
            passed: passed + [index])
        }
      }
    }
  }
}
