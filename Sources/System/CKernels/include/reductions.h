#ifndef MERIDIAN_REDUCTIONS_H
#define MERIDIAN_REDUCTIONS_H

#include <stddef.h>
#include <stdint.h>

// y[r] = Σ_c x[r, c], in blocks of a fixed size whose sums are added in double precision
void meridian_sum_rows(int type, size_t rows, size_t columns, const void *x, void *y);
// y[c] = Σ_r x[r, c]; stride: distance between rows of x
void meridian_sum_columns(
    int type, size_t rows, size_t columns, size_t stride, const void *x, void *y);
// Σ x² in double precision
double meridian_sum_squares(int type, size_t n, const void *x);
// Rows of y: softmax of the rows of x, or its logarithm
void meridian_softmax(int type, int logarithm, size_t rows, size_t columns, const void *x, void *y);
void meridian_softmax_pullback(
    int type, int logarithm, size_t rows, size_t columns, const void *y, const void *gy, void *gx);
// For the chosen rows i: losses[i] = ln Σ_c e^x[row, c] − x[row, label], and that logarithm itself
void meridian_cross_entropy(
    int type, size_t count, size_t columns, const void *x, const int32_t *rows,
    const int32_t *labels, void *losses, void *logarithms);
// gx[row, c] += scale (e^(x − logarithm) − [c = label])
void meridian_cross_entropy_pullback(
    int type, size_t count, size_t columns, const void *x, const int32_t *rows,
    const int32_t *labels, const void *logarithms, double scale, void *gx);

// y = (x − mean) / √(variance + ε) · scale + shift along rows; keeps mean and 1 / √(variance + ε)
void meridian_layer_norm(
    int type, size_t rows, size_t columns, double epsilon, const void *x, const void *scale,
    const void *shift, void *y, void *means, void *inverses);
// gx, and what these rows add to the gradients to scale and shift
void meridian_layer_norm_pullback(
    int type, size_t rows, size_t columns, const void *x, const void *scale, const void *means,
    const void *inverses, const void *gy, void *gx, void *gscale, void *gshift);

#endif
