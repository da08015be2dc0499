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

  @Test func `views, products of views, scans, extremes and selections`() {
    same("attention as einsum") {
      gradients([[3, 65, 4, 19], [3, 71, 4, 19]]) {
        einsum("bihd,bjhd->bhij", $0[0], $0[1]).softmax(axis: 2)
      }
    }
    same("views of matrices") {
      gradients([[9, 333, 70], [41, 303]]) {
        $0[0].slice(axis: 1, 7..<310).transposed([0, 2, 1]).matmul($0[1].transposed())
      }
    }
    same("long columns") {
      gradients([[3, 40_037]]) {
        $0[0].cumulativeSum(axis: 0) * $0[0].max(axis: 0) + $0[0].logSumExp(axis: 0)
      }
    }
    same("long rows") {
      gradients([[237, 1_009]]) {
        $0[0].cumulativeSum(axis: 1) * $0[0].min(axis: 1, keepingAxes: true)
          + $0[0].norm(axes: [0]) * $0[0].variance(axes: [1], keepingAxes: true)
      }
    }
    var numbers = TestNumbers(seed: 8)
    let (rows, places) = (
      numbers.indices([901], below: 333), numbers.indices([301, 77], below: 77)
    )
    same("selections") {
      gradients([[333, 77]]) {
        $0[0].gatherRows(rows).scatterRows(rows, count: 333).slice(axis: 0, 0..<301)
          .gathered(places, axis: 1).selected([5, 5, 70, 2], axis: 1).transposed().exp()
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

  @Test func `grids in every dimension`() {
    for (items, window, size) in [
      (19, [3, 3], [13, 11]), (3, [3, 3], [7, 9]), (21, [5], [41]), (9, [2, 3, 3], [4, 5, 7]),
    ] {
      for (inside, outside) in [(16, 32), (3, 16), (20, 24)] {
        same("\(items) grids \(size) of \(inside) channels") {
          gradients([
            [items] + size + [inside], window + [inside, outside], [outside],
            window + [inside, outside],
          ]) {
            $0[0].convolution(weights: $0[1], bias: $0[2], activation: .relu)
              .groupNormalized(groups: 4, scale: $0[2], shift: $0[2])
              .averagePool(Pool(window: 2)).transposedConvolution(weights: $0[3])
              .maxPool(Pool(window: 2, padding: .same))
          }
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
