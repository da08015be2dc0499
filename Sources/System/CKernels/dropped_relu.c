#include "include/dropped_relu.h"

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define PULLBACK(SCALAR, NAME) \
  MERIDIAN_DISPATCHED \
  static void NAME(size_t n, const SCALAR *restrict y, double scale_, SCALAR *restrict gradient) { \
    const SCALAR scale = (SCALAR)scale_; \
    for (size_t i = 0; i < n; i++) gradient[i] *= y[i] > 0 ? scale : 0; \
  }

PULLBACK(float, pullback_f32)
PULLBACK(double, pullback_f64)

void meridian_dropped_relu_pullback(int type, size_t n, const void *y, double scale, void *gradient) {
  if (type == MERIDIAN_FLOAT32) pullback_f32(n, y, scale, gradient);
  else pullback_f64(n, y, scale, gradient);
}
