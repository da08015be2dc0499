internal import Numerics

extension ShapeRules {
  /// Fields `[rows, size, c]` sampled by a matrix `[samples, size]` and brought back by another, `[size, samples]`.
  public static func rectifiedSamples(
    _ shape: [Int], synthesis: [Int], analysis: [Int]
  ) throws(TensorError) {
    guard shape.count == 3, (1...Kernels.mostSampled).contains(shape[1]) else {
      throw TensorError(
        "rectifiedSamples", [shape],
        "fields need shape [rows, size, c], sizes from 1 to \(Kernels.mostSampled)")
    }
    guard synthesis.count == 2, synthesis[1] == shape[1], analysis == synthesis.reversed() else {
      throw TensorError(
        "rectifiedSamples", [shape, synthesis, analysis],
        "fields of \(shape[1]) numbers need a synthesis [samples, \(shape[1])] and an analysis [\(shape[1]), samples]"
      )
    }
  }

  /// Vectors `[rows, 2, c]` and their products with real weights, `[rows, 2, c]`, or with complex ones, `[rows, 2, 2 · c]`:
  /// `[rows, c]`.
  public static func alignment(_ shape: [Int], with mixed: [Int]) throws(TensorError) -> [Int] {
    guard shape.count == 3, shape[1] == 2, mixed.count == 3, mixed.dropLast() == shape.dropLast(),
      mixed[2] == shape[2] || mixed[2] == 2 * shape[2]
    else {
      throw TensorError(
        "alignment", [shape, mixed],
        "vectors [rows, 2, c] need products of shape [rows, 2, c] or [rows, 2, 2 · c]")
    }
    return [shape[0], shape[2]]
  }
}
