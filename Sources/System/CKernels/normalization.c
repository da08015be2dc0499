#include "include/normalization.h"

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define TEMPLATE "normalization_template.h"
#include "both_types.h"

void meridian_channel_moments(
    int type, size_t rows, size_t channels, const void *x, double *means, double *moments) {
  DISPATCH(moments, rows, channels, x, means, moments);
}

void meridian_channel_products(
    int type, size_t rows, size_t channels, const void *x, const void *means, const void *gy, double *sums,
    double *products) {
  DISPATCH(products, rows, channels, x, means, gy, sums, products);
}

void meridian_channel_affine(
    int type, size_t rows, size_t channels, const void *x, const void *means, const void *factors,
    const void *shifts, void *y) {
  DISPATCH(affine, rows, channels, x, means, factors, shifts, y);
}

void meridian_channel_affine_pullback(
    int type, size_t rows, size_t channels, const void *x, const void *means, const void *gy, const void *factors,
    const void *slopes, const void *shifts, void *gx) {
  DISPATCH(affine_pullback, rows, channels, x, means, gy, factors, slopes, shifts, gx);
}
