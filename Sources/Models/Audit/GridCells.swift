import Autodiff

/// Images whose cells are taken from other cells.
struct GridCells<Scalar: TensorScalar> {
  private let x: Tensor<Scalar>
  private var height: Int { x.shape[1] }
  private var width: Int { x.shape[2] }

  /// Images `[items, height, width, numbers]`.
  init(_ x: Tensor<Scalar>) { self.x = x }

  /// Images of the same size, each cell from the one that `source` names.
  func moved(_ source: (_ row: Int, _ column: Int) -> (row: Int, column: Int)) -> Tensor<Scalar> {
    let cells = (0..<height).flatMap { row in
      (0..<width).map { column -> Int in
        let from = source(row, column)
        return from.row * width + from.column
      }
    }
    let rows = (0..<x.shape[0]).flatMap { item in
      cells.map { Int32(item * cells.count + $0) }
    }
    return x.reshaped(to: [x.shape[0] * height * width, x.shape[3]]).rows(at: rows)
      .reshaped(to: x.shape)
  }
}
