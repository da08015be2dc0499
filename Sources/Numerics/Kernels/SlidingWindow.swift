internal import CKernels

/// A window moving over channels-last grids of one to three dimensions, `[items, size…, channels]`.
package struct SlidingWindow: Hashable, Sendable {
  /// The window along one axis of the grid.
  package struct Axis: Hashable, Sendable {
    /// Cells of the grid, and of the result.
    package var size: Int, out: Int
    /// Cells of the window, the steps between its places and between its neighbouring cells.
    package var window: Int, stride: Int, dilation: Int
    /// Cells outside the grid before its first.
    package var before: Int

    /// An axis of a window.
    package init(
      size: Int, out: Int, window: Int, stride: Int = 1, dilation: Int = 1, before: Int = 0
    ) {
      (self.size, self.out, self.window) = (size, out, window)
      (self.stride, self.dilation, self.before) = (stride, dilation, before)
    }

    /// The padding after the last cell that the windows really reach; negative when they leave some of the
    /// grid unread.
    var after: Int { (out - 1) * stride + (window - 1) * dilation + 1 - size - before }

    fileprivate static let single = Axis(size: 1, out: 1, window: 1)
  }

  /// Channels of the grid.
  package let channels: Int
  /// Axes of the grid, the outermost first; missing ones are of a single cell.
  package let depth: Axis, height: Axis, width: Axis
  /// How many axes the grid has.
  package let dimensions: Int

  /// A window of one to three axes, outermost first.
  package init(channels: Int, axes: [Axis]) {
    precondition((1...3).contains(axes.count), "SlidingWindow: \(axes.count) axes")
    self.channels = channels
    dimensions = axes.count
    width = axes[axes.count - 1]
    height = axes.count > 1 ? axes[axes.count - 2] : .single
    depth = axes.count > 2 ? axes[0] : .single
  }

  /// Elements of an item, and cells of its result.
  package var itemSize: Int { depth.size * height.size * width.size * channels }
  package var outCells: Int { depth.out * height.out * width.out }
  /// Cells of the window.
  package var cells: Int { depth.window * height.window * width.window }

  var c: meridian_window {
    func each(_ value: (Axis) -> Int) -> (Int32, Int32, Int32) {
      (Int32(value(depth)), Int32(value(height)), Int32(value(width)))
    }
    return meridian_window(
      channels: Int32(channels), size: each(\.size), out: each(\.out), window: each(\.window),
      stride: each(\.stride), before: each(\.before), dilation: each(\.dilation))
  }
}
