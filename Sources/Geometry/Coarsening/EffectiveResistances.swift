internal import Foundation
internal import Numerics

/// Effective resistances between the ends of edges.
enum EffectiveResistances {
  /// The number of random projections; the relative standard deviation of a resistance is √(2 / 64).
  private static let projections = 64

  /// Estimates by random projections of edges (Spielman & Srivastava 2011, section 4): the squared distances of the
  /// columns of Q W^½ B L⁺, with signs Q.
  static func estimated(
    _ adjacency: SparseMatrix<Double>, _ edges: WeightedEdges, stream: inout RandomStream
  ) throws -> [Double] {
    // The lowest node of each component is grounded: differences inside a component stay what they are.
    let grounds = Set(NodeSelection.components(of: adjacency).map { $0[0] })
    let free = (0..<Int32(adjacency.rows)).filter { !grounds.contains($0) }
    var places = [Int](repeating: -1, count: adjacency.rows)
    for (place, node) in free.enumerated() { places[Int(node)] = place }
    let width = projections
    var right = [Double](repeating: 0, count: free.count * width)
    for index in 0..<edges.count {
      let signs = stream.next()
      let scale = (edges.weights[index] / Double(width)).squareRoot()
      let (source, target) = (
        places[Int(edges.sources[index])], places[Int(edges.targets[index])]
      )
      for column in 0..<width {
        let value = signs >> UInt64(column) & 1 == 0 ? scale : -scale
        if source >= 0 { right[source * width + column] += value }
        if target >= 0 { right[target * width + column] -= value }
      }
    }
    let laplacian = try GraphOperators.laplacian(of: adjacency.withoutDiagonal()).principal(free)
    let solved = try SparseCholesky(laplacian).solve(
      DenseMatrix(rows: free.count, columns: width, values: right)
    ).values
    return (0..<edges.count).map { index in
      let (source, target) = (
        places[Int(edges.sources[index])], places[Int(edges.targets[index])]
      )
      return (0..<width).reduce(0) { sum, column in
        let first = source >= 0 ? solved[source * width + column] : 0
        let second = target >= 0 ? solved[target * width + column] : 0
        return sum + (first - second) * (first - second)
      }
    }
  }
}

extension Double {
  /// The natural logarithm.
  var logarithm: Double { Foundation.log(self) }
}
