internal import CKernels

/// A window moving over channels-last images.
package struct ImageWindow: Hashable, Sendable {
  /// Size of an image.
  package var height: Int, width: Int, channels: Int
  /// Size of the result.
  package var outHeight: Int, outWidth: Int
  /// Size of the window and its steps.
  package var windowHeight: Int, windowWidth: Int, strideHeight: Int, strideWidth: Int
  /// Cells outside the image before its first row and column, and after its last.
  package var top: Int, left: Int, bottom: Int, right: Int
  /// Distance between neighbouring cells of the window.
  package var dilationHeight: Int, dilationWidth: Int

  package init(
    image: (height: Int, width: Int, channels: Int), out: (height: Int, width: Int),
    window: (height: Int, width: Int), stride: (height: Int, width: Int),
    padding: (top: Int, left: Int, bottom: Int, right: Int),
    dilation: (height: Int, width: Int) = (1, 1)
  ) {
    (height, width, channels) = image
    (outHeight, outWidth) = out
    (windowHeight, windowWidth) = window
    (strideHeight, strideWidth) = stride
    (top, left, bottom, right) = padding
    (dilationHeight, dilationWidth) = dilation
  }

  /// Elements of an image, and of a result with the same channels.
  var imageSize: Int { height * width * channels }
  var outCells: Int { outHeight * outWidth }
  /// The padding after the last row and column that the windows really reach; negative when they leave
  /// some of the image unread.
  var reachBelow: Int {
    (outHeight - 1) * strideHeight + (windowHeight - 1) * dilationHeight + 1 - height - top
  }
  var reachRight: Int {
    (outWidth - 1) * strideWidth + (windowWidth - 1) * dilationWidth + 1 - width - left
  }

  var c: meridian_window {
    meridian_window(
      height: Int32(height), width: Int32(width), channels: Int32(channels),
      outHeight: Int32(outHeight), outWidth: Int32(outWidth), windowHeight: Int32(windowHeight),
      windowWidth: Int32(windowWidth), strideHeight: Int32(strideHeight),
      strideWidth: Int32(strideWidth), top: Int32(top), left: Int32(left),
      dilationHeight: Int32(dilationHeight), dilationWidth: Int32(dilationWidth))
  }
}

extension Kernels {
  /// Largest value in each window, and the image's cell it came from.
  package static func maxPool<S: NumericScalar>(
    images: Int, _ window: ImageWindow, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>,
    positions: UnsafeMutablePointer<Int32>
  ) {
    eachImage(images, window) { image, count, window in
      meridian_max_pool(
        S.element, count, &window, x + image.input, y + image.output, positions + image.output)
    }
  }

  /// Sends each gradient to the cell that was largest.
  package static func maxPoolPullback<S: NumericScalar>(
    images: Int, _ window: ImageWindow, gradient: UnsafePointer<S>,
    positions: UnsafePointer<Int32>, into result: UnsafeMutablePointer<S>
  ) {
    eachImage(images, window) { image, count, window in
      meridian_max_pool_pullback(
        S.element, count, &window, gradient + image.output, positions + image.output,
        result + image.input)
    }
  }

  /// Mean over the cells of each window that lie in the image.
  package static func averagePool<S: NumericScalar>(
    images: Int, _ window: ImageWindow, _ x: UnsafePointer<S>, into y: UnsafeMutablePointer<S>
  ) {
    eachImage(images, window) { image, count, window in
      meridian_average_pool(S.element, count, &window, x + image.input, y + image.output)
    }
  }

  /// Shares each gradient among the cells that were averaged.
  package static func averagePoolPullback<S: NumericScalar>(
    images: Int, _ window: ImageWindow, gradient: UnsafePointer<S>,
    into result: UnsafeMutablePointer<S>
  ) {
    eachImage(images, window) { image, count, window in
      meridian_average_pool_pullback(
        S.element, count, &window, gradient + image.output, result + image.input)
    }
  }

  private static func eachImage(
    _ images: Int, _ window: ImageWindow,
    _ body: ((input: Int, output: Int), Int, inout meridian_window) -> Void
  ) {
    let out = window.outCells * window.channels
    shards(images, size: rowShard(elementsPerRow: 2 * window.imageSize)) { range in
      var c = window.c
      body(
        (range.lowerBound * window.imageSize, range.lowerBound * out), range.count, &c)
    }
  }
}
