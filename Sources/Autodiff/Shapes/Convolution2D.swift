/// How a kernel moves over images.
public struct Convolution2D: Sendable, Hashable {
  /// Cells between neighbouring results; at least 1.
  public var stride: Extent2D
  /// Zeros around the image.
  public var padding: Padding2D
  /// Cells between neighbouring weights; 1 means none is skipped.
  public var dilation: Extent2D
  /// Parts of the channels that do not see each other; as many as channels is a depthwise convolution.
  public var groups: Int

  /// By default every cell has a result and sees all channels.
  public init(
    stride: Extent2D = 1, padding: Padding2D = .same, dilation: Extent2D = 1, groups: Int = 1
  ) {
    (self.stride, self.padding) = (stride, padding)
    (self.dilation, self.groups) = (dilation, groups)
  }

  /// The same for grids of any dimension.
  public var onGrids: Convolution {
    Convolution(
      stride: stride.onGrids, padding: padding.onGrids, dilation: dilation.onGrids, groups: groups)
  }
}
