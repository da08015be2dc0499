#include "include/norms.h"

#include "include/elementwise.h"
#include "include/kernels_base.h"

// Sums may be reassociated: the order is fixed by the length alone.
#define SUM(SCALAR, NAME) \
  MERIDIAN_DISPATCHED static double NAME(size_t n, const SCALAR *x) { \
    _Pragma("clang fp reassociate(on)") double sum = 0; \
    for (size_t i = 0; i < n; i++) sum += (double)x[i] * (double)x[i]; \
    return sum; \
  }

SUM(float, sum_wide_squares_f32)
SUM(double, sum_wide_squares_f64)

double meridian_sum_wide_squares(int type, size_t n, const void *x) {
  return type == MERIDIAN_FLOAT32 ? sum_wide_squares_f32(n, x) : sum_wide_squares_f64(n, x);
}
