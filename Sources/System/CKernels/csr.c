#include "csr.h"

#include <string.h>

#include "kernels_base.h"

static void insertionSort(int32_t *keys, size_t count) {
  for (size_t index = 1; index < count; index++) {
    int32_t key = keys[index];
    size_t place = index;
    for (; place > 0 && keys[place - 1] > key; place--) keys[place] = keys[place - 1];
    keys[place] = key;
  }
}

// Sorts distinct non-negative keys in linear time: bytes from the lowest, as many as the largest key has.
static void sortIndices(int32_t *keys, size_t count, int32_t *scratch) {
  if (count <= 32) {
    insertionSort(keys, count);
    return;
  }
  int32_t all = 0;
  for (size_t index = 0; index < count; index++) all |= keys[index];
  int32_t *from = keys, *to = scratch;
  for (int shift = 0; shift < 32 && (all >> shift) != 0; shift += 8) {
    size_t places[257] = {0};
    for (size_t index = 0; index < count; index++) places[((from[index] >> shift) & 255) + 1]++;
    for (size_t byte = 0; byte < 256; byte++) places[byte + 1] += places[byte];
    for (size_t index = 0; index < count; index++)
      to[places[(from[index] >> shift) & 255]++] = from[index];
    int32_t *other = from;
    from = to;
    to = other;
  }
  if (from != keys) memcpy(keys, from, count * sizeof *keys);
}

void meridian_csr_product_count(
    size_t begin, size_t end, const int32_t *aOffsets, const int32_t *aColumns,
    const int32_t *bOffsets, const int32_t *bColumns, int32_t *mark, int32_t *lengths) {
  for (size_t row = begin; row < end; row++) {
    int32_t count = 0;
    for (int32_t a = aOffsets[row]; a < aOffsets[row + 1]; a++) {
      int32_t middle = aColumns[a];
      for (int32_t b = bOffsets[middle]; b < bOffsets[middle + 1]; b++) {
        int32_t column = bColumns[b];
        count += mark[column] != (int32_t)row;
        mark[column] = (int32_t)row;
      }
    }
    lengths[row] = count;
  }
}

#define SCALAR double
#define NAME(function) function##_f64
#include "csr_template.h"

#define SCALAR float
#define NAME(function) function##_f32
#include "csr_template.h"

static void solveOne(
    size_t n, const int32_t *offsets, const int32_t *rows, const double *values, size_t stride,
    double *x) {
  for (size_t column = 0; column < n; column++) {
    double solved = x[column * stride];
    for (int32_t entry = offsets[column] + 1; entry < offsets[column + 1]; entry++)
      x[(size_t)rows[entry] * stride] -= values[entry] * solved;
  }
  for (size_t column = n; column-- > 0;) {
    double solved = x[column * stride] / values[offsets[column]];
    for (int32_t entry = offsets[column] + 1; entry < offsets[column + 1]; entry++)
      solved -= values[entry] * x[(size_t)rows[entry] * stride];
    x[column * stride] = solved;
  }
}

// Several right-hand sides at a time: one read of the factor, a few vector operations an entry.
#define SOLVE(LANES) \
  MERIDIAN_DISPATCHED \
  static void solve##LANES( \
      size_t n, const int32_t *offsets, const int32_t *rows, const double *values, \
      size_t stride, double *x) { \
    for (size_t column = 0; column < n; column++) { \
      double solved[LANES]; \
      memcpy(solved, x + column * stride, sizeof solved); \
      for (int32_t entry = offsets[column] + 1; entry < offsets[column + 1]; entry++) { \
        double *target = x + (size_t)rows[entry] * stride; \
        double factor = values[entry]; \
        for (size_t lane = 0; lane < LANES; lane++) target[lane] -= factor * solved[lane]; \
      } \
    } \
    for (size_t column = n; column-- > 0;) { \
      double solved[LANES]; \
      double pivot = values[offsets[column]]; \
      double *target = x + column * stride; \
      for (size_t lane = 0; lane < LANES; lane++) solved[lane] = target[lane] / pivot; \
      for (int32_t entry = offsets[column] + 1; entry < offsets[column + 1]; entry++) { \
        const double *source = x + (size_t)rows[entry] * stride; \
        double factor = values[entry]; \
        for (size_t lane = 0; lane < LANES; lane++) solved[lane] -= factor * source[lane]; \
      } \
      memcpy(target, solved, sizeof solved); \
    } \
  }

SOLVE(16)
SOLVE(8)

void meridian_ldl_solve(
    size_t n, const int32_t *offsets, const int32_t *rows, const double *values, size_t width,
    size_t stride, double *x) {
  size_t side = 0;
  for (; side + 16 <= width; side += 16) solve16(n, offsets, rows, values, stride, x + side);
  for (; side + 8 <= width; side += 8) solve8(n, offsets, rows, values, stride, x + side);
  for (; side < width; side++) solveOne(n, offsets, rows, values, stride, x + side);
}
