internal import Autodiff
internal import Numerics

/// A sparse matrix times a dense one, with the gradient of the product's sum of weighted elements: to the dense side, or
/// to the stored entries too.
struct SpmmJob: LearningJob {
  private let pattern: SparsePattern
  private let entries: Tensor<Float>
  private let dense: Tensor<Float>
  private let weights: Tensor<Float>
  private let learnsEntries: Bool
  private let fixed: SparseOperator<Float>

  init(_ folder: BenchFolder) throws {
    dense = try folder.tensor("x")
    weights = try folder.tensor("weights")
    learnsEntries = try folder.indices("entries-too") == [1]
    entries = try folder.tensor("values")
    fixed = SparseOperator(
      try SparseMatrix(
        rows: weights.shape[0], columns: dense.shape[0], rowOffsets: folder.indices("offsets"),
        columnIndices: folder.indices("columns"), values: entries.scalars))
    pattern = fixed.pattern
  }

  func run() -> Double {
    let tape = Tape<Float>()
    let x = tape.parameter(dense)
    let values = tape.parameter(entries)
    let product = learnsEntries ? pattern.multiply(values, x) : fixed.multiply(x)
    let loss = (product * tape.constant(weights)).sum()
    let gradients = tape.gradients(of: loss, withRespectTo: learnsEntries ? [x, values] : [x])
    return gradients.map { $0.squaredNorm.squareRoot() }.reduce(0, +)
  }
}
