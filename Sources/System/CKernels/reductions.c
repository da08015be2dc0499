#include "include/reductions.h"

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

#define TEMPLATE "reductions_template.h"
#include "both_types.h"

void meridian_sum_rows(int type, size_t rows, size_t columns, const void *x, void *y) {
  DISPATCH(sum_rows, rows, columns, x, y);
}

void meridian_sum_columns(
    int type, size_t rows, size_t columns, size_t stride, const void *x, void *y) {
  DISPATCH(sum_columns, rows, columns, stride, x, y);
}

double meridian_sum_squares(int type, size_t n, const void *x) {
  return type == MERIDIAN_FLOAT32 ? sum_squares_f32(n, x) : sum_squares_f64(n, x);
}

void meridian_softmax(
    int type, int logarithm, size_t rows, size_t columns, const void *x, void *y) {
  DISPATCH(softmax, logarithm, rows, columns, x, y);
}

void meridian_softmax_pullback(
    int type, int logarithm, size_t rows, size_t columns, const void *y, const void *gy,
    void *gx) {
  DISPATCH(softmax_pullback, logarithm, rows, columns, y, gy, gx);
}

void meridian_cross_entropy(
    int type, size_t count, size_t columns, const void *x, const int32_t *rows,
    const int32_t *labels, void *losses, void *logarithms) {
  DISPATCH(cross_entropy, count, columns, x, rows, labels, losses, logarithms);
}

void meridian_cross_entropy_pullback(
    int type, size_t count, size_t columns, const void *x, const int32_t *rows,
    const int32_t *labels, const void *logarithms, double scale, void *gx) {
  DISPATCH(cross_entropy_pullback, count, columns, x, rows, labels, logarithms, scale, gx);
}

void meridian_layer_norm(
    int type, size_t rows, size_t columns, double epsilon, const void *x, const void *scale,
    const void *shift, void *y, void *means, void *inverses) {
  DISPATCH(layer_norm, rows, columns, epsilon, x, scale, shift, y, means, inverses);
}

void meridian_layer_norm_pullback(
    int type, size_t rows, size_t columns, const void *x, const void *scale, const void *means,
    const void *inverses, const void *gy, void *gx, void *gscale, void *gshift) {
  DISPATCH(
      layer_norm_pullback, rows, columns, x, scale, means, inverses, gy, gx, gscale, gshift);
}
