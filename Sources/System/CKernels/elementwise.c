#include "include/elementwise.h"

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/kernels_base.h"

#define TEMPLATE "elementwise_template.h"
#include "both_types.h"

void meridian_unary(int type, int function, size_t n, const void *x, double p, void *y) {
  DISPATCH(unary, function, n, x, p, y);
}

void meridian_unary_pullback(
    int type, int function, size_t n, const void *x, const void *y, double p, const void *gy,
    int gyStep, void *gx) {
  DISPATCH(unary_pullback, function, n, x, y, p, gy, gyStep, gx);
}

void meridian_binary(
    int type, int function, size_t rows, size_t columns, const void *a, ptrdiff_t aRow,
    ptrdiff_t aColumn, const void *b, ptrdiff_t bRow, ptrdiff_t bColumn, void *y) {
  DISPATCH(binary, function, rows, columns, a, aRow, aColumn, b, bRow, bColumn, y);
}

void meridian_axpy(int type, size_t n, double a, const void *x, void *y) {
  DISPATCH(axpy, n, a, x, y);
}

void meridian_fill(int type, size_t n, double value, void *y) { DISPATCH(fill, n, value, y); }

int meridian_is_finite(int type, size_t n, const void *x) {
  return type == MERIDIAN_FLOAT32 ? is_finite_f32(n, x) : is_finite_f64(n, x);
}

void meridian_momentum_step(
    int type, size_t n, void *x, const void *gradient, void *velocity, double rate,
    double momentum, int nesterov, double decay) {
  DISPATCH(momentum_step, n, x, gradient, velocity, rate, momentum, nesterov, decay);
}

void meridian_adam_step(
    int type, size_t n, void *x, const void *gradient, void *first, void *second, double rate,
    double beta1, double beta2, double epsilon, double decay, double shrink) {
  DISPATCH(
      adam_step, n, x, gradient, first, second, rate, beta1, beta2, epsilon, decay, shrink);
}
