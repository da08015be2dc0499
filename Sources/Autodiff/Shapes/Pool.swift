/// How a pooling window moves over grids of one to three dimensions.
public struct Pool: Sendable, Hashable {
  /// The window's size.
  public var window: Extent
  /// Cells between neighbouring windows.
  public var stride: Extent
  /// Cells around the grid; they are never the largest and do not count in a mean.
  public var padding: Padding

  /// By default windows lie side by side.
  public init(window: Extent, stride: Extent? = nil, padding: Padding = .valid) {
    (self.window, self.stride, self.padding) = (window, stride ?? window, padding)
  }
}
