#include "include/normalization.h"

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define SCALAR float
#define NAME(x) x##_f32
#include "normalization_template.h"
#undef SCALAR
#undef NAME

#define SCALAR double
#define NAME(x) x##_f64
#include "normalization_template.h"
#undef SCALAR
#undef NAME

#define DISPATCH(name, ...) \
  if (type == MERIDIAN_FLOAT32) name##_f32(__VA_ARGS__); \
  else name##_f64(__VA_ARGS__)

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
