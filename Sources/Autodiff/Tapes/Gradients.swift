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
    let gradient = gradient()
    if isChecking && !gradient.isFinite { sawFault = true }
    if slots[index] == nil {
      slots[index] = gradient
    } else {
      slots[index]?.add(gradient)
    }
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
