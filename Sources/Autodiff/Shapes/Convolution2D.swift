/// How a kernel moves over images.
public struct Convolution2D: Sendable, Hashable {
  /// Cells between neighbouring results; at least 1.
  public var stride: Extent2D
  /// Zeros around the image.
  public var padding: Padding2D
  /// Cells between neighbouring weights; 1 means none is skipped.
  public var dilation: Extent2D

  /// By default every cell has a result.
  public init(stride: Extent2D = 1, padding: Padding2D = .same, dilation: Extent2D = 1) {
    (self.stride, self.padding, self.dilation) = (stride, padding, dilation)
  }
}
