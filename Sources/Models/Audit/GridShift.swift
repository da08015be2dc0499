package import Autodiff
import Numerics

/// A shift of a grid that goes round, by multiples of what the model's blocks step over.
package struct GridShift: SymmetryAction {
  private let rows: Int, columns: Int
  private let height: Int, width: Int
  /// Cells of the finest grid to one of the grid of each height that the model has.
  private let steps: [Int: Int]

  /// A shift drawn for a model on images of a size; never by nothing where there is another.
  init(height: Int, width: Int, blocks: [PlacedBlock], stream: inout RandomStream) {
    (self.height, self.width) = (height, width)
    var steps = [height: 1]
    var step = 1
    for placed in blocks {
      step *= placed.gridStep
      if case .grid(let height?, _) = placed.output.support { steps[height] = step }
    }
    self.steps = steps
    let largest = steps.values.max() ?? 1
    func draw(_ size: Int) -> Int {
      let count = (size + largest - 1) / largest
      return count > 1 ? largest * (1 + stream.below(count - 1)) % size : 0
    }
    rows = draw(height)
    columns = draw(width)
  }

  package var name: String { "shift by (\(rows), \(columns)) pixels, going round" }

  package func moved<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>? {
    guard case .grid(let fieldHeight?, let fieldWidth?) = signature.support else {
      return signature.support == .whole ? x : nil
    }
    guard let shift = shift(of: fieldHeight) else { return nil }
    return GridCells(x).moved { row, column in
      (
        (row + fieldHeight - shift.down % fieldHeight) % fieldHeight,
        (column + fieldWidth - shift.right % fieldWidth) % fieldWidth
      )
    }
  }

  /// A field on a coarser grid moves by so many fewer cells; nil where that is no whole number.
  private func shift(of fieldHeight: Int) -> (down: Int, right: Int)? {
    guard let step = steps[fieldHeight], rows % step == 0, columns % step == 0 else { return nil }
    return (rows / step, columns / step)
  }

  package func compared(
    _ shape: [Int], _ signature: FieldSignature, reach: Int
  ) -> [Int32]? {
    guard case .grid(let fieldHeight?, let fieldWidth?) = signature.support,
      let shift = shift(of: fieldHeight), let step = steps[fieldHeight]
    else { return nil }
    // Where windows leave off cells at the border, what goes round does so over another length than in the image.
    let goesRound = fieldHeight * step == height && fieldWidth * step == width
    guard reach > 1 || !goesRound else { return nil }
    // Neither here nor where it came from may the window touch the border: one that keeps the grid's size reaches half of it to
    // either side.
    let margin = goesRound ? reach / 2 : reach
    func inside(_ place: Int, _ size: Int, _ shift: Int) -> Bool {
      let safe = margin..<max(margin, size - margin)
      guard goesRound else { return safe.contains(place) && safe.contains(place - shift) }
      return safe.contains(place) && safe.contains((place + size - shift % size) % size)
    }
    let cells = (0..<fieldHeight).flatMap { row in
      (0..<fieldWidth).compactMap { column in
        inside(row, fieldHeight, shift.down) && inside(column, fieldWidth, shift.right)
          ? row * fieldWidth + column : nil
      }
    }
    return (0..<shape[0]).flatMap { item in
      cells.map { Int32(item * fieldHeight * fieldWidth + $0) }
    }
  }

  /// What leaves the image on one side comes back on the other, which windows at the border do not see.
  package func limit(of blocks: [PlacedBlock]) -> String? {
    guard blocks.contains(where: { $0.windowReach > 1 }) else { return nil }
    var (span, step) = (1, 1)
    for placed in blocks {
      span += step * (max(placed.windowReach, placed.gridStep) - 1)
      step *= placed.gridStep
    }
    return
      "exact where windows stay inside; all together span \(span) of the \(height) × \(width) pixels"
  }
}
