public import Autodiff
internal import Foundation
internal import Numerics

/// Where the neighbours of a mesh's vertices lie in the vertices' frames: distances, directions, and the turn of the way
/// from each, as `mesh.patches` measures them.
public struct MeshNeighbourhoods<Scalar: TensorScalar>: Sendable {
  /// Row p has an entry for each neighbour q; p itself is not among them.
  public let pattern: SparsePattern
  /// The distance of each neighbour, in length units.
  public let distances: [Double]
  /// The angle of each neighbour in the frame of the row's vertex, in radians.
  public let angles: [Double]
  /// What a vector turns by on the way from the neighbour, in radians; nil where it is not known.
  public let turns: [Double]?

  /// The neighbourhoods of operators with one pattern; their diagonal entries are left out, for no direction leads to a
  /// vertex itself.
  ///
  /// - Throws: `ModelError` with code `operators` when the patterns differ.
  public init(
    distances: SparseOperator<Scalar>, angles: SparseOperator<Scalar>,
    turns: SparseOperator<Scalar>? = nil
  ) throws(ModelError) {
    for (name, other) in [("angle", angles), ("transport", turns ?? distances)] {
      guard other.rowOffsets == distances.rowOffsets,
        other.columnIndices == distances.columnIndices
      else {
        throw ModelError(
          .operators,
          "distances and \(name)s have entries at different places; take both from one mesh.patches",
          at: "operators")
      }
    }
    let given = distances.pattern
    var (offsets, columns, kept): ([Int32], [Int32], [Int]) = ([0], [], [])
    for row in 0..<given.rows {
      for entry in Int(given.rowOffsets[row])..<Int(given.rowOffsets[row + 1])
      where Int(given.columnIndices[entry]) != row {
        columns.append(given.columnIndices[entry])
        kept.append(entry)
      }
      offsets.append(Int32(columns.count))
    }
    pattern = SparsePattern(
      SparseMatrix<Float>(
        uncheckedRows: given.rows, columns: given.columns, rowOffsets: offsets,
        columnIndices: columns, values: [Float](repeating: 1, count: columns.count)))
    func chosen(_ matrix: SparseOperator<Scalar>) -> [Double] {
      let values = matrix.values.scalars
      return kept.map { Double(values[$0]) }
    }
    self.distances = chosen(distances)
    self.angles = chosen(angles)
    self.turns = turns.map(chosen)
  }

  /// What neighbours are weighed with before a convolution: for each order 1, or cosine and sine of its multiple of the
  /// angle, times each radial function; `[entries, functions]`, radial functions innermost.
  ///
  /// - Parameter averaging: whether they are divided by the number of the vertex's neighbours.
  public func functions(
    orders: [Int], radial: RadialFunctions = RadialFunctions(), averaging: Bool
  ) -> Tensor<Scalar> {
    var values: [Double] = []
    for row in 0..<pattern.rows {
      let entries = Int(pattern.rowOffsets[row])..<Int(pattern.rowOffsets[row + 1])
      let scale = averaging ? 1 / Double(max(1, entries.count)) : 1
      for entry in entries {
        let heights = radial.values(at: distances[entry]).map { $0 * scale }
        for order in orders {
          let multiple = Double(order) * angles[entry]
          for wave in order == 0 ? [1] : [cos(multiple), sin(multiple)] {
            for height in heights { values.append(wave * height) }
          }
        }
      }
    }
    let count = FrameTurns<Scalar>.dimension(orders) * radial.count
    return Tensor(shape: [pattern.nonzeroCount, count], values).converted(to: Scalar.self)
  }

  /// How features turn on the way from each neighbour into the frame whose first axis points to it.
  public func turnsToDirection(orders: [Int]) -> FrameTurns<Scalar> {
    let turns = turns ?? [Double](repeating: 0, count: angles.count)
    let angles = zip(turns, angles).map { remainder($0 - $1, 2 * .pi) }
    return FrameTurns(
      angles: Tensor(shape: [angles.count], angles).converted(to: Scalar.self), orders: orders)
  }
}
