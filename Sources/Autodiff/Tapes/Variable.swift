/// A tensor and its place on a tape.
public struct Variable<Scalar: TensorScalar> {
  /// The value.
  public let value: Tensor<Scalar>
  /// The tape that operations on it are recorded on.
  public let tape: Tape<Scalar>
  let node: Node

  /// The value's shape.
  public var shape: [Int] { value.shape }
  var isRecorded: Bool { node.index != nil }

  /// The same value, through which no gradient flows.
  public func detached() -> Variable { tape.constant(value) }
}
