internal import CDeferred
internal import COneDNN

/// One convolution of oneDNN, made for one thread and for one shape, that any number of threads may run
/// at the same time.
///
/// Images are channels-last; weights have whatever layout oneDNN likes best for the shape, between which
/// and ours (height, width, in, out) the caller reorders.
///
/// Unchecked for the C handles: a primitive does not change once made, and each execution brings its own memory.
final class ConvolutionPrimitive: @unchecked Sendable {
  enum Direction: Hashable {
    case forward, backwardData, backwardWeights
  }

  /// What a primitive is made for.
  struct Key: Hashable {
    let direction: Direction
    let images: Int
    let window: ImageWindow
    let outChannels: Int
    let hasBias: Bool
  }

  private let primitive: dnnl_primitive_t
  private let source: dnnl_memory_desc_t
  private let target: dnnl_memory_desc_t
  private let bias: dnnl_memory_desc_t
  private let hasBias: Bool
  private let direction: Direction
  private let engine: dnnl_engine_t
  private let scratchBytes: Int
  /// The layout of the weights, ours and oneDNN's, and the bytes of the latter.
  let plainWeights: dnnl_memory_desc_t
  let weights: dnnl_memory_desc_t
  let weightBytes: Int

  /// `nil` when oneDNN has no fast convolution for the shape.
  init?(_ key: Key, engine: dnnl_engine_t) {
    meridian_single_openmp_thread()
    let window = key.window
    let input = Self.layout(
      [key.images, window.channels, window.height, window.width], dnnl_nhwc)
    let output = Self.layout(
      [key.images, key.outChannels, window.outHeight, window.outWidth], dnnl_nhwc)
    let kernel = [key.outChannels, window.channels, window.windowHeight, window.windowWidth]
    let shift = Self.layout([key.outChannels], dnnl_x)
    guard let input, let output, let shift, let plain = Self.layout(kernel, dnnl_hwio),
      let free = Self.layout(kernel, dnnl_format_tag_any),
      let made = Self.describe(key, input, free, shift, output, engine)
    else { return nil }
    defer { dnnl_primitive_desc_destroy(made) }
    let weightsQuery =
      key.direction == .backwardWeights ? dnnl_query_diff_weights_md : dnnl_query_weights_md
    guard Self.isFast(made), let chosen = dnnl_primitive_desc_query_md(made, weightsQuery, 0)
    else { return nil }
    var handle: dnnl_primitive_t?
    guard dnnl_primitive_create(&handle, made) == dnnl_success, let handle else { return nil }
    (primitive, source, target, bias) = (handle, input, output, shift)
    (hasBias, direction, self.engine) = (key.hasBias, key.direction, engine)
    (plainWeights, weights) = (plain, chosen.pointee)
    weightBytes = dnnl_memory_desc_get_size(chosen)
    scratchBytes =
      dnnl_primitive_desc_query_md(made, dnnl_query_scratchpad_md, 0).map {
        dnnl_memory_desc_get_size($0)
      } ?? 0
  }

  deinit { dnnl_primitive_destroy(primitive) }

  private static func layout(_ sizes: [Int], _ tag: dnnl_format_tag_t) -> dnnl_memory_desc_t? {
    var result = dnnl_memory_desc_t()
    let dims = sizes.map { dnnl_dim_t($0) } + Array(repeating: 0, count: 12 - sizes.count)
    let status = dnnl_memory_desc_init_by_tag(&result, Int32(sizes.count), dims, dnnl_f32, tag)
    return status == dnnl_success ? result : nil
  }

  private static func describe(
    _ key: Key, _ input: dnnl_memory_desc_t, _ weights: dnnl_memory_desc_t,
    _ bias: dnnl_memory_desc_t, _ output: dnnl_memory_desc_t, _ engine: dnnl_engine_t
  ) -> dnnl_primitive_desc_t? {
    let window = key.window
    func pair(_ height: Int, _ width: Int) -> [dnnl_dim_t] {
      [dnnl_dim_t(height), dnnl_dim_t(width)] + Array(repeating: 0, count: 10)
    }
    let strides = pair(window.strideHeight, window.strideWidth)
    let dilates = pair(window.dilationHeight - 1, window.dilationWidth - 1)
    // A result may leave the last rows of the image unread: then the padding there is negative.
    let (before, after) = (
      pair(window.top, window.left), pair(window.reachBelow, window.reachRight)
    )
    var (input, weights, bias, output) = (input, weights, bias, output)
    var forward = dnnl_convolution_desc_t()
    let forwardStatus = withUnsafePointer(to: &bias) { bias in
      dnnl_dilated_convolution_forward_desc_init(
        &forward, dnnl_forward_training, dnnl_convolution_direct, &input, &weights,
        key.hasBias ? bias : nil, &output, strides, dilates, before, after)
    }
    guard forwardStatus == dnnl_success, let first = create(&forward, engine, nil) else {
      return nil
    }
    if key.direction == .forward { return first }
    defer { dnnl_primitive_desc_destroy(first) }
    var backward = dnnl_convolution_desc_t()
    let status =
      key.direction == .backwardData
      ? dnnl_dilated_convolution_backward_data_desc_init(
        &backward, dnnl_convolution_direct, &input, &weights, &output, strides, dilates, before,
        after)
      : dnnl_dilated_convolution_backward_weights_desc_init(
        &backward, dnnl_convolution_direct, &input, &weights, nil, &output, strides, dilates,
        before, after)
    return status == dnnl_success ? create(&backward, engine, first) : nil
  }

  private static func create(
    _ description: inout dnnl_convolution_desc_t, _ engine: dnnl_engine_t,
    _ hint: dnnl_primitive_desc_t?
  ) -> dnnl_primitive_desc_t? {
    var attributes: dnnl_primitive_attr_t?
    guard dnnl_primitive_attr_create(&attributes) == dnnl_success else { return nil }
    defer { dnnl_primitive_attr_destroy(attributes) }
    // Scratch memory of the caller's, or two threads in one primitive would share it.
    dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user)
    var result: dnnl_primitive_desc_t?
    let status = dnnl_primitive_desc_create(&result, &description, attributes, engine, hint)
    return status == dnnl_success ? result : nil
  }

  /// oneDNN falls back to plain loops, many times slower than a product over patches.
  private static func isFast(_ description: dnnl_primitive_desc_t) -> Bool {
    var name: UnsafePointer<CChar>?
    guard
      dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, &name) == dnnl_success,
      let name
    else { return false }
    return !String(cString: name).hasPrefix("ref")
  }

  /// Runs the primitive.
  ///
  /// - Parameters:
  ///   - image: the images, or (backward data) where their gradient goes.
  ///   - weights: in oneDNN's layout, or (backward weights) where their gradient goes.
  ///   - output: where the result goes, or (backward) its gradient.
  func run(
    image: UnsafeRawPointer, weights: UnsafeRawPointer, bias: UnsafeRawPointer?,
    output: UnsafeRawPointer
  ) {
    meridian_single_openmp_thread()
    let names: (Int32, Int32, Int32) =
      switch direction {
      case .forward: (DNNL_ARG_SRC_0, DNNL_ARG_WEIGHTS_0, DNNL_ARG_DST_0)
      case .backwardData: (DNNL_ARG_DIFF_SRC_0, DNNL_ARG_WEIGHTS_0, DNNL_ARG_DIFF_DST_0)
      case .backwardWeights: (DNNL_ARG_SRC_0, DNNL_ARG_DIFF_WEIGHTS_0, DNNL_ARG_DIFF_DST_0)
      }
    withScratch(of: Float.self, scratchBytes / 4 + 1) { scratch in
      var arguments = [
        argument(names.0, source, image), argument(names.1, self.weights, weights),
        argument(names.2, target, output),
      ]
      if hasBias, let bias { arguments.append(argument(DNNL_ARG_BIAS, self.bias, bias)) }
      if let description = scratchLayout {
        arguments.append(argument(DNNL_ARG_SCRATCHPAD, description, scratch))
      }
      OneDNN.execute(primitive, arguments, engine)
      for argument in arguments { dnnl_memory_destroy(argument.memory) }
    }
  }

  private var scratchLayout: dnnl_memory_desc_t? {
    guard scratchBytes > 0 else { return nil }
    var result = dnnl_memory_desc_t()
    let dims = [dnnl_dim_t(scratchBytes)] + Array(repeating: 0, count: 11)
    let status = dnnl_memory_desc_init_by_tag(&result, 1, dims, dnnl_u8, dnnl_x)
    return status == dnnl_success ? result : nil
  }

  private func argument(
    _ name: Int32, _ description: dnnl_memory_desc_t, _ pointer: UnsafeRawPointer
  ) -> dnnl_exec_arg_t {
    OneDNN.argument(name, description, pointer, engine)
  }
}
