/// How a pooling window moves over images.
public struct Pool2D: Sendable, Hashable {
  /// The window's size.
  public var window: Extent2D
  /// Cells between neighbouring windows.
  public var stride: Extent2D
  /// Cells around the image; they are never the largest and do not count in a mean.
  public var padding: Padding2D

  /// By default windows lie side by side.
  public init(window: Extent2D, stride: Extent2D? = nil, padding: Padding2D = .valid) {
    (self.window, self.stride, self.padding) = (window, stride ?? window, padding)
  }

  /// The same for grids of any dimension.
  public var onGrids: Pool {
    Pool(window: window.onGrids, stride: stride.onGrids, padding: padding.onGrids)
  }
}
