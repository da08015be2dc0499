#ifndef MERIDIAN_NORMALIZATION_H
#define MERIDIAN_NORMALIZATION_H

#include <stddef.h>

// Rows of channels, [rows, channels]; sums are in double precision.

// means[c] = mean of x[:, c] and moments[c] = Σ (x[:, c] − means[c])²
void meridian_channel_moments(
    int type, size_t rows, size_t channels, const void *x, double *means, double *moments);
// sums[c] = Σ gy[:, c] and products[c] = Σ gy[:, c] (x[:, c] − means[c])
void meridian_channel_products(
    int type, size_t rows, size_t channels, const void *x, const void *means, const void *gy, double *sums,
    double *products);
// y = (x − means) factors + shifts
void meridian_channel_affine(
    int type, size_t rows, size_t channels, const void *x, const void *means, const void *factors,
    const void *shifts, void *y);
// gx = gy factors + (x − means) slopes + shifts
void meridian_channel_affine_pullback(
    int type, size_t rows, size_t channels, const void *x, const void *means, const void *gy, const void *factors,
    const void *slopes, const void *shifts, void *gx);

#endif
