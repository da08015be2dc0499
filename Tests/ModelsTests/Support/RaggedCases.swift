import Autodiff
import Models
import Numerics

/// Items of different lengths in tests: their rows stand one after the other.
enum RaggedCases {
  /// With an empty item, one of a single point, and others; one length for all; a single item; none with points.
  static let lengths = [[3, 0, 1, 5], [4, 4, 4], [6], [1, 1], [0, 0]]

  /// Where each item begins, and the last ends.
  static func offsets(_ lengths: [Int]) -> [Int] {
    lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  static func ranges(_ lengths: [Int]) -> [Range<Int>] {
    var begin = 0
    return lengths.map { length in
      defer { begin += length }
      return begin..<begin + length
    }
  }

  /// An order of all rows that stays within items: row i goes to order[i].
  static func order(_ lengths: [Int], seed: UInt64) -> [Int] {
    var stream = RandomStream(seed: seed, "order within items")
    return ranges(lengths).flatMap { range in
      var order = Array(range)
      stream.shuffle(&order)
      return order
    }
  }

  /// Renumbering of the points of each item; outputs move too, or stay.
  static func motion(_ lengths: [Int], seed: UInt64, isInvariant: Bool = false) -> Motion {
    let order = order(lengths, seed: seed)
    return Motion(
      name: "renumbering within items", moveInput: { GraphCases.renumbered($0, order) },
      moveOutput: isInvariant ? nil : { GraphCases.renumbered($0, order) })
  }

  /// Rows of a parameter, empty if it is not there.
  static func rows(_ parameters: ParameterTree<Double>, _ path: String) -> [[Double]] {
    parameters[path].map(GraphCases.rows) ?? []
  }

  /// Elements of a parameter, empty if it is not there.
  static func values(_ parameters: ParameterTree<Double>, _ path: String) -> [Double] {
    parameters[path]?.scalars ?? []
  }

  /// x W + b of one row.
  static func affine(_ x: [Double], _ weight: [[Double]], _ bias: [Double] = []) -> [Double] {
    (weight.first ?? []).indices.map { column in
      x.indices.reduce(bias.isEmpty ? 0 : bias[column]) { $0 + x[$1] * weight[$1][column] }
    }
  }

  /// The mean, sum or maximum of rows, zeros if there are none.
  static func pooled(_ rows: [[Double]], _ kind: String, width: Int) -> [Double] {
    (0..<width).map { channel in
      let values = rows.map { $0[channel] }
      if values.isEmpty { return 0 }
      switch kind {
      case "max": return values.max() ?? 0
      case "sum": return values.reduce(0, +)
      default: return values.reduce(0, +) / Double(values.count)
      }
    }
  }

  /// A tensor of rows of a known width, even if there are none.
  static func tensor(_ rows: [[Double]], width: Int) -> Tensor<Double> {
    Tensor(shape: [rows.count, width], rows.flatMap { $0 })
  }
}
