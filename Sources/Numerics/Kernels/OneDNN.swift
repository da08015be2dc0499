internal import CDeferred
internal import COneDNN
internal import Synchronization

/// oneDNN's processor engine and the primitives made so far.
enum OneDNN {
  // Unchecked for the C handle: oneDNN's engines may be used by any number of threads.
  private struct Engine: @unchecked Sendable {
    let handle: dnnl_engine_t?
  }

  private static let engine: Engine = {
    var handle: dnnl_engine_t?
    let status = dnnl_engine_create(&handle, dnnl_cpu, 0)
    return Engine(handle: status == dnnl_success ? handle : nil)
  }()

  private static let primitives = Mutex<[ConvolutionPrimitive.Key: ConvolutionPrimitive?]>([:])

  /// The primitive of a shape, made at its first use; `nil` when oneDNN has no fast one.
  static func convolution(_ key: ConvolutionPrimitive.Key) -> ConvolutionPrimitive? {
    guard let handle = engine.handle else { return nil }
    let engine = Engine(handle: handle)
    return primitives.withLock { primitives in
      if let known = primitives[key] { return known }
      let made = engine.handle.flatMap { ConvolutionPrimitive(key, engine: $0) }
      primitives[key] = .some(made)
      return made
    }
  }

  /// A layout of single-precision numbers, or `nil` if oneDNN has none of the name.
  static func layout(_ sizes: [Int], _ tag: dnnl_format_tag_t) -> dnnl_memory_desc_t? {
    var result = dnnl_memory_desc_t()
    let dims = sizes.map { dnnl_dim_t($0) } + Array(repeating: 0, count: 12 - sizes.count)
    let status = dnnl_memory_desc_init_by_tag(&result, Int32(sizes.count), dims, dnnl_f32, tag)
    return status == dnnl_success ? result : nil
  }

  static func argument(
    _ name: Int32, _ description: dnnl_memory_desc_t, _ pointer: UnsafeRawPointer,
    _ engine: dnnl_engine_t
  ) -> dnnl_exec_arg_t {
    var description = description
    var memory: dnnl_memory_t?
    let status = dnnl_memory_create(
      &memory, &description, engine, UnsafeMutableRawPointer(mutating: pointer))
    precondition(status == dnnl_success, "oneDNN: no memory object (status \(status.rawValue))")
    return dnnl_exec_arg_t(arg: name, memory: memory)
  }

  /// Runs a primitive and lets the arguments' memory objects go.
  static func execute(
    _ primitive: dnnl_primitive_t, _ arguments: [dnnl_exec_arg_t], _ engine: dnnl_engine_t
  ) {
    meridian_single_openmp_thread()
    var stream: dnnl_stream_t?
    var status = dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue)
    precondition(status == dnnl_success, "oneDNN: no stream (status \(status.rawValue))")
    defer { dnnl_stream_destroy(stream) }
    status = dnnl_primitive_execute(primitive, stream, Int32(arguments.count), arguments)
    precondition(status == dnnl_success, "oneDNN: execution failed (status \(status.rawValue))")
    for argument in arguments { dnnl_memory_destroy(argument.memory) }
  }
}
