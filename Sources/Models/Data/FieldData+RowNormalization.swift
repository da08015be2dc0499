import Autodiff
import Numerics

extension FieldData {
  /// The values with each row (node) divided by the sum of its magnitudes, as bags of words are fed to graph networks; rows of 0 stay.
  public func rowNormalized() -> FieldData {
    switch self {
    case .sparse(let matrix):
      var magnitudes = matrix
      magnitudes.values = matrix.values.map { abs($0) }
      return .sparse(matrix.scalingRows(by: magnitudes.rowSums.map { $0 > 0 ? 1 / $0 : 0 }))
    case .dense(let tensor):
      let width = max(1, tensor.count / max(1, tensor.shape.first ?? 1))
      var scalars = tensor.scalars
      for start in stride(from: 0, to: scalars.count, by: width) {
        let sum = scalars[start..<start + width].reduce(0) { $0 + abs($1) }
        guard sum > 0 else { continue }
        for index in start..<start + width { scalars[index] /= sum }
      }
      return .dense(Tensor(shape: tensor.shape, scalars))
    }
  }
}
