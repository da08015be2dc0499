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
    var dropout: Dropout? = nil

    /// What a pass of training drops, of items that stand one after the other.
    struct Dropout {
      let rate: Double
      let lengths: [Int]
      let seed: UInt64

      /// The factors of an item's values, `[points][width]`, in one of a layer's four places: 0 are the coefficients of
      /// attention (`[heads · queries][keys]`), 1 what attention makes, 2 the hidden channels, 3 what the network makes.
      func factors(_ place: Int, layer: Int, item: Int, heads: Int, width: Int) -> [[Double]] {
        let keys = DropoutFactors.keys(
          seed: seed, path: "blocks.0.transformer", count: 4 * (layer + 1))
        let key = keys[4 * layer + place]
        let range = RaggedCases.ranges(lengths)[item]
        if place == 0 {
          let all = DropoutFactors.coefficients(
            items: lengths.count, heads: heads, length: lengths.max() ?? 0, rate: rate, key: key)
          return (0..<heads * range.count).map { row in
            range.indices.map {
              all[item, row / range.count, row % range.count, $0 - range.lowerBound]
            }
          }
        }
        let all = DropoutFactors.values(
          count: lengths.reduce(0, +) * width, rate: rate, key: key)
        return range.map { Array(all[$0 * width..<($0 + 1) * width]) }
      }
    }

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

    /// Values that a pass of training has dropped some of.
    private func dropped(_ x: [[Double]], _ place: Int, _ layer: Int, _ item: Int) -> [[Double]] {
      guard
        let factors = dropout?.factors(
          place, layer: layer, item: item, heads: heads, width: x.first?.count ?? 0)
      else { return x }
      return zip(x, factors).map { zip($0, $1).map { $0 * $1 } }
    }

    private func attention(_ x: [[Double]], _ layer: Int, _ item: Int) -> [[Double]] {
      let packed = affine(x, "attention", layer)
      let width = x.first?.count ?? 0, depth = width / heads
      let kept = dropout?.factors(0, layer: layer, item: item, heads: heads, width: width)
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
              * (kept?[column / depth * x.count + query][$1.0] ?? 1)
          }
        }
      }
      return affine(found, "output", layer)
    }

    private func network(_ x: [[Double]], _ layer: Int, _ item: Int) -> [[Double]] {
      let hidden = affine(x, "up", layer).map { $0.map { tanh($0) } }
      return affine(dropped(hidden, 2, layer, item), "down", layer)
    }

    private func sum(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
      zip(a, b).map { zip($0, $1).map(+) }
    }

    func callAsFunction(_ x: [[Double]], layer: Int, item: Int = 0) -> [[Double]] {
      func attended(_ x: [[Double]]) -> [[Double]] {
        dropped(attention(x, layer, item), 1, layer, item)
      }
      func made(_ x: [[Double]]) -> [[Double]] { dropped(network(x, layer, item), 3, layer, item) }
      guard isPre else {
        let middle = norm(sum(x, attended(x)), "norm1", layer)
        return norm(sum(middle, made(middle)), "norm2", layer)
      }
      let middle = sum(x, attended(norm(x, "norm1", layer)))
      return sum(middle, made(norm(middle, "norm2", layer)))
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

  @Test("dropout in all its places drops what its keys say", arguments: ["pre", "post"])
  func dropout(norm: String) throws {
    let lengths = [3, 0, 2, 4]
    let options: ModelValue = [
      "heads": 2, "layers": 2, "hidden": 5, "dropout": 0.3, "norm": .string(norm),
      "activation": "tanh",
    ]
    let layer = LayerCase(
      block: ["transformer": options], domain: .set, shape: [9, 12], isTraining: true,
      offsets: RaggedCases.offsets(lengths))
    try checkLayer(layer, seed: 43, motions: []) { x, tree in
      let reference = Reference(
        tree: tree, heads: 2, isCausal: false, isPre: norm == "pre",
        dropout: .init(rate: 0.3, lengths: lengths, seed: 43))
      let rows = GraphCases.rows(x)
      let outputs = RaggedCases.ranges(lengths).enumerated().flatMap { item, range in
        (0..<2).reduce(Array(rows[range])) { reference($0, layer: $1, item: item) }
      }
      return RaggedCases.tensor(outputs, width: 12)
    }
  }

  @Test("one item alone needs no offsets, and one channel or point is enough")
  func single() throws {
    for shape in [[5, 3], [4, 1], [1, 1]] {
      let layer = LayerCase(
        block: ["transformer": ["heads": 1, "hidden": 4, "activation": "tanh"]], domain: .set,
        shape: shape)
      try checkLayer(layer, seed: 44, motions: [RaggedCases.motion([shape[0]], seed: 45)]) {
        x, tree in
        let reference = Reference(tree: tree, heads: 1, isCausal: false, isPre: true)
        return RaggedCases.tensor(reference(GraphCases.rows(x), layer: 0), width: shape[1])
      }
    }
  }
}
