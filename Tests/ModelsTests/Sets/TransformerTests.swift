import Autodiff
import Foundation
import Models
import Testing

@Suite("Transformer encoder") struct TransformerTests {
  /// A layer with plain loops over items, heads, queries and keys.
  private struct Reference {
    let tree: ParameterTree<Double>
    let heads: Int
    let isCausal: Bool
    let isPre: Bool

    private func rows(_ name: String, _ layer: Int) -> [[Double]] {
      RaggedCases.rows(tree, "blocks.0.transformer.layer\(layer).\(name)")
    }

    private func values(_ name: String, _ layer: Int) -> [Double] {
      RaggedCases.values(tree, "blocks.0.transformer.layer\(layer).\(name)")
    }

    private func affine(_ x: [[Double]], _ name: String, _ layer: Int) -> [[Double]] {
      x.map { RaggedCases.affine($0, rows(name, layer), values(name + "_bias", layer)) }
    }

    private func norm(_ x: [[Double]], _ name: String, _ layer: Int) -> [[Double]] {
      let (scale, shift) = (values(name + "_scale", layer), values(name + "_shift", layer))
      return x.map { row in
        let mean = row.reduce(0, +) / Double(row.count)
        let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
        return row.indices.map {
          (row[$0] - mean) / (variance + 1e-5).squareRoot() * scale[$0] + shift[$0]
        }
      }
    }

    private func attention(_ x: [[Double]], _ layer: Int) -> [[Double]] {
      let packed = affine(x, "attention", layer)
      let width = x.first?.count ?? 0, depth = width / heads
      let found = x.indices.map { query in
        (0..<width).map { column -> Double in
          let first = column / depth * depth
          let seen = isCausal ? 0...query : 0...x.count - 1
          let scores = seen.map { key in
            (first..<first + depth).reduce(0) {
              $0 + packed[query][$1] * packed[key][width + $1]
            } / Double(depth).squareRoot()
          }
          let total = scores.reduce(0) { $0 + exp($1) }
          return zip(seen, scores).reduce(0) {
            $0 + exp($1.1) / total * packed[$1.0][2 * width + column]
          }
        }
      }
      return affine(found, "output", layer)
    }

    private func network(_ x: [[Double]], _ layer: Int) -> [[Double]] {
      affine(affine(x, "up", layer).map { $0.map { tanh($0) } }, "down", layer)
    }

    private func sum(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
      zip(a, b).map { zip($0, $1).map(+) }
    }

    func callAsFunction(_ x: [[Double]], layer: Int) -> [[Double]] {
      guard isPre else {
        let middle = norm(sum(x, attention(x, layer)), "norm1", layer)
        return norm(sum(middle, network(middle, layer)), "norm2", layer)
      }
      let middle = sum(x, attention(norm(x, "norm1", layer), layer))
      return sum(middle, network(norm(middle, "norm2", layer), layer))
    }
  }

  @Test(
    "every point sees all points of its own item, and no other's",
    arguments: ["pre", "post"], RaggedCases.lengths)
  func layers(norm: String, lengths: [Int]) throws {
    for isCausal in [false, true] {
      let layer = LayerCase(
        block: [
          "transformer": [
            "heads": 2, "hidden": 5, "layers": 2, "norm": .string(norm), "activation": "tanh",
            "causal": .bool(isCausal),
          ]
        ], domain: .set, shape: [lengths.reduce(0, +), 6], offsets: RaggedCases.offsets(lengths))
      let motions = isCausal ? [] : [RaggedCases.motion(lengths, seed: 42)]
      try checkLayer(layer, seed: 41, motions: motions) { x, tree in
        let reference = Reference(
          tree: tree, heads: 2, isCausal: isCausal, isPre: norm == "pre")
        let rows = GraphCases.rows(x)
        let outputs = RaggedCases.ranges(lengths).flatMap { range in
          range.isEmpty
            ? [] : (0..<2).reduce(Array(rows[range])) { reference($0, layer: $1) }
        }
        return RaggedCases.tensor(outputs, width: 6)
      }
    }
  }

  @Test("dropout in all its places has the gradients of what it did", arguments: ["pre", "post"])
  func dropout(norm: String) throws {
    let layer = LayerCase(
      block: ["transformer": ["heads": 2, "dropout": 0.3, "norm": .string(norm)]],
      domain: .set, shape: [9, 12], isTraining: true, offsets: RaggedCases.offsets([3, 0, 2, 4]))
    try checkLayer(layer, seed: 43)
  }

  @Test("one item alone needs no offsets")
  func single() throws {
    let layer = LayerCase(block: ["transformer": 1], domain: .set, shape: [5, 3])
    try checkLayer(layer, seed: 44)
  }
}
