/// How a kernel moves over grids of one to three dimensions.
public struct Convolution: Sendable, Hashable {
  /// Cells between neighbouring results; at least 1.
  public var stride: Extent
  /// Zeros around the grid.
  public var padding: Padding
  /// Cells between neighbouring weights; 1 means none is skipped.
  public var dilation: Extent
  /// Parts of the channels that do not see each other; as many as channels is a depthwise convolution.
  public var groups: Int

  /// By default every cell has a result and sees all channels.
  public init(
    stride: Extent = 1, padding: Padding = .same, dilation: Extent = 1, groups: Int = 1
  ) {
    (self.stride, self.padding) = (stride, padding)
    (self.dilation, self.groups) = (dilation, groups)
  }
}
