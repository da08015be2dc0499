import Autodiff
import Testing

/// Memory comes from the pool; other suites ask for some meanwhile, so these count over steps that repeat and take the
/// quietest.
@Suite(.serialized) struct MemoryTests {
  /// How often the system is asked for memory by the quietest of some repetitions.
  private func allocations(_ step: () -> Void) -> Int {
    step()
    return (0..<20).map { _ in
      let before = TensorPool.systemAllocations
      step()
      return TensorPool.systemAllocations - before
    }.min() ?? 0
  }

  private func trainingStep(_ batch: Int) {
    var numbers = TestNumbers(seed: UInt64(batch))
    let tape = Tape<Float>()
    let x = tape.constant(numbers.tensor([batch, 17, 31]))
    let parameters = [[31, 64], [64], [64, 31], [31]].map { tape.parameter(numbers.tensor($0)) }
    let hidden = (x.matmul(parameters[0]) + parameters[1]).gelu().dropout(rate: 0.5, key: 3)
    let output = (hidden.matmul(parameters[2]) + parameters[3]).softmax()
    let scores = einsum("bij,bkj->bik", output, x.slice(axis: 1, 0..<9)).logSumExp(axis: 2)
    let chosen = scores.selected([0, 3, 3, 16], axis: 1).cumulativeSum(axis: 0)
    let edges = output.transposed([0, 2, 1]).max(axis: 1).padded([(1, 2), (0, 3)])
    let loss =
      chosen.mean() + edges.variance() + output.norm() + concatenate([x, output], axis: 1).mean()
      + stack([scores, scores], axis: 0).sum() + output.gatherRows([0, 0]).sum()
    var gradients = tape.gradients(of: loss, withRespectTo: parameters)
    for index in gradients.indices { gradients[index].scale(by: 0.1) }
  }

  @Test func `from the second step on nothing is asked of the system`() {
    #expect(allocations { trainingStep(6) } == 0)
  }

  @Test func `nor when steps of several shapes take turns`() {
    #expect(allocations { for batch in [3, 8, 1, 5] { trainingStep(batch) } } == 0)
  }

  @Test func `values go as the walk passes: the way back needs little more than the way there`() {
    // Each link keeps its value for its pullback; on the way back one gradient replaces one value.
    func chain(_ length: Int, walkingBack: Bool) -> Int {
      TensorPool.release()
      let tape = Tape<Float>()
      let x = tape.parameter(Tensor(repeating: 0.5, shape: [1_000_003]))
      func loss() -> Variable<Float> {
        var y = x
        for _ in 0..<length { y = y.tanh() }
        return y.sum()
      }
      let result = loss()
      let before = TensorPool.systemAllocations
      if walkingBack { _ = tape.gradients(of: result, withRespectTo: [x]) }
      return TensorPool.systemAllocations - before
    }
    // Two gradients are alive at a time; a few small blocks beside them.
    let least = (0..<5).map { _ in chain(24, walkingBack: true) }.min() ?? 0
    #expect(least < 12, "\(least) blocks for 24 links")
  }

  @Test func `what is multiplied by a constant is not kept`() {
    let shape = [509, 313]
    let constants = [Tensor<Float>(repeating: 0.5, shape: shape), Tensor(zeros: [313, 313])]
    let links: [(Variable<Float>, [Variable<Float>]) -> Variable<Float>] = [
      { $0 * $1[0] }, { $1[0] * $0 }, { $0 / $1[0] }, { $0.matmul($1[1]) },
    ]
    for (index, link) in links.enumerated() {
      let tape = Tape<Float>()
      let others = constants.map(tape.constant)
      var y = tape.parameter(constants[0])
      // What is let go is where one of the next results stands.
      var places: Set<UInt> = []
      for _ in 0..<24 {
        y = link(y, others)
        places.insert(y.value.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) })
      }
      #expect(places.count < 12, "\(places.count) places of 24 results of kind \(index)")
    }
  }
}
