import Autodiff
import Foundation
import Numerics
import Testing

@Suite struct EdgeListTests {
  private func drawn(_ seed: UInt64, nodes: Int, edges: Int) throws -> EdgeList {
    var numbers = TestNumbers(seed: seed)
    let senders = (0..<edges).map { _ in Int32(numbers.below(nodes)) }
    let receivers = (0..<edges).map { _ in Int32(numbers.below(nodes)) }
    return try EdgeList(senders: senders, receivers: receivers, nodes: nodes)
  }

  @Test func `edges are sorted by receiver and keep their order there`() throws {
    let edges = try EdgeList(senders: [4, 3, 2, 1, 0], receivers: [2, 0, 2, 1, 0], nodes: 5)
    #expect(edges.order == [1, 4, 3, 0, 2])
    #expect(edges.receivers == [0, 0, 1, 2, 2])
    #expect(edges.senders == [3, 0, 1, 4, 2])
  }

  @Test func `indices that are no nodes are refused`() {
    for (senders, receivers, message) in [
      ([0, 1], [0], "EdgeList of [2] and [1]: there are as many senders as receivers"),
      ([0, 3], [0, 1], "EdgeList of [2]: edge 1 from 3 to 1 is not between nodes 0 ..< 3"),
      ([-1], [0], "EdgeList of [1]: edge 0 from -1 to 0 is not between nodes 0 ..< 3"),
    ] as [([Int32], [Int32], String)] {
      #expect(throws: TensorError.self) {
        do throws(TensorError) {
          _ = try EdgeList(senders: senders, receivers: receivers, nodes: 3)
        } catch {
          #expect(error.description == message)
          throw error
        }
      }
    }
  }

  @Test(arguments: [(5, 17, 3, 0), (5, 17, 3, 1), (1, 4, 7, 2), (9, 0, 2, 3), (300, 1_500, 33, 6)])
  func `messages are those of a linear layer over everything end to end`(
    _ nodes: Int, _ count: Int, _ channels: Int, _ features: Int
  ) throws {
    let edges = try drawn(7, nodes: nodes, edges: count)
    var numbers = TestNumbers(seed: 8)
    let shapes = [[nodes, 2 * channels], [count, features], [features, channels], [channels]]
    let inputs = shapes.map { numbers.tensor($0) as Tensor<Double> }
    let (a, x, w, bias) = (
      inputs[0].scalars, inputs[1].scalars, inputs[2].scalars, inputs[3].scalars
    )
    var expected: [Double] = []
    for edge in 0..<count {
      for c in 0..<channels {
        var sum = bias[c] + a[Int(edges.receivers[edge]) * 2 * channels + c]
        sum += a[(Int(edges.senders[edge]) * 2 + 1) * channels + c]
        for k in 0..<features { sum += x[edge * features + k] * w[k * channels + c] }
        expected.append(sum)
      }
    }
    func messages<S>(_ p: [Variable<S>], _ activation: Activation) -> Variable<S> {
      edges.messages(nodes: p[0], edges: (p[1], p[2]), bias: p[3], activation: activation)
    }
    let tape = Tape<Double>(recording: false)
    expectClose(
      messages(inputs.map(tape.constant), .identity).value, expected, shape: [count, channels],
      tolerance: 1e-13)
    let silu = expected.map { $0 / (1 + exp(-$0)) }
    expectClose(
      messages(inputs.map(tape.constant), .silu).value, silu, shape: [count, channels],
      tolerance: 1e-13)
    let single = Tape<Float>()
    expectClose(
      messages(inputs.map { single.parameter($0.converted(to: Float.self)) }, .silu).value, silu,
      shape: [count, channels], tolerance: 1e-5)
    guard nodes < 100 else { return }
    for activation in [.identity, .silu, .tanh, .elu(alpha: 0.7)] as [Activation] {
      checkGradient(seed: 9, shapes) { messages($0, activation) }
    }
    checkGradient(seed: 10, [shapes[0]]) { edges.messages(nodes: $0[0], activation: .gelu) }
    // Features that are data get no gradient; the others' do not change.
    let recording = Tape<Double>()
    var parameters = inputs.map(recording.parameter)
    func gradients(_ p: [Variable<Double>]) -> [Tensor<Double>] {
      recording.gradients(
        of: (messages(p, .silu) * messages(p, .silu)).sum(),
        withRespectTo: [p[0], p[2], p[3]], keepingTape: true)
    }
    let all = gradients(parameters)
    parameters[1] = parameters[1].detached()
    #expect(gradients(parameters) == all)
  }

  @Test(arguments: [(6, 23, 3), (1, 3, 1), (4, 0, 2), (3, 5, 0)])
  func `differences and what nodes receive are those of loops`(
    _ nodes: Int, _ count: Int, _ channels: Int
  ) throws {
    let edges = try drawn(17, nodes: nodes, edges: count)
    var numbers = TestNumbers(seed: 18)
    let x: Tensor<Double> = numbers.tensor([nodes, channels])
    let y: Tensor<Double> = numbers.tensor([count, channels])
    let weights: Tensor<Double> = numbers.tensor([count, 1])
    var differences: [Double] = []
    var squares = [Double](repeating: 0, count: count)
    var means = [Double](repeating: 0, count: nodes * channels)
    var sums = [Double](repeating: 0, count: nodes * channels)
    for edge in 0..<count {
      let (to, from) = (Int(edges.receivers[edge]), Int(edges.senders[edge]))
      for c in 0..<channels {
        let difference = x.scalars[to * channels + c] - x.scalars[from * channels + c]
        differences.append(difference)
        squares[edge] += difference * difference
        let message = y.scalars[edge * channels + c]
        sums[to * channels + c] += 0.25 * message
        let number = edges.receivers.count { $0 == Int32(to) }
        means[to * channels + c] += message * weights.scalars[edge] / Double(number)
      }
    }
    let tape = Tape<Double>(recording: false)
    let found = edges.differences(tape.constant(x))
    expectClose(
      found.vectors.value, differences, shape: [count, channels], tolerance: 1e-15)
    expectClose(found.squaredLengths.value, squares, shape: [count, 1], tolerance: 1e-14)
    expectClose(
      edges.meanReceived(tape.constant(y), weights: tape.constant(weights)).value, means,
      shape: [nodes, channels], tolerance: 1e-14)
    expectClose(
      edges.received(tape.constant(y), scaledBy: 0.25).value, sums, shape: [nodes, channels],
      tolerance: 1e-15)
    checkGradient(seed: 19, [[nodes, channels]]) { edges.differences($0[0]).vectors }
    checkGradient(seed: 22, [[nodes, channels]]) { edges.differences($0[0]).squaredLengths }
    checkGradient(seed: 23, [[nodes, channels]]) {
      let found = edges.differences($0[0])
      return found.vectors * found.squaredLengths
    }
    checkGradient(seed: 24, [[count, channels], [count, 1]]) {
      edges.meanReceived($0[0], weights: $0[1])
    }
    checkGradient(seed: 20, [[count, channels]]) { edges.received($0[0], scaledBy: 0.25) }
    checkGradient(seed: 21, [[count, channels]]) { edges.received($0[0]) }
  }

  @Test func `shapes that do not fit are refused`() throws {
    let edges = try drawn(27, nodes: 4, edges: 6)
    func message(
      _ nodes: [Int], _ features: [Int]? = nil, _ weights: [Int]? = nil, _ bias: [Int]? = nil
    ) -> String {
      do throws(TensorError) {
        _ = try ShapeRules.messages(
          edges, nodes: nodes, features: features, weights: weights, bias: bias)
        return ""
      } catch { return error.description }
    }
    #expect(message([4, 10], [6, 2], [2, 5], [5]) == "")
    #expect(
      message([4, 9])
        == "messages of [4, 9]: the nodes need shape [4, 2 · out]: a half for receivers, a half for senders"
    )
    #expect(
      message([4, 10], [5, 2], [2, 5])
        == "messages of [4, 10] and [5, 2]: the features need shape [6, in]")
    #expect(
      message([4, 10], [6, 2], [3, 5])
        == "messages of [6, 2] and [3, 5]: the weights need shape [2, 5]")
    #expect(
      message([4, 10], nil, nil, [4]) == "messages of [4, 10] and [4]: the bias needs shape [5]")
    let error = #expect(throws: TensorError.self) {
      try ShapeRules.weights("meanReceived", [5], count: edges.count)
    }
    #expect(error?.description == "meanReceived of [5]: the weights need shape [6, 1]")
  }
}

extension DeterminismTests {
  @Test func `messages over edges`() throws {
    var numbers = TestNumbers(seed: 29)
    let edges = try EdgeList(
      senders: (0..<5_003).map { _ in Int32(numbers.below(701)) },
      receivers: (0..<5_003).map { _ in Int32(numbers.below(701)) }, nodes: 701)
    same("messages") {
      gradients([[701, 74], [5_003, 3], [3, 37], [701, 3]]) {
        let (vectors, squares) = edges.differences($0[3])
        let message = edges.messages(
          nodes: $0[0], edges: ($0[1] * vectors, $0[2]), activation: .silu)
        return edges.received(message, scaledBy: 0.5)
          + edges.meanReceived(message, weights: squares)
      }
    }
  }
}
