internal import CDeferred
internal import COneDNN

/// A copy of weights from one layout of oneDNN's to another, made once.
///
/// Unchecked for the C handles: a primitive does not change once made, and each execution brings its own memory.
final class WeightReorder: @unchecked Sendable {
  private let primitive: dnnl_primitive_t
  private let from: dnnl_memory_desc_t
  private let to: dnnl_memory_desc_t
  private let engine: dnnl_engine_t

  init?(_ from: dnnl_memory_desc_t, _ to: dnnl_memory_desc_t, _ engine: dnnl_engine_t) {
    meridian_single_openmp_thread()
    var (source, target) = (from, to)
    var description: dnnl_primitive_desc_t?
    guard
      dnnl_reorder_primitive_desc_create(&description, &source, engine, &target, engine, nil)
        == dnnl_success
    else { return nil }
    defer { dnnl_primitive_desc_destroy(description) }
    var handle: dnnl_primitive_t?
    guard dnnl_primitive_create(&handle, description) == dnnl_success, let handle else {
      return nil
    }
    (primitive, self.from, self.to, self.engine) = (handle, from, to, engine)
  }

  deinit { dnnl_primitive_destroy(primitive) }

  func run(_ x: UnsafeRawPointer, into y: UnsafeMutableRawPointer) {
    OneDNN.execute(
      primitive,
      [
        OneDNN.argument(DNNL_ARG_SRC_0, from, x, engine),
        OneDNN.argument(DNNL_ARG_DST_0, to, y, engine),
      ], engine)
  }
}
