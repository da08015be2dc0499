import Autodiff
import Foundation
import Models
import Numerics
import Testing

@Suite struct GaugeBlockTests {
  /// Channel after channel to number after number, or back: `[vertices, a · b]` to `[vertices, b, a]`.
  private func planes(_ x: Tensor<Double>, _ dimension: Int) -> Tensor<Double> {
    let channels = x.shape[1] / dimension
    var result = Tensor<Double>(zeros: [x.shape[0], dimension, channels])
    for vertex in 0..<x.shape[0] {
      for column in 0..<x.shape[1] {
        result[vertex, column % dimension, column / dimension] = x[vertex, column]
      }
    }
    return result
  }

  private func rows(_ x: Tensor<Double>) -> Tensor<Double> {
    let (dimension, channels) = (x.shape[1], x.shape[2])
    var result = Tensor<Double>(zeros: [x.shape[0], dimension * channels])
    for vertex in 0..<x.shape[0] {
      for column in 0..<dimension * channels {
        result[vertex, column] = x[vertex, column % dimension, column / dimension]
      }
    }
    return result
  }

  private func checkConvolution(
    _ options: [ModelValue.Entry], name: String = "gaugeconv", type: FieldType = .scalar,
    channels: Int = 3, to orders: [Int] = [0], outputs: Int, radial: Int = 1,
    isAveraging: Bool = true, seed: UInt64
  ) throws {
    let from = type.rotationOrders ?? [0]
    try MeshBlockCase(
      block: .map([.init(name, .map(options))]), type: type, channels: channels, output: orders,
      exactness: 1e-12
    ).check(seed: seed) { operators, x, parameters in
      func parameter(_ name: String) -> Tensor<Double>? {
        parameters.leaves.first { $0.path.hasSuffix(".\(name)") }?.tensor
      }
      let planes = planes(x, type.dimension)
      let reference = GaugeReference(
        inputOrders: from, outputOrders: orders, inputs: planes.shape[2], outputs: outputs,
        radial: radial, radius: 1.6, isAveraging: isAveraging,
        neighbours: orders.indices.map { parameter("neighbours\($0)") ?? Tensor(zeros: [0, 0]) },
        own: orders.indices.map { parameter("self\($0)") }, bias: parameter("bias"))
      return rows(
        reference(
          planes, distances: MeshCases.matrix(operators, .geodesicDistance),
          angles: MeshCases.matrix(operators, .geodesicAngle).values,
          turns: MeshCases.matrix(operators, .transport).values))
    }
  }

  @Test(arguments: [UInt64(1), 2])
  func `convolutions are the sums of the paper and respect any turns of frames`(
    seed: UInt64
  ) throws {
    try checkConvolution(
      [.init("channels", 2), .init("orders", [0, 1, 2])], to: [0, 1, 2], outputs: 2, seed: seed)
    try checkConvolution(
      [
        .init("channels", 4), .init("orders", [0, 1]), .init("radial", 3), .init("radius", 1.6),
      ], type: .irreps(.so2, [0, 1, 2]), channels: 2, to: [0, 1], outputs: 4, radial: 3,
      seed: seed)
    try checkConvolution(
      [.init("channels", 2), .init("aggregation", "sum"), .init("bias", false)], type: .vector(1),
      channels: 2, outputs: 2, isAveraging: false, seed: seed)
    try checkConvolution(
      [.init("channels", "classes")], name: "linear", type: .vector(2), channels: 2, outputs: 3,
      seed: seed)
  }

  /// Coefficients of max(0, f), f given by its own: sampled, rectified and brought back, by loops.
  private func rectified(_ x: [Double], orders: [Int], samples: Int) -> [Double] {
    var result = [Double](repeating: 0, count: x.count)
    for sample in 0..<samples {
      let angle = 2 * Double.pi * Double(sample) / Double(samples)
      let waves = orders.flatMap {
        $0 == 0 ? [1.0] : [cos(Double($0) * angle), sin(Double($0) * angle)]
      }
      let value = max(0, zip(waves, x).reduce(0) { $0 + $1.0 * $1.1 })
      var first = 0
      for order in orders {
        for place in first..<first + min(2, order + 1) {
          result[place] += value * waves[place] * (order == 0 ? 1 : 2) / Double(samples)
        }
        first += min(2, order + 1)
      }
    }
    return result
  }

  @Test(arguments: [([0, 1, 2], 9), ([0, 1, 2], 5), ([2], 6), ([0], 1)])
  func `the rectifier is that of samples, and respects turns by whole parts of the circle`(
    orders: [Int], samples: Int
  ) throws {
    let size = GaugeReference.dimension(orders)
    try MeshBlockCase(
      block: ["nonlinearity": .integer(samples)], type: .irreps(.so2, orders), output: orders,
      frames: .parts(samples)
    ).check(seed: 3) { _, x, _ in
      let scalars = x.scalars
      return Tensor(
        shape: x.shape,
        stride(from: 0, to: scalars.count, by: size).flatMap {
          rectified(Array(scalars[$0..<$0 + size]), orders: orders, samples: samples)
        })
    }
  }

  @Test func `the error of the rectifier at other turns falls as the number of samples rises`()
    throws
  {
    let orders = [0, 1, 2]
    let errors = try [5, 7, 11, 21, 41, 81, 161].map { samples in
      try MeshBlockCase(
        block: ["nonlinearity": .integer(samples)], type: .irreps(.so2, orders), output: orders
      ).frameError(seed: 4)
    }
    // A nonlinearity with kinks is never exact, or the test would say nothing.
    #expect(errors.allSatisfy { $0 > 1e-6 }, "\(errors)")
    #expect((errors.last ?? 1) < errors[0] / 100, "\(errors)")
    #expect(zip(errors.dropFirst(2), errors).allSatisfy { $0 < $1 }, "\(errors)")
  }
}
