/// Cells along each axis of a grid, outermost first; a single number stands for all axes.
public struct Extent: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// A number for each axis, or one for all.
  public let sizes: [Int]

  /// A number for each axis, outermost first.
  public init(_ sizes: [Int]) { self.sizes = sizes }

  /// The same number along every axis.
  public init(integerLiteral value: Int) { sizes = [value] }

  /// A number for each axis, outermost first.
  public init(arrayLiteral sizes: Int...) { self.sizes = sizes }

  /// A number for each of so many axes, or `nil` if there are as many as another number of axes has.
  func along(_ axes: Int) -> [Int]? {
    if sizes.count == axes { return sizes }
    return sizes.count == 1 ? Array(repeating: sizes[0], count: axes) : nil
  }
}
