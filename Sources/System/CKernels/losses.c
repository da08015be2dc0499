#include "include/losses.h"

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

// Elements whose losses are summed in their own precision before the sum is added in double precision.
#define LOSS_BLOCK 256

INLINE double f64_log1p_of(double u) { return log1p(u); }
INLINE float f32_log1p_of(float u) { return f32_log1p(u); }

#define TEMPLATE "losses_template.h"
#include "both_types.h"

void meridian_loss(
    int type, int function, size_t count, size_t columns, const int32_t *rows, const void *x,
    const void *y, double p, double q, const void *weights, size_t weightStep, void *losses,
    double *sums) {
  DISPATCH(loss, function, count, columns, rows, x, y, p, q, weights, weightStep, losses, sums);
}

void meridian_loss_pullback(
    int type, int function, size_t count, size_t columns, const int32_t *rows, const void *x,
    const void *y, double p, double q, const void *weights, size_t weightStep, double scale,
    const void *gradients, void *gx, void *gy) {
  DISPATCH(
      loss_pullback, function, count, columns, rows, x, y, p, q, weights, weightStep, scale,
      gradients, gx, gy);
}

void meridian_likelihood(
    int type, size_t count, size_t columns, const int32_t *rows, const int32_t *labels,
    const void *x, void *losses) {
  DISPATCH(likelihood, count, columns, rows, labels, x, losses);
}

void meridian_likelihood_pullback(
    int type, size_t count, size_t columns, const int32_t *rows, const int32_t *labels,
    double scale, const void *gradients, void *gx) {
  DISPATCH(likelihood_pullback, count, columns, rows, labels, scale, gradients, gx);
}

void meridian_cosine(
    int type, size_t rows, size_t columns, double least, const void *x, const void *y,
    void *similarities, void *inverses) {
  DISPATCH(cosine, rows, columns, least, x, y, similarities, inverses);
}

void meridian_cosine_pullback(
    int type, size_t rows, size_t columns, double least, int first, const void *x, const void *y,
    const void *similarities, const void *inverses, const void *g, void *gx) {
  DISPATCH(cosine_pullback, rows, columns, least, first, x, y, similarities, inverses, g, gx);
}
