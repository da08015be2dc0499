import Autodiff
import Numerics
import Testing

extension DeterminismTests {
  @Test func `products and attention on a graph, segments and gathers`() throws {
    var numbers = TestNumbers(seed: 12)
    let pattern = try RandomPattern(rows: 2_003, columns: 1_777, edges: 30_011, &numbers).pattern
    let count = pattern.nonzeroCount
    same("learned entries") {
      gradients([[count], [1_777, 37]]) { pattern.multiply($0[0], $0[1]) }
    }
    same("learned entries by head") {
      gradients([[count, 3], [1_777, 3, 13]]) { pattern.multiply($0[0], $0[1]) }
    }
    same("sampled products") {
      gradients([[2_003, 3, 13], [1_777, 3, 13]]) { pattern.sampledProduct($0[0], $0[1]) }
    }
    same("sampled sums") {
      gradients([[2_003, 5], [1_777, 5]]) { pattern.sampledSum($0[0], $0[1]) }
    }
    same("attention") {
      gradients([[2_003, 3], [1_777, 3], [1_777, 3, 13]]) {
        pattern.attend(queries: $0[0], keys: $0[1], values: $0[2], dropout: 0.6, key: 5)
      }
    }
    same("dynamic scores") {
      gradients([[2_003, 3, 13], [1_777, 3, 13], [3, 13]]) {
        pattern.attentionScores($0[0], $0[1], weights: $0[2])
      }
    }
    same("gathers") {
      gradients([[2_003, 7], [1_777, 7]]) {
        pattern.gatherRows($0[0]) * pattern.gatherColumns($0[1])
      }
    }
    let sparse = SparseOperator(
      pattern: pattern, values: Tensor<Float>(repeating: 0.5, shape: [count])
    ).dropout(rate: 0.5, key: 3)
    same("bias and rectifier") {
      gradients([[1_777, 41], [41]]) {
        sparse.multiply($0[0], adding: $0[1]).relu(dropout: 0.5, key: 4)
      }
    }
  }

  @Test func `reductions over segments in order and out of it`() throws {
    var numbers = TestNumbers(seed: 13)
    let ids = (0..<40_009).map { _ in Int32(numbers.below(1_003)) }
    let indices = ids.map { $0 % 401 }
    for segments in [
      try Segments(ids: ids, count: 1_003), try Segments(ids: ids.sorted(), count: 1_003),
    ] {
      for shape in [[40_009], [40_009, 19]] {
        same("segments of \(shape)") {
          gradients([shape]) { values in
            let x = values[0]
            return x.softmax(over: segments).sum(over: segments) * x.max(over: segments)
              + x.mean(over: segments) * x.min(over: segments)
          }
        }
      }
    }
    same("gathered rows") { gradients([[401, 33]]) { $0[0].gatherRows(indices) } }
  }
}
