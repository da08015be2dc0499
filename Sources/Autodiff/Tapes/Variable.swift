/// A tensor and its place on a tape.
public struct Variable<Scalar: TensorScalar> {
  /// The value.
  public let value: Tensor<Scalar>
  /// The tape that operations on it are recorded on.
  public let tape: Tape<Scalar>
  let node: Node

  /// The value's shape.
  public var shape: [Int] { value.shape }
  /// Whether gradients flow to it: a constant, and what is made of constants alone, is not recorded.
  public var isRecorded: Bool { node.index != nil }

  /// The same value, through which no gradient flows.
  public func detached() -> Variable { tape.constant(value) }
}
