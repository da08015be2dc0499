internal import Numerics

extension ShapeRules {
  /// Grids `[n, size…, in]` of one to three axes under weights `[window…, in / groups, out]` with a bias
  /// `[out]` or none: `[n, size′…, out]`.
  public static func convolution(
    _ input: [Int], weights: [Int], bias: [Int]?, _ options: Convolution
  ) throws(TensorError) -> [Int] {
    let window = try window("convolution", input, weights: weights, options)
    try check("convolution", weights, bias: bias, weights[weights.count - 1])
    return shape(input, window.outSizes, channels: weights[weights.count - 1])
  }

  /// Images `[n, height, width, in]` under weights `[kernel height, kernel width, in / groups, out]` with a bias
  /// `[out]` or none: `[n, height′, width′, out]`.
  public static func convolution2d(
    _ input: [Int], weights: [Int], bias: [Int]?, _ options: Convolution2D
  ) throws(TensorError) -> [Int] {
    guard input.count == 4, weights.count == 4 else {
      throw TensorError(
        "convolution2d", [input, weights],
        "images [n, height, width, channels] need weights [height, width, channels, out]")
    }
    return try convolution(input, weights: weights, bias: bias, options.onGrids)
  }

  /// Grids `[n, size…, in]` under weights `[window…, out / groups, in]` with a bias `[out]` or none:
  /// `[n, size′…, out]`.
  public static func transposedConvolution(
    _ input: [Int], weights: [Int], bias: [Int]?, _ options: TransposedConvolution
  ) throws(TensorError) -> [Int] {
    let axes = input.count - 2
    guard (1...3).contains(axes), weights.count == input.count, options.groups > 0,
      weights[axes + 1] == input[axes + 1], input[axes + 1] % options.groups == 0
    else {
      throw TensorError(
        "transposedConvolution", [input, weights],
        "grids [n, size…, channels] need weights [window…, out / groups, channels] and groups that divide the channels"
      )
    }
    let channels = weights[axes] * options.groups
    try check("transposedConvolution", weights, bias: bias, channels)
    var sizes = try smallest(input, weights, options)
    if let wanted = options.size {
      sizes = try along("transposedConvolution", input, wanted)
    }
    let result = shape(input, sizes, channels: channels)
    let back = try convolution(result, weights: weights, bias: nil, options.adjoint)
    guard back == input else {
      throw TensorError(
        "transposedConvolution", [input, result],
        "a convolution takes results of size \(sizes) to \(Array(back[1...axes])); take another size"
      )
    }
    return result
  }

  /// Grids `[n, size…, channels]` to `[n, size′…, channels]`.
  public static func pool(
    _ operation: String, _ input: [Int], _ options: Pool
  ) throws(TensorError) -> [Int] {
    let window = try poolWindow(operation, input, options)
    return shape(input, window.outSizes, channels: input[input.count - 1])
  }

  /// Images `[n, height, width, channels]` to `[n, height′, width′, channels]`.
  public static func pool2d(
    _ operation: String, _ input: [Int], _ options: Pool2D
  ) throws(TensorError) -> [Int] {
    guard input.count == 4 else {
      throw TensorError(operation, [input], "images need shape [n, height, width, channels]")
    }
    return try pool(operation, input, options.onGrids)
  }

  static func poolWindow(
    _ operation: String, _ input: [Int], _ options: Pool
  ) throws(TensorError) -> SlidingWindow {
    let sizes = try along(operation, input, options.window)
    if case .explicit(let before, let after) = options.padding {
      // A window that sees no cell has neither a largest value nor a mean.
      let sides = [try along(operation, input, before), try along(operation, input, after)]
      guard sides.allSatisfy({ zip($0, sizes).allSatisfy(<) }) else {
        throw TensorError(
          operation, [input, sizes], "the padding must be smaller than the window")
      }
    }
    return try slidingWindow(
      operation, input, window: sizes, stride: options.stride, padding: options.padding,
      dilation: 1)
  }

  /// The window of a convolution.
  static func window(
    _ operation: String, _ input: [Int], weights: [Int], _ options: Convolution
  ) throws(TensorError) -> SlidingWindow {
    let axes = input.count - 2
    guard (1...3).contains(axes), weights.count == input.count, options.groups > 0,
      input[axes + 1] == weights[axes] * options.groups, weights[axes + 1] % options.groups == 0
    else {
      throw TensorError(
        operation, [input, weights],
        "grids [n, size…, channels] need weights [window…, channels / groups, out] and groups that divide both channels"
      )
    }
    return try slidingWindow(
      operation, input, window: Array(weights[..<axes]), stride: options.stride,
      padding: options.padding, dilation: options.dilation)
  }

  private static func check(
    _ operation: String, _ weights: [Int], bias: [Int]?, _ channels: Int
  ) throws(TensorError) {
    guard bias == nil || bias == [channels] else {
      throw TensorError(operation, [weights, bias ?? []], "the bias needs shape [\(channels)]")
    }
  }

  private static func shape(_ input: [Int], _ sizes: [Int], channels: Int) -> [Int] {
    [input[0]] + sizes + [channels]
  }

  /// A number for each axis of a grid.
  private static func along(
    _ operation: String, _ input: [Int], _ extent: Extent
  ) throws(TensorError) -> [Int] {
    guard (3...5).contains(input.count) else {
      throw TensorError(
        operation, [input], "grids need shape [n, size…, channels] with 1 to 3 sizes")
    }
    guard let sizes = extent.along(input.count - 2) else {
      throw TensorError(
        operation, [input], "\(extent.sizes) has not one number for each of \(input.count - 2) axes"
      )
    }
    return sizes
  }

  /// Cells before and after each axis that explicit padding or none adds.
  private static func sides(
    _ operation: String, _ input: [Int], _ padding: Padding
  ) throws(TensorError) -> (before: [Int], after: [Int]) {
    guard case .explicit(let before, let after) = padding else {
      let none = Array(repeating: 0, count: input.count - 2)
      return (none, none)
    }
    let result = (try along(operation, input, before), try along(operation, input, after))
    guard (result.0 + result.1).allSatisfy({ $0 >= 0 }) else {
      throw TensorError(operation, [input], "the padding must not be negative")
    }
    return result
  }

  private static func slidingWindow(
    _ operation: String, _ input: [Int], window: [Int], stride: Extent, padding: Padding,
    dilation: Extent
  ) throws(TensorError) -> SlidingWindow {
    let strides = try along(operation, input, stride)
    let dilations = try along(operation, input, dilation)
    guard (window + strides + dilations).allSatisfy({ $0 > 0 }) else {
      throw TensorError(operation, [input], "window, stride and dilation must be positive")
    }
    let sides = try sides(operation, input, padding)
    let axes = window.indices.map { axis in
      let size = input[axis + 1]
      let reach = (window[axis] - 1) * dilations[axis] + 1
      var before = sides.before[axis]
      var out = 0
      if padding == .same {
        out = (size + strides[axis] - 1) / strides[axis]
        before = max(0, (out - 1) * strides[axis] + reach - size) / 2
      } else {
        let span = size + before + sides.after[axis] - reach
        out = span < 0 ? 0 : span / strides[axis] + 1
      }
      return SlidingWindow.Axis(
        size: size, out: out, window: window[axis], stride: strides[axis],
        dilation: dilations[axis], before: before)
    }
    guard axes.allSatisfy({ $0.out > 0 }) else {
      throw TensorError(
        operation, [input, window], "the window is larger than the grid with its padding")
    }
    return SlidingWindow(channels: input[input.count - 1], axes: axes)
  }

  /// The size of a transposed convolution's result when none is asked for.
  private static func smallest(
    _ input: [Int], _ weights: [Int], _ options: TransposedConvolution
  ) throws(TensorError) -> [Int] {
    let name = "transposedConvolution"
    let strides = try along(name, input, options.stride)
    let dilations = try along(name, input, options.dilation)
    let sides = try sides(name, input, options.padding)
    let sizes = strides.indices.map { axis in
      if options.padding == .same { return input[axis + 1] * strides[axis] }
      return (input[axis + 1] - 1) * strides[axis] + (weights[axis] - 1) * dilations[axis] + 1
        - sides.before[axis] - sides.after[axis]
    }
    guard sizes.allSatisfy({ $0 > 0 }) else {
      throw TensorError(name, [input, weights], "nothing is left of the result inside its padding")
    }
    return sizes
  }
}

extension SlidingWindow {
  /// Cells of the result along each axis.
  var outSizes: [Int] { Array([depth.out, height.out, width.out].suffix(dimensions)) }
}
