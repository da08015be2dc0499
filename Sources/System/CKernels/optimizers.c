#include "include/optimizers.h"

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

#define DOT_BLOCK 2048

#define TEMPLATE "optimizers_template.h"
#include "both_types.h"

void meridian_gradient_step(
    int type, size_t n, void *x, const void *gradient, double rate, double decay) {
  DISPATCH(gradient_step, n, x, gradient, rate, decay);
}

void meridian_rmsprop_step(
    int type, size_t n, void *x, const void *gradient, void *square, void *mean, void *velocity,
    double rate, double smoothing, double epsilon, double momentum, double decay) {
  DISPATCH(
      rmsprop_step, n, x, gradient, square, mean, velocity, rate, smoothing, epsilon, momentum,
      decay);
}

void meridian_move_towards(int type, size_t n, double weight, const void *x, void *y) {
  DISPATCH(move_towards, n, weight, x, y);
}

void meridian_along(int type, size_t n, const void *x, double factor, const void *d, void *y) {
  DISPATCH(along, n, x, factor, d, y);
}

void meridian_clamp(int type, size_t n, double limit, void *x) { DISPATCH(clamp, n, limit, x); }

double meridian_dot(int type, size_t n, const void *x, const void *y) {
  return type == MERIDIAN_FLOAT32 ? dot_f32(n, x, y) : dot_f64(n, x, y);
}
