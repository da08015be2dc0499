#include "include/classification.h"

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

#define TEMPLATE "classification_template.h"
#include "both_types.h"

void meridian_class_loss(
    int type, size_t rows, size_t columns, const void *x, const int32_t *labels,
    const void *targets, const void *weights, double smoothing, void *losses, void *shares,
    void *logarithms) {
  if (type == MERIDIAN_FLOAT32)
    class_loss_f32(
        rows, columns, x, labels, targets, weights, smoothing, losses, shares, logarithms);
  else
    class_loss_f64(
        rows, columns, x, labels, targets, weights, smoothing, losses, shares, logarithms);
}

void meridian_class_loss_pullback(
    int type, size_t rows, size_t columns, const void *x, const int32_t *labels,
    const void *targets, const void *weights, double smoothing, const void *logarithms,
    double scale, void *gx) {
  if (type == MERIDIAN_FLOAT32)
    class_loss_pullback_f32(
        rows, columns, x, labels, targets, weights, smoothing, logarithms, scale, gx);
  else
    class_loss_pullback_f64(
        rows, columns, x, labels, targets, weights, smoothing, logarithms, scale, gx);
}
