#include "include/movement.h"

#include <string.h>

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define SIZE(type) ((type) == MERIDIAN_FLOAT32 || (type) == MERIDIAN_INT32 ? 4 : 8)

void meridian_gather_rows(
    int type, size_t count, size_t columns, const void *x, const int32_t *indices, void *y) {
  const size_t bytes = columns * SIZE(type);
  if (bytes == 4)
    for (size_t i = 0; i < count; i++) ((uint32_t *)y)[i] = ((const uint32_t *)x)[indices[i]];
  else
    for (size_t i = 0; i < count; i++)
      memcpy((char *)y + i * bytes, (const char *)x + (size_t)indices[i] * bytes, bytes);
}

#define SCATTER(SCALAR, SUFFIX) \
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
  static void add_grid_##SUFFIX( \
      size_t rows, size_t columns, const SCALAR *restrict x, ptrdiff_t xRow, ptrdiff_t xColumn, \
      SCALAR *restrict y, ptrdiff_t yRow, ptrdiff_t yColumn) { \
    for (ptrdiff_t r = 0; r < (ptrdiff_t)rows; r++) { \
      const SCALAR *restrict from = x + r * xRow; \
      SCALAR *restrict to = y + r * yRow; \
      if (xColumn == 1 && yColumn == 1) \
        for (ptrdiff_t c = 0; c < (ptrdiff_t)columns; c++) to[c] += from[c]; \
      else \
        for (ptrdiff_t c = 0; c < (ptrdiff_t)columns; c++) to[c * yColumn] += from[c * xColumn]; \
    } \
  }

SCATTER(float, f32)
SCATTER(double, f64)

// Tiles small enough that the lines they touch on either side stay in the first cache.
#define COPY(WORD, SUFFIX) \
  MERIDIAN_DISPATCHED \
  static void copy_grid_##SUFFIX( \
      ptrdiff_t rows, ptrdiff_t columns, const WORD *restrict x, ptrdiff_t xRow, \
      ptrdiff_t xColumn, WORD *restrict y, ptrdiff_t yRow, ptrdiff_t yColumn) { \
    for (ptrdiff_t r0 = 0; r0 < rows; r0 += 16) \
      for (ptrdiff_t c0 = 0; c0 < columns; c0 += 16) { \
        ptrdiff_t r1 = r0 + 16 < rows ? r0 + 16 : rows; \
        ptrdiff_t c1 = c0 + 16 < columns ? c0 + 16 : columns; \
        for (ptrdiff_t r = r0; r < r1; r++) \
          if (yColumn == 1) \
            for (ptrdiff_t c = c0; c < c1; c++) y[r * yRow + c] = x[r * xRow + c * xColumn]; \
          else \
            for (ptrdiff_t c = c0; c < c1; c++) \
              y[r * yRow + c * yColumn] = x[r * xRow + c * xColumn]; \
      } \
  } \
  MERIDIAN_DISPATCHED \
  static void fill_##SUFFIX(size_t n, WORD value, WORD *restrict y) { \
    for (size_t i = 0; i < n; i++) y[i] = value; \
  }

COPY(uint32_t, 32)
COPY(uint64_t, 64)

void meridian_scatter_add_rows(
    int type, size_t count, size_t columns, const void *x, const int32_t *indices, void *y) {
  if (type == MERIDIAN_FLOAT32) scatter_add_f32(count, columns, x, indices, y);
  else scatter_add_f64(count, columns, x, indices, y);
}

void meridian_copy_grid(
    int type, size_t rows, size_t columns, const void *x, ptrdiff_t xRow, ptrdiff_t xColumn,
    void *y, ptrdiff_t yRow, ptrdiff_t yColumn) {
  const ptrdiff_t size = SIZE(type);
  if (xColumn == 1 && yColumn == 1 && columns >= 4)
    for (ptrdiff_t r = 0; r < (ptrdiff_t)rows; r++)
      memcpy((char *)y + r * yRow * size, (const char *)x + r * xRow * size, columns * size);
  else if (size == 4)
    copy_grid_32((ptrdiff_t)rows, (ptrdiff_t)columns, x, xRow, xColumn, y, yRow, yColumn);
  else
    copy_grid_64((ptrdiff_t)rows, (ptrdiff_t)columns, x, xRow, xColumn, y, yRow, yColumn);
}

void meridian_add_grid(
    int type, size_t rows, size_t columns, const void *x, ptrdiff_t xRow, ptrdiff_t xColumn,
    void *y, ptrdiff_t yRow, ptrdiff_t yColumn) {
  if (type == MERIDIAN_FLOAT32)
    add_grid_f32(rows, columns, x, xRow, xColumn, y, yRow, yColumn);
  else
    add_grid_f64(rows, columns, x, xRow, xColumn, y, yRow, yColumn);
}

void meridian_copy_strided(
    int type, size_t rows, size_t columns, const void *x, size_t rowStep, size_t columnStep,
    void *y) {
  meridian_copy_grid(
      type, rows, columns, x, (ptrdiff_t)rowStep, (ptrdiff_t)columnStep, y, (ptrdiff_t)columns, 1);
}

void meridian_copy_runs(
    int type, size_t count, size_t columns, const void *x, size_t xStep, void *y, size_t yStep) {
  const size_t size = SIZE(type);
  for (size_t i = 0; i < count; i++)
    memcpy((char *)y + i * yStep * size, (const char *)x + i * xStep * size, columns * size);
}

void meridian_fill_element(int type, size_t n, const void *value, void *y) {
  if (SIZE(type) == 4) {
    uint32_t word;
    memcpy(&word, value, sizeof word);
    fill_32(n, word, y);
  } else {
    uint64_t word;
    memcpy(&word, value, sizeof word);
    fill_64(n, word, y);
  }
}

// A conversion to whole numbers drops the fraction, takes the nearest beyond the range, and 0 for NaN.
#define WHOLE(SCALAR, INTEGER, LOW, HIGH, NAME) \
  MERIDIAN_DISPATCHED static void NAME(size_t n, const SCALAR *restrict x, INTEGER *restrict y) { \
    for (size_t i = 0; i < n; i++) \
      y[i] = x[i] >= -(SCALAR)(LOW) ? HIGH : x[i] <= (SCALAR)(LOW) ? LOW \
          : x[i] == x[i] ? (INTEGER)x[i] : 0; \
  }
#define PLAIN(FROM, TO, NAME) \
  MERIDIAN_DISPATCHED static void NAME(size_t n, const FROM *restrict x, TO *restrict y) { \
    for (size_t i = 0; i < n; i++) y[i] = (TO)x[i]; \
  }

WHOLE(float, int32_t, INT32_MIN, INT32_MAX, f32_to_i32)
WHOLE(float, int64_t, INT64_MIN, INT64_MAX, f32_to_i64)
WHOLE(double, int32_t, INT32_MIN, INT32_MAX, f64_to_i32)
WHOLE(double, int64_t, INT64_MIN, INT64_MAX, f64_to_i64)
PLAIN(float, double, f32_to_f64)
PLAIN(double, float, f64_to_f32)
PLAIN(int32_t, float, i32_to_f32)
PLAIN(int32_t, double, i32_to_f64)
PLAIN(int32_t, int64_t, i32_to_i64)
PLAIN(int64_t, float, i64_to_f32)
PLAIN(int64_t, double, i64_to_f64)
PLAIN(int64_t, int32_t, i64_to_i32)

void meridian_convert(int from, int to, size_t n, const void *x, void *y) {
  switch (4 * from + to) {
    case 4 * MERIDIAN_FLOAT32 + MERIDIAN_FLOAT64: f32_to_f64(n, x, y); return;
    case 4 * MERIDIAN_FLOAT32 + MERIDIAN_INT32: f32_to_i32(n, x, y); return;
    case 4 * MERIDIAN_FLOAT32 + MERIDIAN_INT64: f32_to_i64(n, x, y); return;
    case 4 * MERIDIAN_FLOAT64 + MERIDIAN_FLOAT32: f64_to_f32(n, x, y); return;
    case 4 * MERIDIAN_FLOAT64 + MERIDIAN_INT32: f64_to_i32(n, x, y); return;
    case 4 * MERIDIAN_FLOAT64 + MERIDIAN_INT64: f64_to_i64(n, x, y); return;
    case 4 * MERIDIAN_INT32 + MERIDIAN_FLOAT32: i32_to_f32(n, x, y); return;
    case 4 * MERIDIAN_INT32 + MERIDIAN_FLOAT64: i32_to_f64(n, x, y); return;
    case 4 * MERIDIAN_INT32 + MERIDIAN_INT64: i32_to_i64(n, x, y); return;
    case 4 * MERIDIAN_INT64 + MERIDIAN_FLOAT32: i64_to_f32(n, x, y); return;
    case 4 * MERIDIAN_INT64 + MERIDIAN_FLOAT64: i64_to_f64(n, x, y); return;
    case 4 * MERIDIAN_INT64 + MERIDIAN_INT32: i64_to_i32(n, x, y); return;
    default: memcpy(y, x, n * SIZE(from));
  }
}

#define EQUAL(SCALAR, SUFFIX) \
  MERIDIAN_DISPATCHED \
  static int equal_##SUFFIX(size_t n, const SCALAR *restrict x, const SCALAR *restrict y) { \
    int wrong = 0; \
    for (size_t i = 0; i < n; i++) wrong |= !(x[i] == y[i]); \
    return !wrong; \
  }

EQUAL(float, f32)
EQUAL(double, f64)

int meridian_equal(int type, size_t n, const void *x, const void *y) {
  switch (type) {
    case MERIDIAN_FLOAT32: return equal_f32(n, x, y);
    case MERIDIAN_FLOAT64: return equal_f64(n, x, y);
    default: return memcmp(x, y, n * SIZE(type)) == 0;
  }
}

MERIDIAN_DISPATCHED
static int are_below(size_t n, const int32_t *indices, uint32_t limit) {
  int wrong = 0;
  for (size_t i = 0; i < n; i++) wrong |= (uint32_t)indices[i] >= limit;
  return !wrong;
}

int meridian_indices_within(size_t n, const int32_t *indices, size_t bound) {
  return are_below(n, indices, bound > INT32_MAX ? (uint32_t)INT32_MAX + 1 : (uint32_t)bound);
}
