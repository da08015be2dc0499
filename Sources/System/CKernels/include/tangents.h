#ifndef MERIDIAN_TANGENTS_H
#define MERIDIAN_TANGENTS_H

#include <stddef.h>
#include <stdint.h>

// Functions of fields in tangent planes, channel by channel.

// The most numbers of a field that can be sampled.
enum { MERIDIAN_MOST_SAMPLED = 32 };

// Rows [begin, end): y[row, d, c] = Σ_n analysis[n, d] max(0, Σ_e synthesis[n, e] x[row, e, c]), both matrices count × size.
void meridian_rectified_samples(
    int type, size_t begin, size_t end, size_t size, size_t channels, size_t count,
    const void *synthesis, const void *analysis, const void *x, void *y);
// The gradient to x.
void meridian_rectified_samples_pullback(
    int type, size_t begin, size_t end, size_t size, size_t channels, size_t count,
    const void *synthesis, const void *analysis, const void *x, const void *g, void *gx);

// Rows [begin, end): y[row, c] = tanh(u (p − t) + v (r + q)) for x[row, :, c] = (u, v) and m[row, 0, :] = (p…, q…),
// m[row, 1, :] = (r…, t…); with `complex` 0 there are no q and t.
void meridian_alignment(
    int type, size_t begin, size_t end, size_t channels, int complex, const void *x, const void *m,
    void *y);
// The gradients to x and m, from the result y.
void meridian_alignment_pullback(
    int type, size_t begin, size_t end, size_t channels, int complex, const void *x, const void *m,
    const void *y, const void *g, void *gx, void *gm);

#endif
