internal import Numerics

/// The gradients gathered so far on a walk back over a tape, one slot a node.
struct Gradients<Scalar: TensorScalar> {
  private(set) var slots: [Tensor<Scalar>?]
  /// Whether every addition is examined, and whether one was found wanting.
  private let isChecking: Bool
  private(set) var sawFault = false

  init(count: Int, isChecking: Bool) {
    slots = Array(repeating: nil, count: count)
    self.isChecking = isChecking
  }

  /// Adds what the closure computes to a node's gradient; it is not called for a constant.
  ///
  /// Additions come in the order of the walk, so a gradient's bits are always the same.
  mutating func add(to node: Node, _ gradient: () -> Tensor<Scalar>) {
    guard let index = node.index else { return }
    var gradient = gradient()
    if isChecking && !gradient.isFinite { sawFault = true }
    guard var sum = slots[index] else {
      slots[index] = gradient
      return
    }
    slots[index] = nil
    // Whichever of the two nobody else sees takes the other in.
    if sum.isUnique() {
      sum.add(gradient)
      slots[index] = sum
    } else if gradient.isUnique() {
      gradient.add(sum)
      slots[index] = gradient
    } else {
      slots[index] = .combining(.add, "add", sum, gradient)
    }
  }

  /// Lets the closure add to a node's gradient in place, which is zeros of a shape at first; it is not called
  /// for a constant.
  ///
  /// - Parameter part: what is added.
  mutating func add(
    to node: Node, shape: [Int], _ part: Tensor<Scalar>, _ adding: (inout Tensor<Scalar>) -> Void
  ) {
    guard let index = node.index else { return }
    if isChecking && !part.isFinite { sawFault = true }
    var sum = slots[index] ?? Tensor(zeros: shape)
    slots[index] = nil
    adding(&sum)
    slots[index] = sum
  }

  /// Takes a node's gradient out of its slot.
  mutating func take(_ index: Int) -> Tensor<Scalar>? {
    let gradient = slots[index]
    slots[index] = nil
    return gradient
  }

  /// Puts a gradient back that is wanted after the walk.
  mutating func keep(_ gradient: Tensor<Scalar>, at index: Int) { slots[index] = gradient }
}

/// A variable's place on its tape, or none for a constant.
struct Node {
  fileprivate(set) var index: Int?
  static let constant = Node(index: nil)
  init(index: Int?) { self.index = index }
}
