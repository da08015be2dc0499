public import Autodiff

/// The parameters of a model by path, such as `blocks.2.linear.weight`, in the order of the blocks.
public struct ParameterTree<Scalar: TensorScalar>: Sendable, Equatable {
  /// One parameter.
  public struct Leaf: Sendable, Equatable {
    /// Path in the tree.
    public let path: String
    /// Values.
    public var tensor: Tensor<Scalar>

    /// Makes a leaf.
    public init(_ path: String, _ tensor: Tensor<Scalar>) {
      self.path = path
      self.tensor = tensor
    }
  }

  /// All parameters and buffers in the order of the blocks.
  public var leaves: [Leaf]

  /// Makes a tree.
  public init(_ leaves: [Leaf]) { self.leaves = leaves }

  /// The values at a path; nil if there are none.
  public subscript(path: String) -> Tensor<Scalar>? {
    leaves.first { $0.path == path }?.tensor
  }

  /// Number of numbers.
  public var count: Int { leaves.reduce(0) { $0 + $1.tensor.count } }

  /// The same tree in another precision.
  public func converted<Other: TensorScalar>(to type: Other.Type) -> ParameterTree<Other> {
    ParameterTree<Other>(leaves.map { .init($0.path, $0.tensor.converted(to: type)) })
  }
}
