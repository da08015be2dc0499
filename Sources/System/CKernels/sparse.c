#include "include/sparse.h"

#include "functions_f32.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

// Entries between the one that is worked on and the one whose row is asked for.
enum { AHEAD = 4 };

#define TEMPLATE "sparse_template.h"
#include "both_types.h"

void meridian_sparse_times_dense(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    const void *values, size_t heads, size_t channels, const void *x, void *y) {
  if (heads == 1 && channels == 1) {
    DISPATCH(times_vector, begin, end, rowOffsets, columnIndices, values, x, y);
  } else {
    DISPATCH(times_dense, begin, end, rowOffsets, columnIndices, values, heads, channels, x, y);
  }
}

void meridian_sampled_product(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, size_t channels, const void *a, const void *b, void *values) {
  DISPATCH(sampled_product, begin, end, rowOffsets, columnIndices, heads, channels, a, b, values);
}

void meridian_sampled_sum(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, const void *a, const void *b, void *values) {
  DISPATCH(sampled_sum, begin, end, rowOffsets, columnIndices, heads, a, b, values);
}
