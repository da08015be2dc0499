import Autodiff
import Models

/// How an element of a finite group moves images about their centre: (g f)(x, h) = f(g⁻¹ x, g⁻¹ h).
struct GroupMotion {
  var group: FiniteGroup
  var element: Int

  /// Moves a field `[items, height, width, channels]` that is scalar, or regular with its copies innermost.
  func callAsFunction(_ field: Tensor<Double>, isRegular: Bool) -> Tensor<Double> {
    let (items, height, width, channels) = (
      field.shape[0], field.shape[1], field.shape[2], field.shape[3]
    )
    let inverse = group.inverses[element]
    let turned = abs(group.action[element].a) == 0
    let (rows, columns) = turned ? (width, height) : (height, width)
    let copies = isRegular ? group.order : 1
    var result = Tensor<Double>(zeros: [items, rows, columns, channels])
    for item in 0..<items {
      for row in 0..<rows {
        for column in 0..<columns {
          // Twice the offset from the centre, which may lie between pixels.
          let from = group.action[inverse](
            row: 2 * row - (rows - 1), column: 2 * column - (columns - 1))
          let (y, x) = ((from.row + height - 1) / 2, (from.column + width - 1) / 2)
          for channel in 0..<channels {
            let h = channel % copies
            let source = channel - h + (isRegular ? group.table[inverse][h] : h)
            result[item, row, column, channel] = field[item, y, x, source]
          }
        }
      }
    }
    return result
  }
}
