package import Autodiff
import Numerics

/// A shift of a grid that goes round, by multiples of what the model's poolings step over.
package struct GridShift: SymmetryAction {
  private let rows: Int, columns: Int
  private let height: Int, width: Int
  private let step: Int

  /// A shift drawn for a model on images of a size.
  ///
  /// - Parameter step: cells of the finest grid to one of the coarsest.
  init(height: Int, width: Int, step: Int, stream: inout RandomStream) {
    (self.height, self.width, self.step) = (height, width, step)
    func draw(_ size: Int) -> Int { step * stream.below(max(1, size / step)) }
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
    // A field on a coarser grid moves by so many fewer cells; where that is no whole number nothing is claimed.
    guard rows * fieldHeight % height == 0, columns * fieldWidth % width == 0 else { return nil }
    let down = rows * fieldHeight / height, right = columns * fieldWidth / width
    return GridCells(x).moved { row, column in
      ((row + fieldHeight - down) % fieldHeight, (column + fieldWidth - right) % fieldWidth)
    }
  }

  package func compared(
    _ shape: [Int], _ signature: FieldSignature, reach: Int
  ) -> [Int32]? {
    guard reach > 1, case .grid(let fieldHeight?, let fieldWidth?) = signature.support else {
      return nil
    }
    let down = rows * fieldHeight / height, right = columns * fieldWidth / width
    // Neither here nor where it came from may the window touch the border.
    func inside(_ place: Int, _ size: Int, _ shift: Int) -> Bool {
      let safe = reach..<max(reach, size - reach)
      return safe.contains(place) && safe.contains((place + size - shift) % size)
    }
    let cells = (0..<fieldHeight).flatMap { row in
      (0..<fieldWidth).compactMap { column in
        inside(row, fieldHeight, down) && inside(column, fieldWidth, right)
          ? row * fieldWidth + column : nil
      }
    }
    return (0..<shape[0]).flatMap { item in
      cells.map { Int32(item * fieldHeight * fieldWidth + $0) }
    }
  }
}
