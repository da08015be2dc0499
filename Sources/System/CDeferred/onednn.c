#include <dlfcn.h>
#include <dnnl.h>

#include "deferred.h"
#include "include/CDeferred.h"

static DEFERRED_LIBRARY(onednn, DEFERRED_FILE("dnnl", DNNL_VERSION_MAJOR), NULL);

DEFERRED(onednn, const dnnl_version_t *, dnnl_version, (void), ())
DEFERRED(onednn, dnnl_cpu_isa_t, dnnl_get_effective_cpu_isa, (void), ())

DEFERRED(
    onednn, dnnl_status_t, dnnl_engine_create, (dnnl_engine_t * engine, dnnl_engine_kind_t kind, size_t index),
    (engine, kind, index))
DEFERRED(
    onednn, dnnl_status_t, dnnl_stream_create, (dnnl_stream_t * stream, dnnl_engine_t engine, unsigned flags),
    (stream, engine, flags))
DEFERRED(onednn, dnnl_status_t, dnnl_stream_destroy, (dnnl_stream_t stream), (stream))

DEFERRED(
    onednn, dnnl_status_t, dnnl_memory_create,
    (dnnl_memory_t * memory, const dnnl_memory_desc_t *description, dnnl_engine_t engine, void *handle),
    (memory, description, engine, handle))
DEFERRED(onednn, dnnl_status_t, dnnl_memory_destroy, (dnnl_memory_t memory), (memory))
DEFERRED(onednn, size_t, dnnl_memory_desc_get_size, (const dnnl_memory_desc_t *description), (description))
DEFERRED(
    onednn, dnnl_status_t, dnnl_memory_desc_init_by_tag,
    (dnnl_memory_desc_t * description, int axes, const dnnl_dims_t sizes, dnnl_data_type_t type,
     dnnl_format_tag_t tag),
    (description, axes, sizes, type, tag))

DEFERRED(onednn, dnnl_status_t, dnnl_primitive_attr_create, (dnnl_primitive_attr_t * attributes), (attributes))
DEFERRED(onednn, dnnl_status_t, dnnl_primitive_attr_destroy, (dnnl_primitive_attr_t attributes), (attributes))
DEFERRED(
    onednn, dnnl_status_t, dnnl_primitive_attr_set_scratchpad_mode,
    (dnnl_primitive_attr_t attributes, dnnl_scratchpad_mode_t mode), (attributes, mode))
DEFERRED(
    onednn, dnnl_status_t, dnnl_primitive_desc_create,
    (dnnl_primitive_desc_t * primitive, const_dnnl_op_desc_t operation, const_dnnl_primitive_attr_t attributes,
     dnnl_engine_t engine, const_dnnl_primitive_desc_t forward),
    (primitive, operation, attributes, engine, forward))
DEFERRED(onednn, dnnl_status_t, dnnl_primitive_desc_destroy, (dnnl_primitive_desc_t primitive), (primitive))
DEFERRED(
    onednn, dnnl_status_t, dnnl_primitive_desc_query,
    (const_dnnl_primitive_desc_t primitive, dnnl_query_t what, int index, void *answer),
    (primitive, what, index, answer))
DEFERRED(
    onednn, const dnnl_memory_desc_t *, dnnl_primitive_desc_query_md,
    (const_dnnl_primitive_desc_t primitive, dnnl_query_t what, int index), (primitive, what, index))
DEFERRED(
    onednn, dnnl_status_t, dnnl_reorder_primitive_desc_create,
    (dnnl_primitive_desc_t * primitive, const dnnl_memory_desc_t *from, dnnl_engine_t fromEngine,
     const dnnl_memory_desc_t *to, dnnl_engine_t toEngine, const_dnnl_primitive_attr_t attributes),
    (primitive, from, fromEngine, to, toEngine, attributes))
DEFERRED(
    onednn, dnnl_status_t, dnnl_primitive_create,
    (dnnl_primitive_t * primitive, const_dnnl_primitive_desc_t description), (primitive, description))
DEFERRED(onednn, dnnl_status_t, dnnl_primitive_destroy, (dnnl_primitive_t primitive), (primitive))
DEFERRED(
    onednn, dnnl_status_t, dnnl_primitive_execute,
    (const_dnnl_primitive_t primitive, dnnl_stream_t stream, int count, const dnnl_exec_arg_t *arguments),
    (primitive, stream, count, arguments))

DEFERRED(
    onednn, dnnl_status_t, dnnl_dilated_convolution_forward_desc_init,
    (dnnl_convolution_desc_t * convolution, dnnl_prop_kind_t kind, dnnl_alg_kind_t algorithm,
     const dnnl_memory_desc_t *source, const dnnl_memory_desc_t *weights, const dnnl_memory_desc_t *bias,
     const dnnl_memory_desc_t *target, const dnnl_dims_t strides, const dnnl_dims_t dilations,
     const dnnl_dims_t paddingLow, const dnnl_dims_t paddingHigh),
    (convolution, kind, algorithm, source, weights, bias, target, strides, dilations, paddingLow, paddingHigh))
DEFERRED(
    onednn, dnnl_status_t, dnnl_dilated_convolution_backward_data_desc_init,
    (dnnl_convolution_desc_t * convolution, dnnl_alg_kind_t algorithm, const dnnl_memory_desc_t *source,
     const dnnl_memory_desc_t *weights, const dnnl_memory_desc_t *target, const dnnl_dims_t strides,
     const dnnl_dims_t dilations, const dnnl_dims_t paddingLow, const dnnl_dims_t paddingHigh),
    (convolution, algorithm, source, weights, target, strides, dilations, paddingLow, paddingHigh))
DEFERRED(
    onednn, dnnl_status_t, dnnl_dilated_convolution_backward_weights_desc_init,
    (dnnl_convolution_desc_t * convolution, dnnl_alg_kind_t algorithm, const dnnl_memory_desc_t *source,
     const dnnl_memory_desc_t *weights, const dnnl_memory_desc_t *bias, const dnnl_memory_desc_t *target,
     const dnnl_dims_t strides, const dnnl_dims_t dilations, const dnnl_dims_t paddingLow,
     const dnnl_dims_t paddingHigh),
    (convolution, algorithm, source, weights, bias, target, strides, dilations, paddingLow, paddingHigh))

// Looked up by name, so that nothing here depends on which OpenMP oneDNN was built with.
static void (*set_threads)(int);

static void look_up(void) { *(void **)&set_threads = dlsym(deferred_open(&onednn), "omp_set_num_threads"); }

void meridian_single_openmp_thread(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  static _Thread_local int done;
  if (done) return;
  pthread_once(&once, look_up);
  if (set_threads) set_threads(1);
  done = 1;
}
