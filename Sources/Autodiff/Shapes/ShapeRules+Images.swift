internal import Numerics

extension ShapeRules {
  /// Images `[n, height, width, in]` under weights `[kernel height, kernel width, in, out]` with a bias
  /// `[out]` or none: `[n, height′, width′, out]`.
  public static func convolution2d(
    _ input: [Int], weights: [Int], bias: [Int]?, _ options: Convolution2D
  ) throws(TensorError) -> [Int] {
    guard input.count == 4, weights.count == 4, input[3] == weights[2] else {
      throw TensorError(
        "convolution2d", [input, weights],
        "images [n, height, width, channels] need weights [height, width, channels, out]")
    }
    guard bias == nil || bias == [weights[3]] else {
      throw TensorError(
        "convolution2d", [weights, bias ?? []], "the bias needs shape [\(weights[3])]")
    }
    let window = try imageWindow(
      "convolution2d", input, window: Extent2D(height: weights[0], width: weights[1]),
      stride: options.stride, padding: options.padding, dilation: options.dilation)
    return [input[0], window.outHeight, window.outWidth, weights[3]]
  }

  /// Images `[n, height, width, channels]` to `[n, height′, width′, channels]`.
  public static func pool2d(
    _ operation: String, _ input: [Int], _ options: Pool2D
  ) throws(TensorError) -> [Int] {
    let window = try poolWindow(operation, input, options)
    return [input[0], window.outHeight, window.outWidth, input[3]]
  }

  static func poolWindow(
    _ operation: String, _ input: [Int], _ options: Pool2D
  ) throws(TensorError) -> ImageWindow {
    guard input.count == 4 else {
      throw TensorError(operation, [input], "images need shape [n, height, width, channels]")
    }
    let window = try imageWindow(
      operation, input, window: options.window, stride: options.stride, padding: options.padding,
      dilation: 1)
    // A window that sees no cell has neither a largest value nor a mean.
    guard window.top < window.windowHeight, window.left < window.windowWidth,
      window.bottom < window.windowHeight, window.right < window.windowWidth
    else {
      throw TensorError(
        operation, [input, [options.window.height, options.window.width]],
        "the padding must be smaller than the window")
    }
    return window
  }

  static func imageWindow(
    _ operation: String, _ input: [Int], window: Extent2D, stride: Extent2D, padding: Padding2D,
    dilation: Extent2D
  ) throws(TensorError) -> ImageWindow {
    let sizes = [window, stride, dilation].flatMap { [$0.height, $0.width] }
    guard sizes.allSatisfy({ $0 > 0 }) else {
      throw TensorError(operation, [input], "window, stride and dilation must be positive")
    }
    var sides = (top: 0, left: 0, bottom: 0, right: 0)
    if case .explicit(let top, let left, let bottom, let right) = padding {
      sides = (top, left, bottom, right)
      guard min(top, left, bottom, right) >= 0 else {
        throw TensorError(operation, [input], "the padding must not be negative")
      }
    }
    let rows = Padding2D.resolve(
      size: input[1], window: window.height, stride: stride.height, dilation: dilation.height,
      padding: (padding == .same, sides.top, sides.bottom))
    let columns = Padding2D.resolve(
      size: input[2], window: window.width, stride: stride.width, dilation: dilation.width,
      padding: (padding == .same, sides.left, sides.right))
    guard rows.out > 0, columns.out > 0 else {
      throw TensorError(
        operation, [input, [window.height, window.width]],
        "the window is larger than the image with its padding")
    }
    return ImageWindow(
      image: (input[1], input[2], input[3]), out: (rows.out, columns.out),
      window: (window.height, window.width), stride: (stride.height, stride.width),
      padding: (rows.before, columns.before, rows.after, columns.after),
      dilation: (dilation.height, dilation.width))
  }
}
