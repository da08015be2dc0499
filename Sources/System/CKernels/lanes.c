#include "include/lanes.h"

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define INLINE static inline __attribute__((always_inline))

#define TEMPLATE "lanes_template.h"
#include "both_types.h"

void meridian_extreme(
    int type, int minimum, size_t middle, size_t inner, size_t begin, size_t end, const void *x,
    void *y, int32_t *where) {
  if (minimum) {
    DISPATCH(smallest, middle, inner, begin, end, x, y, where);
  } else {
    DISPATCH(largest, middle, inner, begin, end, x, y, where);
  }
}

void meridian_cumulative_sum(
    int type, int reversed, size_t middle, size_t inner, size_t begin, size_t end, const void *x,
    void *y) {
  DISPATCH(cumulative_sum, reversed, middle, inner, begin, end, x, y);
}

void meridian_gather_along(
    int type, size_t chosen, size_t inner, size_t begin, size_t end, const void *x,
    const int32_t *indices, void *y) {
  // Only moved: whole numbers go as floating-point numbers of their size.
  if (type == MERIDIAN_FLOAT32 || type == MERIDIAN_INT32)
    gather_along_f32(chosen, inner, begin, end, x, indices, y);
  else
    gather_along_f64(chosen, inner, begin, end, x, indices, y);
}

void meridian_scatter_add_along(
    int type, size_t chosen, size_t inner, size_t begin, size_t end, const void *x,
    const int32_t *indices, void *y) {
  DISPATCH(scatter_add_along, chosen, inner, begin, end, x, indices, y);
}

void meridian_compare(
    int type, int comparison, size_t n, const void *a, size_t aStep, const void *b, size_t bStep,
    int32_t *y) {
  DISPATCH(compare, comparison, n, a, aStep, b, bStep, y);
}

void meridian_select(
    int type, size_t n, const int32_t *mask, const void *a, size_t aStep, const void *b,
    size_t bStep, void *y) {
  DISPATCH(select, n, mask, a, aStep, b, bStep, y);
}
