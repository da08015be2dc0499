import Autodiff
import Numerics
import Testing

/// A small generator for test data (Steele, Lea and Flood's SplitMix64), independent of the library's.
struct TestNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform(_ range: ClosedRange<Double> = -1...1) -> Double {
    range.lowerBound
      + Double(next() >> 11) * 0x1p-53 * (range.upperBound - range.lowerBound)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func tensor<S: TensorScalar>(
    _ shape: [Int], in range: ClosedRange<Double> = -1...1
  ) -> Tensor<S> {
    Tensor(shape: shape, (0..<shape.reduce(1, *)).map { _ in S(uniform(range)) })
  }
}

/// Holds the gradients of a random combination of `function`'s results to central differences in Double.
func checkGradient(
  seed: UInt64, _ shapes: [[Int]], in range: ClosedRange<Double> = -1...1,
  tolerance: Double = 1e-6, sourceLocation: SourceLocation = #_sourceLocation,
  _ function: ([Variable<Double>]) -> Variable<Double>
) {
  var numbers = TestNumbers(seed: seed)
  let inputs = shapes.map { numbers.tensor($0, in: range) as Tensor<Double> }
  let probe = Tape<Double>(recording: false)
  let weights: Tensor<Double> = numbers.tensor(function(inputs.map(probe.constant)).shape)
  func loss(_ inputs: [Tensor<Double>], _ tape: Tape<Double>) -> (
    Variable<Double>, [Variable<Double>]
  ) {
    let variables = inputs.map(tape.parameter)
    return ((function(variables) * tape.constant(weights)).sum(), variables)
  }
  let tape = Tape<Double>()
  let (value, variables) = loss(inputs, tape)
  let gradients = tape.gradients(of: value, withRespectTo: variables)
  for (input, gradient) in gradients.enumerated() {
    #expect(gradient.shape == shapes[input], "seed \(seed)", sourceLocation: sourceLocation)
    let analytic = gradient.scalars
    let scalars = inputs[input].scalars
    for element in scalars.indices {
      let step = 1e-5
      func moved(_ by: Double) -> Double {
        var changed = inputs
        var moved = scalars
        moved[element] += by
        changed[input] = Tensor(shape: shapes[input], moved)
        return loss(changed, Tape(recording: false)).0.value.scalar
      }
      let numeric = (moved(step) - moved(-step)) / (2 * step)
      let error = abs(numeric - analytic[element]) / max(1, abs(numeric))
      #expect(
        error < tolerance,
        "seed \(seed), input \(input)[\(element)]: \(analytic[element]) against \(numeric)",
        sourceLocation: sourceLocation)
    }
  }
}

/// Holds every element of a tensor to a reference within a tolerance relative to the largest reference.
func expectClose<S: TensorScalar>(
  _ tensor: Tensor<S>, _ reference: [Double], shape: [Int], tolerance: Double,
  _ comment: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(tensor.shape == shape, Comment(rawValue: comment()), sourceLocation: sourceLocation)
  let values = tensor.scalars.map { Double($0) }
  guard values.count == reference.count else {
    Issue.record("\(values.count) elements, not \(reference.count)", sourceLocation: sourceLocation)
    return
  }
  let scale = max(1, reference.map(abs).max() ?? 1)
  let worst = zip(values, reference).map { abs($0 - $1) }.max() ?? 0
  #expect(
    worst <= tolerance * scale, "\(comment()): off by \(worst)", sourceLocation: sourceLocation)
}

/// The multi-indices of a shape in row-major order.
func indices(of shape: [Int]) -> [[Int]] {
  shape.reduce([[]]) { lists, size in lists.flatMap { list in (0..<size).map { list + [$0] } } }
}

/// The offset of a multi-index; indices along axes of size 1 count as 0, which is broadcasting.
func offset(_ index: [Int], in shape: [Int]) -> Int {
  zip(index.suffix(shape.count), shape).reduce(0) { $0 * $1.1 + ($1.1 == 1 ? 0 : $1.0) }
}
