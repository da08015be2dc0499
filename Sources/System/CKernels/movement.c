#include "include/movement.h"

#include <string.h>

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define SIZE(type) ((type) == MERIDIAN_FLOAT32 ? sizeof(float) : sizeof(double))

void meridian_gather_rows(
    int type, size_t count, size_t columns, const void *x, const int32_t *indices, void *y) {
  const size_t bytes = columns * SIZE(type);
  if (columns == 1 && type == MERIDIAN_FLOAT32)
    for (size_t i = 0; i < count; i++) ((float *)y)[i] = ((const float *)x)[indices[i]];
  else
    for (size_t i = 0; i < count; i++)
      memcpy((char *)y + i * bytes, (const char *)x + (size_t)indices[i] * bytes, bytes);
}

#define KERNELS(SCALAR, SUFFIX) \
  MERIDIAN_DISPATCHED \
  static void scatter_add_##SUFFIX( \
      size_t count, size_t columns, const SCALAR *restrict x, const int32_t *restrict indices, \
      SCALAR *restrict y) { \
    for (size_t i = 0; i < count; i++) { \
      SCALAR *restrict row = y + (size_t)indices[i] * columns; \
      for (size_t c = 0; c < columns; c++) row[c] += x[i * columns + c]; \
    } \
  } \
  MERIDIAN_DISPATCHED \
  static void copy_strided_##SUFFIX( \
      size_t rows, size_t columns, const SCALAR *restrict x, size_t rowStep, size_t columnStep, \
      SCALAR *restrict y) { \
    for (size_t r0 = 0; r0 < rows; r0 += 16) \
      for (size_t c0 = 0; c0 < columns; c0 += 16) { \
        size_t r1 = r0 + 16 < rows ? r0 + 16 : rows, c1 = c0 + 16 < columns ? c0 + 16 : columns; \
        for (size_t r = r0; r < r1; r++) \
          for (size_t c = c0; c < c1; c++) \
            y[r * columns + c] = x[r * rowStep + c * columnStep]; \
      } \
  }

KERNELS(float, f32)
KERNELS(double, f64)

void meridian_scatter_add_rows(
    int type, size_t count, size_t columns, const void *x, const int32_t *indices, void *y) {
  if (type == MERIDIAN_FLOAT32) scatter_add_f32(count, columns, x, indices, y);
  else scatter_add_f64(count, columns, x, indices, y);
}

void meridian_copy_strided(
    int type, size_t rows, size_t columns, const void *x, size_t rowStep, size_t columnStep,
    void *y) {
  if (columnStep == 1)
    meridian_copy_runs(type, rows, columns, x, rowStep, y, columns);
  else if (type == MERIDIAN_FLOAT32) copy_strided_f32(rows, columns, x, rowStep, columnStep, y);
  else copy_strided_f64(rows, columns, x, rowStep, columnStep, y);
}

void meridian_copy_runs(
    int type, size_t count, size_t columns, const void *x, size_t xStep, void *y, size_t yStep) {
  const size_t size = SIZE(type);
  for (size_t i = 0; i < count; i++)
    memcpy((char *)y + i * yStep * size, (const char *)x + i * xStep * size, columns * size);
}
