/// A height and a width in cells of an image.
public struct Extent2D: Sendable, Hashable, ExpressibleByIntegerLiteral {
  /// Cells along axis 1 of an image batch.
  public var height: Int
  /// Cells along axis 2.
  public var width: Int

  /// A height and a width.
  public init(height: Int, width: Int) { (self.height, self.width) = (height, width) }

  /// A square.
  public init(integerLiteral value: Int) { self.init(height: value, width: value) }

  /// The same for grids of any dimension.
  public var onGrids: Extent { [height, width] }
}
