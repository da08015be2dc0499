#include "include/sparse.h"

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define SCALAR double
#define NAME(function) function##_f64
#include "sparse_template.h"

#define SCALAR float
#define NAME(function) function##_f32
#include "sparse_template.h"

void meridian_sparse_times_dense(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    const void *values, size_t columns, const void *x, void *y) {
  if (type == MERIDIAN_FLOAT32) {
    if (columns == 1) times_vector_f32(begin, end, rowOffsets, columnIndices, values, x, y);
    else times_dense_f32(begin, end, rowOffsets, columnIndices, values, columns, x, y);
  } else {
    if (columns == 1) times_vector_f64(begin, end, rowOffsets, columnIndices, values, x, y);
    else times_dense_f64(begin, end, rowOffsets, columnIndices, values, columns, x, y);
  }
}
