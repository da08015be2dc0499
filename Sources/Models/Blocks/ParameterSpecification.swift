/// A parameter that a block needs: where it hangs in the tree, its shape and how it begins.
public struct ParameterSpecification: Hashable, Sendable {
  /// Path in the tree of parameters, such as `blocks.2.linear.weight`.
  public let path: String
  /// Shape; nil while the data are not known.
  public let shape: [Int]?
  /// How it begins.
  public let initialization: Initialization
  /// Whether training changes it by gradients; otherwise it is a buffer that the block itself updates.
  public let isTrained: Bool
  /// Weight decay of this parameter; nil takes the training's.
  public let weightDecay: Double?
}
