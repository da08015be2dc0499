import Autodiff
import Numerics
import Testing

/// Same bits for any number of workers; other suites may run meanwhile, on whatever number is set.
@Suite(.serialized) struct DeterminismTests {
  func same(_ name: String, _ make: () -> [Tensor<Float>]) {
    let before = Parallel.workers
    defer { Parallel.use(workers: before) }
    Parallel.use(workers: 1)
    let one = make()
    for workers in 2...3 {
      Parallel.use(workers: workers)
      let several = make()
      #expect(one == several, "\(name) with \(workers) workers")
    }
  }

  func gradients(
    _ shapes: [[Int]], _ function: ([Variable<Float>]) -> Variable<Float>
  ) -> [Tensor<Float>] {
    var numbers = TestNumbers(seed: 5)
    let tape = Tape<Float>()
    let variables = shapes.map { tape.parameter(numbers.tensor($0)) }
    let result = function(variables)
    return [result.value]
      + tape.gradients(of: (result * result).sum(), withRespectTo: variables)
  }

  @Test func `products`() {
    for (m, k, n) in [(333, 777, 555), (1_025, 65, 33), (37, 9_001, 41)] {
      same("matmul \(m) \(k) \(n)") { gradients([[m, k], [k, n]]) { $0[0].matmul($0[1]) } }
    }
  }

  @Test func `linear layers`() {
    for (m, k, n) in [(1_237, 77, 91), (61, 130, 1_601), (9, 9_001, 41)] {
      same("linear \(m) \(k) \(n)") {
        gradients([[m, k], [k, n], [n]]) {
          $0[0].linear(weights: $0[1], bias: $0[2], activation: .gelu)
        }
      }
    }
  }

  @Test func `attention`() {
    for (batch, length) in [(5, 133), (1, 1_301)] {
      same("attention \(batch) \(length)") {
        gradients([[batch, length, 3 * 33], [1, 3, length, length]]) {
          $0[0].selfAttention(
            heads: 3, bias: $0[1], Attention(isCausal: true, dropoutRate: 0.1, dropoutKey: 5))
        }
      }
      same("attention without a bias \(batch) \(length)") {
        gradients([[batch, length, 3 * 33]]) { $0[0].selfAttention(heads: 3) }
      }
    }
  }

  @Test func `layer norms of sums, and linear layers with dropout`() {
    same("norm") {
      gradients([[1_237, 91], [1_237, 91], [91], [91]]) {
        $0[0].layerNormalized(
          adding: $0[1], dropoutRate: 0.2, dropoutKey: 8, scale: $0[2], shift: $0[3])
      }
    }
    same("linear") {
      gradients([[1_237, 19], [19, 64]]) {
        $0[0].linear(weights: $0[1], activation: .silu, dropoutRate: 0.2, dropoutKey: 8)
      }
    }
  }

  @Test func `embeddings and cross-entropy with weights`() {
    let indices = Tensor<Int32>((0..<9_001).map { Int32($0 * $0 % 213) })
    let labels = (0..<9_001).map { Int32($0 % 17) - 1 }
    same("embedding") {
      gradients([[213, 16]]) {
        $0[0].embedding(indices, padding: 3).crossEntropy(
          labels: labels, classWeights: (0..<16).map { Float($0) / 7 }, smoothing: 0.1)
      }
    }
  }

  @Test func `elementwise functions, reductions and normalization`() {
    same("chain") {
      gradients([[1_237, 91], [91]]) { ($0[0] * $0[1] + $0[1]).gelu().softmax() }
    }
    same("sum") { gradients([[1_237, 91]]) { $0[0].sum(axes: [0]) + $0[0].mean() } }
    same("norms") {
      gradients([[1_237, 91], [91], [91]]) {
        $0[0].layerNormalized(scale: $0[1], shift: $0[2]).batchNormalized(
          scale: $0[1], shift: $0[2]
        ).output.dropout(rate: 0.5, key: 3)
      }
    }
  }

  @Test func `convolutions and pooling`() {
    for images in [3, 27] {
      same("convolution of \(images)") {
        gradients([[images, 13, 11, 5], [3, 3, 5, 7], [7]]) {
          $0[0].convolution2d(weights: $0[1], bias: $0[2]).relu().maxPool2d(.init(window: 2))
        }
      }
    }
  }

  @Test func `sparse products and cross-entropy`() throws {
    var numbers = TestNumbers(seed: 9)
    let matrix = try SparseMatrix<Float>(
      rows: 3_001, columns: 3_001,
      triplets: (0..<20_011).map { _ in
        (row: numbers.below(3_001), column: numbers.below(3_001), value: Float(numbers.uniform()))
      })
    let sparse = SparseOperator(matrix).dropout(rate: 0.25, key: 4)
    let labels = (0..<3_001).map { Int32($0 % 8) - 1 }
    same("sparse") {
      gradients([[3_001, 17]]) { sparse.multiply($0[0]).crossEntropy(labels: labels) }
    }
  }
}
