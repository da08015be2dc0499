import Autodiff

extension TestNumbers {
  /// A shape with about as many elements as `elements` at most; axes of size 1 are frequent, empty ones rare.
  mutating func shape(
    rank: ClosedRange<Int> = 0...4, elements: Int = 40, allowingEmpty: Bool = true
  ) -> [Int] {
    let count = rank.lowerBound + below(rank.count)
    var shape: [Int] = []
    var left = elements
    for _ in 0..<count {
      let choice = below(12)
      let size = choice == 0 && allowingEmpty ? 0 : choice < 4 ? 1 : 1 + below(min(7, max(1, left)))
      shape.append(size)
      left /= max(1, size)
    }
    return shape
  }

  /// A shape that a given one can be stretched from: some axes are 1, and some leading ones are gone.
  mutating func stretchable(to shape: [Int]) -> [Int] {
    let dropped = shape.isEmpty ? 0 : below(shape.count + 1) / 2
    return shape.dropFirst(dropped).map { below(3) == 0 ? 1 : $0 }
  }

  /// The numbers below a count in an order of chance.
  mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for place in order.indices.reversed() { order.swapAt(place, below(place + 1)) }
    return order
  }

  /// Indices below a bound.
  mutating func indices(_ shape: [Int], below bound: Int) -> Tensor<Int32> {
    Tensor(shape: shape, (0..<shape.reduce(1, *)).map { _ in Int32(below(bound)) })
  }
}

/// An array for references: every element is looked up by its index.
struct Reference {
  let shape: [Int]
  let values: [Double]

  init(_ shape: [Int], _ value: ([Int]) -> Double) {
    self.shape = shape
    values = AutodiffTests.indices(of: shape).map(value)
  }

  init<S: TensorScalar>(_ tensor: Tensor<S>) {
    shape = tensor.shape
    values = tensor.scalars.map { Double($0) }
  }

  subscript(index: [Int]) -> Double {
    values[zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }]
  }

  /// The element that broadcasting finds at an index of a larger shape.
  func stretched(_ index: [Int]) -> Double { values[offset(index, in: shape)] }
}

/// Runs a test for seeds that its messages name.
func forSeeds(_ seeds: ClosedRange<UInt64>, _ body: (UInt64, inout TestNumbers) throws -> Void)
  rethrows
{
  for seed in seeds {
    var numbers = TestNumbers(seed: seed)
    try body(seed, &numbers)
  }
}

/// A variable of a tape that does not record.
func fixed<S: TensorScalar>(_ tensor: Tensor<S>) -> Variable<S> {
  Tape<S>(recording: false).constant(tensor)
}
