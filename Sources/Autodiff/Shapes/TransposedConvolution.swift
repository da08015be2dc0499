/// How the adjoint of a convolution spreads grids of one to three dimensions.
public struct TransposedConvolution: Sendable, Hashable {
  /// Cells between neighbouring places of the kernel in the result; at least 1.
  public var stride: Extent
  /// The padding of the convolution whose adjoint this is.
  public var padding: Padding
  /// Cells between neighbouring weights; 1 means none is skipped.
  public var dilation: Extent
  /// Parts of the channels that do not see each other.
  public var groups: Int
  /// Cells of the result along each axis.
  ///
  /// It is one of those sizes that the convolution takes to the argument's; `nil` means with padding `same` the size times the stride, else the smallest.
  public var size: Extent?

  /// By default the result is as large as the argument times the stride.
  public init(
    stride: Extent = 1, padding: Padding = .same, dilation: Extent = 1, groups: Int = 1,
    size: Extent? = nil
  ) {
    (self.stride, self.padding) = (stride, padding)
    (self.dilation, self.groups, self.size) = (dilation, groups, size)
  }

  /// The convolution whose adjoint this is.
  var adjoint: Convolution {
    Convolution(stride: stride, padding: padding, dilation: dilation, groups: groups)
  }
}
