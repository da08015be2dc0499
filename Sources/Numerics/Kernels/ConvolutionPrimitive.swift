internal import CDeferred
internal import COneDNN

/// One convolution of oneDNN, made for one thread and for one shape, that any number of threads may run
/// at the same time.
///
/// Grids are channels-last; weights have whatever layout oneDNN likes best for the shape, and are brought
/// there from ours (window, in, out) and back.
///
/// Unchecked for the C handles: a primitive does not change once made, and each execution brings its own memory.
final class ConvolutionPrimitive: @unchecked Sendable {
  enum Direction: Hashable {
    case forward, backwardData, backwardWeights
  }

  /// What a primitive is made for.
  struct Key: Hashable {
    let direction: Direction
    let items: Int
    let window: SlidingWindow
    let outChannels: Int
    let groups: Int
    let hasBias: Bool
  }

  private let primitive: dnnl_primitive_t
  private let source: dnnl_memory_desc_t
  private let target: dnnl_memory_desc_t
  private let weights: dnnl_memory_desc_t
  private let bias: dnnl_memory_desc_t
  private let key: Key
  private let engine: dnnl_engine_t
  private let scratchBytes: Int
  private let reorder: WeightReorder
  /// Floats that the weights take in oneDNN's layout.
  let weightCount: Int

  /// `nil` when oneDNN has no fast convolution for the shape.
  init?(_ key: Key, engine: dnnl_engine_t) {
    meridian_single_openmp_thread()
    guard let layouts = Layouts(key), let made = layouts.describe(engine) else { return nil }
    defer { dnnl_primitive_desc_destroy(made) }
    let isGradient = key.direction == .backwardWeights
    let query = isGradient ? dnnl_query_diff_weights_md : dnnl_query_weights_md
    guard Self.isFast(made), let chosen = dnnl_primitive_desc_query_md(made, query, 0)?.pointee,
      let reorder = WeightReorder(
        isGradient ? chosen : layouts.plainWeights, isGradient ? layouts.plainWeights : chosen,
        engine)
    else { return nil }
    var handle: dnnl_primitive_t?
    guard dnnl_primitive_create(&handle, made) == dnnl_success, let handle else { return nil }
    (primitive, source, target, bias) = (handle, layouts.input, layouts.output, layouts.bias)
    (self.key, self.engine, self.reorder, weights) = (key, engine, reorder, chosen)
    weightCount = withUnsafePointer(to: chosen) { (dnnl_memory_desc_get_size($0) + 3) / 4 }
    scratchBytes =
      dnnl_primitive_desc_query_md(made, dnnl_query_scratchpad_md, 0).map {
        dnnl_memory_desc_get_size($0)
      } ?? 0
  }

  deinit { dnnl_primitive_destroy(primitive) }

  /// oneDNN falls back to plain loops, many times slower than a product over patches.
  private static func isFast(_ description: dnnl_primitive_desc_t) -> Bool {
    var name: UnsafePointer<CChar>?
    guard
      dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, &name) == dnnl_success,
      let name
    else { return false }
    return !String(cString: name).hasPrefix("ref")
  }

  /// Brings weights into the primitive's layout, or (backward weights) their gradient out of it.
  func reorder(_ x: UnsafeRawPointer, into y: UnsafeMutableRawPointer) { reorder.run(x, into: y) }

  /// Runs the primitive.
  ///
  /// - Parameters:
  ///   - grid: the items, or (backward data) where their gradient goes.
  ///   - weights: in oneDNN's layout, or (backward weights) where their gradient goes.
  ///   - output: where the result goes, or (backward) its gradient.
  func run(
    grid: UnsafeRawPointer, weights: UnsafeRawPointer, bias: UnsafeRawPointer?,
    output: UnsafeRawPointer
  ) {
    let names: (Int32, Int32, Int32) =
      switch key.direction {
      case .forward: (DNNL_ARG_SRC_0, DNNL_ARG_WEIGHTS_0, DNNL_ARG_DST_0)
      case .backwardData: (DNNL_ARG_DIFF_SRC_0, DNNL_ARG_WEIGHTS_0, DNNL_ARG_DIFF_DST_0)
      case .backwardWeights: (DNNL_ARG_SRC_0, DNNL_ARG_DIFF_WEIGHTS_0, DNNL_ARG_DIFF_DST_0)
      }
    withScratch(of: Float.self, scratchBytes / 4 + 1) { scratch in
      var arguments = [
        OneDNN.argument(names.0, source, grid, engine),
        OneDNN.argument(names.1, self.weights, weights, engine),
        OneDNN.argument(names.2, target, output, engine),
      ]
      if key.hasBias, let bias {
        arguments.append(OneDNN.argument(DNNL_ARG_BIAS, self.bias, bias, engine))
      }
      if let description = scratchLayout {
        arguments.append(OneDNN.argument(DNNL_ARG_SCRATCHPAD, description, scratch, engine))
      }
      OneDNN.execute(primitive, arguments, engine)
    }
  }

  private var scratchLayout: dnnl_memory_desc_t? {
    guard scratchBytes > 0 else { return nil }
    var result = dnnl_memory_desc_t()
    let dims = [dnnl_dim_t(scratchBytes)] + Array(repeating: 0, count: 11)
    let status = dnnl_memory_desc_init_by_tag(&result, 1, dims, dnnl_u8, dnnl_x)
    return status == dnnl_success ? result : nil
  }
}

extension ConvolutionPrimitive {
  /// The layouts of a convolution's arguments.
  private struct Layouts {
    let key: Key
    let input: dnnl_memory_desc_t, output: dnnl_memory_desc_t, bias: dnnl_memory_desc_t
    /// Ours, and one left to oneDNN.
    let plainWeights: dnnl_memory_desc_t, freeWeights: dnnl_memory_desc_t

    // A grid of one dimension is an image of one row, for which oneDNN has more code.
    init?(_ key: Key) {
      let window = key.window
      let isDeep = window.dimensions == 3
      let axes = (isDeep ? [window.depth] : []) + [window.height, window.width]
      let kernel =
        (key.groups > 1 ? [key.groups] : [])
        + [key.outChannels / key.groups, window.channels / key.groups] + axes.map(\.window)
      let grid = isDeep ? dnnl_ndhwc : dnnl_nhwc
      let plain =
        key.groups > 1 ? (isDeep ? dnnl_dhwigo : dnnl_hwigo) : (isDeep ? dnnl_dhwio : dnnl_hwio)
      guard
        let input = OneDNN.layout([key.items, window.channels] + axes.map(\.size), grid),
        let output = OneDNN.layout([key.items, key.outChannels] + axes.map(\.out), grid),
        let bias = OneDNN.layout([key.outChannels], dnnl_x),
        let plainWeights = OneDNN.layout(kernel, plain),
        let freeWeights = OneDNN.layout(kernel, dnnl_format_tag_any)
      else { return nil }
      (self.key, self.input, self.output, self.bias) = (key, input, output, bias)
      (self.plainWeights, self.freeWeights) = (plainWeights, freeWeights)
    }

    func describe(_ engine: dnnl_engine_t) -> dnnl_primitive_desc_t? {
      let window = key.window
      let axes = (window.dimensions == 3 ? [window.depth] : []) + [window.height, window.width]
      func dims(_ value: (SlidingWindow.Axis) -> Int) -> [dnnl_dim_t] {
        axes.map { dnnl_dim_t(value($0)) } + Array(repeating: 0, count: 12 - axes.count)
      }
      let (strides, dilates) = (dims(\.stride), dims { $0.dilation - 1 })
      // A result may leave the last cells of the grid unread: then the padding there is negative.
      let (before, after) = (dims(\.before), dims(\.after))
      var (input, weights, bias, output) = (self.input, freeWeights, self.bias, self.output)
      var forward = dnnl_convolution_desc_t()
      let status = withUnsafePointer(to: &bias) { bias in
        dnnl_dilated_convolution_forward_desc_init(
          &forward, dnnl_forward_training, dnnl_convolution_direct, &input, &weights,
          key.hasBias ? bias : nil, &output, strides, dilates, before, after)
      }
      guard status == dnnl_success, let first = create(&forward, engine, nil) else { return nil }
      if key.direction == .forward { return first }
      defer { dnnl_primitive_desc_destroy(first) }
      var backward = dnnl_convolution_desc_t()
      let backwardStatus =
        key.direction == .backwardData
        ? dnnl_dilated_convolution_backward_data_desc_init(
          &backward, dnnl_convolution_direct, &input, &weights, &output, strides, dilates, before,
          after)
        : dnnl_dilated_convolution_backward_weights_desc_init(
          &backward, dnnl_convolution_direct, &input, &weights, nil, &output, strides, dilates,
          before, after)
      return backwardStatus == dnnl_success ? create(&backward, engine, first) : nil
    }

    private func create(
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
  }
}
