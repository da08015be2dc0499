import Autodiff
import Foundation
import Models
import Numerics
import Testing

@Suite("Initial weights") struct InitializationTests {
  private func drawn(_ initialization: Initialization, _ shape: [Int], seed: UInt64 = 1)
    -> Tensor<Double>
  {
    var stream = RandomStream(seed: seed, "initialization")
    return initialization.tensor(shape: shape, from: &stream)
  }

  private func variance(_ tensor: Tensor<Double>) -> Double {
    tensor.squaredNorm / Double(tensor.count)
  }

  /// A kernel of 3 × 3 taps from 20 to 40 channels: fan in 180, fan out 360.
  private let shape = [3, 3, 20, 40]

  @Test("have the variance and the bounds of their papers")
  func variances() {
    for (initialization, wanted, bound) in [
      (.glorotUniform, 2.0 / 540, (6.0 / 540).squareRoot()), (.glorotNormal, 2.0 / 540, nil),
      (.heUniform, 2.0 / 180, (6.0 / 180).squareRoot()), (.heNormal, 2.0 / 180, nil),
      (.lecunUniform, 1.0 / 180, (3.0 / 180).squareRoot()), (.lecunNormal, 1.0 / 180, nil),
      (.uniform(bound: 0.3), 0.03, 0.3), (.normal(deviation: 0.2), 0.04, nil),
      // The variance of a normal distribution cut at two deviations is 0.774 of its own.
      (.truncatedNormal(deviation: 0.2), 0.04 * 0.7737, 0.4),
    ] as [(Initialization, Double, Double?)] {
      let tensor = drawn(initialization, shape)
      // 7,200 numbers: the variance of a sample is within a few parts in a hundred.
      #expect(abs(variance(tensor) / wanted - 1) < 0.08, "\(initialization)")
      let largest = tensor.scalars.map { abs($0) }.max() ?? 0
      if let bound { #expect(largest <= bound && largest > 0.95 * bound, "\(initialization)") }
      if bound == nil { #expect(largest > 3 * wanted.squareRoot(), "\(initialization)") }
      #expect(drawn(initialization, shape) == tensor)
      #expect(drawn(initialization, shape, seed: 2) != tensor)
    }
  }

  @Test(
    "orthogonal weights have orthonormal rows or columns times the gain",
    arguments: [[7, 12], [12, 7], [9, 9], [3, 3, 2, 5], [2, 1, 4, 31], [1, 1]], [1.0, 1.5])
  func orthogonal(shape: [Int], gain: Double) {
    let tensor = drawn(.orthogonal(gain: gain), shape)
    let (rows, columns) = (shape.dropLast().reduce(1, *), shape[shape.count - 1])
    let flat = tensor.reshaped(to: [rows, columns])
    let vectors = (0..<min(rows, columns)).map { index in
      rows <= columns
        ? flat.rows(index..<index + 1).scalars : (0..<rows).map { flat[$0, index] }
    }
    for (i, a) in vectors.enumerated() {
      for (j, b) in vectors.enumerated() {
        let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (i == j ? gain * gain : 0)) < 1e-12, "\(shape) \(i) \(j)")
      }
    }
  }

  @Test("orthogonal matrices point every way alike")
  func orthogonalIsUniform() {
    var sum = 0.0, positive = 0
    for seed in 0..<400 as Range<UInt64> {
      let corner = drawn(.orthogonal(gain: 1), [4, 4], seed: seed)[3, 3]
      sum += corner * corner
      positive += corner > 0 ? 1 : 0
    }
    // The square of an element of a uniform 4 × 4 rotation has mean ¼.
    #expect(abs(sum / 400 - 0.25) < 0.04 && abs(positive - 200) < 50)
  }

  @Test("identity, constant, zeros and ones")
  func fixed() {
    let square = drawn(.identity, [3, 4])
    #expect(square.scalars == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
    let kernel = drawn(.identity, [3, 5, 2, 2])
    #expect(kernel.squaredNorm == 2 && kernel[1, 2, 0, 0] == 1 && kernel[1, 2, 1, 1] == 1)
    #expect(drawn(.constant(0.25), [2, 2]).scalars == [0.25, 0.25, 0.25, 0.25])
    #expect(drawn(.ones, [2]).scalars == [1, 1] && drawn(.zeros, [2]).scalars == [0, 0])
    #expect(drawn(.identity, [0, 3]).count == 0 && drawn(.orthogonal(gain: 1), [0, 3]).count == 0)
  }

  @Test("blocks take each by name, with its options, and name what they do not know")
  func options() throws {
    func model(_ initialization: ModelValue) throws -> Model {
      let description = try ModelDescription([
        "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
        "blocks": [["dense": ["channels": "classes", "initialization": initialization]]],
      ])
      return try Model(
        description,
        signature: InputSignature(
          channels: [.init("x", 4)], gridShape: [], classNames: ["a", "b", "c"]), seed: 1)
    }
    func weight(_ initialization: ModelValue) throws -> [Float] {
      try model(initialization).parameters["blocks.0.dense.weight"]?.scalars ?? []
    }
    #expect(try weight("ones") == [Float](repeating: 1, count: 12))
    #expect(try weight(["constant": 3]) == [Float](repeating: 3, count: 12))
    #expect(try weight(["constant": ["value": -0.5]]) == [Float](repeating: -0.5, count: 12))
    #expect(try weight("identity").reduce(0, +) == 3)
    let names = [
      "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform",
      "lecun_normal", "normal", "orthogonal",
    ]
    let weights =
      try names.map { try weight(.string($0)) } + [
        try weight(["uniform": 0.2]), try weight(["truncated_normal": 0.3]),
      ]
    #expect(Set(weights).count == weights.count)
    for (value, word) in [
      ("glorot", "unknown initialization 'glorot'"), ("constant", "needs 'value'"),
      (["uniform": -1], "blocks[0].dense.initialization.uniform.bound"),
      (["normal": ["sd": 1]], "unknown option 'sd'"),
    ] as [(ModelValue, String)] {
      let error = #expect(throws: ModelError.self) { try model(value) }
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test("a part of a layer's weights begins as the whole would, and as it is told where it is told")
  func parts() {
    for (initialization, wanted) in [
      (.glorotUniform, 2.0 / 190), (.glorotNormal, 2.0 / 190), (.heUniform, 2.0 / 150),
      (.heNormal, 2.0 / 150), (.lecunUniform, 1.0 / 150), (.lecunNormal, 1.0 / 150),
    ] as [(Initialization, Double)] {
      let part = drawn(initialization.inLayer(inputs: 150, outputs: 40), [70, 80])
      #expect(abs(variance(part) / wanted - 1) < 0.08, "\(initialization)")
    }
    for initialization in [
      .uniform(bound: 0.3), .normal(deviation: 0.2), .truncatedNormal(deviation: 0.2),
      .orthogonal(gain: 2), .identity, .constant(3), .ones, .zeros,
    ] as [Initialization] {
      #expect(
        drawn(initialization.inLayer(inputs: 150, outputs: 40), [7, 8])
          == drawn(initialization, [7, 8]))
    }
    #expect(Initialization.heNormal.inLayer(inputs: nil, outputs: 4) == .heNormal)
  }

  @Test("first layers over edges begin with the fans of both ends and the edge together")
  func edges() throws {
    for (block, options, names, inputs) in [
      (
        "egnn",
        [.init("velocities", "velocities"), .init("products", true), .init("distances", true)],
        ["layer1_ends", "layer1_edge"], 2 * 60 + 1 + 30 + 1
      ),
      ("mpnn", [.init("products", "charges")], ["ends", "edge"], 2 * 30 + 1 + 20),
      ("edgeconv", [], ["weight1"], 2 * 30),
    ] as [(String, [ModelValue.Entry], [String], Int)] {
      for (initialization, wanted) in [
        (nil, 2 / Double(inputs + 60)), ("he_normal", 2 / Double(inputs)),
        (["uniform": 0.125], 0.125 * 0.125 / 3),
      ] as [(ModelValue?, Double)] {
        let written = initialization.map { [ModelValue.Entry("initialization", $0)] } ?? []
        let entries = [.init("channels", 60)] + options + written
        let description = try ModelDescription([
          "domain": "geometric_graph", "symmetry": block == "egnn" ? "euclidean" : "permutation",
          "inputs": [
            "x": "scalar", "positions": "position", "velocities": ["o3": [1]],
            "charges": ["o3": [0]],
          ],
          "blocks": .list([.map([.init(block, .map(entries))])]),
        ])
        let model = try Model(
          layers: description,
          signature: InputSignature(
            channels: [
              .init("x", 30), .init("positions", 3), .init("velocities", 3), .init("charges", 20),
            ], gridShape: [], classNames: ["a"]), seed: 9)
        for name in names {
          let weight = try #require(model.parameters["blocks.0.\(block).\(name)"])
          #expect(
            abs(variance(weight.converted(to: Double.self)) / wanted - 1) < 0.1,
            "\(block).\(name)")
        }
      }
    }
  }
}
