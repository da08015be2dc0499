#ifndef MERIDIAN_GAUSSIANS_H
#define MERIDIAN_GAUSSIANS_H

#include <stddef.h>
#include <stdint.h>

// Rows [begin, end): y[row, k] = exp(−½ Σ_d ((x[row, d] − means[d, k]) scales[d, k])²)
void meridian_gaussians(
    int type, size_t begin, size_t end, size_t axes, size_t count, const void *x, const void *means,
    const void *scales, void *y);
// The gradients to means and scales from rows [begin, end) of results y, added to what stands there.
void meridian_gaussians_pullback(
    int type, size_t begin, size_t end, size_t axes, size_t count, const void *x, const void *means,
    const void *scales, const void *y, const void *g, void *gmeans, void *gscales);

#endif
