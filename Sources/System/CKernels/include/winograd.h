#ifndef MERIDIAN_WINOGRAD_H
#define MERIDIAN_WINOGRAD_H

#include <stddef.h>

#include "images.h"

// Convolutions of windows 3 × 3 at stride 1 in a quarter of the products: F(4 × 4, 3 × 3) of Winograd's minimal
// filtering (Lavin and Gray, CVPR 2016), in single precision, with at least 16 channels, in multiples of 4.
//
// The points are 0, ±√½, ±√2 and infinity, which double the rounding error of a direct sum; the usual ±1, ±2
// make it eight times as large.

// 1 where the vectors are wide enough for this to be worth it
int meridian_winograd_is_fast(void);
// Tiles taken together, and floats of scratch that forward and backward need
size_t meridian_winograd_scratch(size_t in, size_t out);

// weights [3, 3, in, out] → [36, in, out], or with its last axes transposed → [36, out, in]
void meridian_winograd_filter(size_t in, size_t out, const float *weights, int transposed, float *filter);
// The gradient to the weights from that to [36, in, out]
void meridian_winograd_filter_pullback(size_t in, size_t out, const float *filter, float *weights);

// y = x ∗ weights + bias (or NULL), and its positive part if `rectified`
void meridian_winograd_forward(
    size_t images, const meridian_window *w, size_t out, const float *x, const float *filter,
    const float *bias, int rectified, float *y, float *scratch);
// From gy, cleared first where the result y (or NULL) is not positive: gx (or NULL) by the transposed filter; added to
// `filterGradient` [36, in, out] and `biasGradient` [out] (each or NULL)
void meridian_winograd_backward(
    size_t images, const meridian_window *w, size_t out, const float *x, const float *y,
    const float *gy, const float *transposedFilter, float *gx, float *filterGradient,
    float *biasGradient, float *scratch);

#endif
