import Autodiff

/// Size, stride, dilation and padding of a window that moves over a grid, and the grid it leaves.
struct GridWindow {
  enum Edge: String, CaseIterable { case same, valid, circular }

  let size: Int
  let stride: Int
  let dilation: Int
  let edge: Edge

  /// Cells that the window covers along an axis.
  var reach: Int { dilation * (size - 1) + 1 }

  /// The same as far as a border can be met: 1 where windows go round at every cell.
  var reachAtBorder: Int { edge == .circular && stride == 1 ? 1 : reach }

  /// Length of an axis after the window, nil if unknown; 0 or less if the window does not fit.
  func output(_ length: Int?) -> Int? {
    length.map { edge == .valid ? ($0 - reach) / stride + 1 : ($0 + stride - 1) / stride }
  }

  /// Whether the window fits an axis, as far as known.
  func fits(_ length: Int?) -> Bool { length.map { edge != .valid || $0 >= reach } ?? true }

  /// States the window's output at a site, refusing a window larger than the grid.
  func support(at site: inout BlockSite) -> Support {
    guard case .grid(let height, let width) = site.input.support else { return site.input.support }
    if !fits(height) || !fits(width) {
      site.refuse(
        "its window covers \(reach) × \(reach) cells, but the grid is \(site.input.support); take a smaller size, or fewer poolings before it",
        option: "size")
      return site.input.support
    }
    return .grid(height: output(height), width: output(width))
  }

  /// The grid continued periodically so that a valid window gives every output of a circular one.
  func wrapped<Scalar: TensorScalar>(_ x: Variable<Scalar>) -> Variable<Scalar> {
    let items = x.shape[0], height = x.shape[1], width = x.shape[2], channels = x.shape[3]
    let before = (reach - 1) / 2
    let rows = height + reach - 1, columns = width + reach - 1
    var cells: [Int32] = []
    cells.reserveCapacity(items * rows * columns)
    for item in 0..<items {
      for row in 0..<rows {
        let source = item * height + Self.modulo(row - before, height)
        for column in 0..<columns {
          cells.append(Int32(source * width + Self.modulo(column - before, width)))
        }
      }
    }
    return x.reshaped(to: [items * height * width, channels]).gatherRows(cells)
      .reshaped(to: [items, rows, columns, channels])
  }

  private static func modulo(_ value: Int, _ length: Int) -> Int {
    let rest = value % length
    return rest < 0 ? rest + length : rest
  }
}
