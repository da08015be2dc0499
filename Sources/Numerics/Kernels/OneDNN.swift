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

  /// Copies weights from one layout to another.
  static func reorder(
    _ x: UnsafeRawPointer, _ from: dnnl_memory_desc_t, _ y: UnsafeMutableRawPointer,
    _ to: dnnl_memory_desc_t
  ) {
    guard let engine = engine.handle else { return }
    meridian_single_openmp_thread()
    var (from, to) = (from, to)
    var description: dnnl_primitive_desc_t?
    var primitive: dnnl_primitive_t?
    guard
      dnnl_reorder_primitive_desc_create(&description, &from, engine, &to, engine, nil)
        == dnnl_success
    else { return }
    defer { dnnl_primitive_desc_destroy(description) }
    guard dnnl_primitive_create(&primitive, description) == dnnl_success, let primitive else {
      return
    }
    defer { dnnl_primitive_destroy(primitive) }
    let arguments = [
      argument(DNNL_ARG_SRC_0, from, x, engine), argument(DNNL_ARG_DST_0, to, y, engine),
    ]
    execute(primitive, arguments, engine)
    for argument in arguments { dnnl_memory_destroy(argument.memory) }
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

  static func execute(
    _ primitive: dnnl_primitive_t, _ arguments: [dnnl_exec_arg_t], _ engine: dnnl_engine_t
  ) {
    var stream: dnnl_stream_t?
    var status = dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue)
    precondition(status == dnnl_success, "oneDNN: no stream (status \(status.rawValue))")
    defer { dnnl_stream_destroy(stream) }
    status = dnnl_primitive_execute(primitive, stream, Int32(arguments.count), arguments)
    precondition(status == dnnl_success, "oneDNN: execution failed (status \(status.rawValue))")
  }
}
