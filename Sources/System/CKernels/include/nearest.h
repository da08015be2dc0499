#ifndef MERIDIAN_NEAREST_H
#define MERIDIAN_NEAREST_H

#include <stddef.h>
#include <stdint.h>

// Points whose distances are worked out together.
enum { MERIDIAN_NEAREST_PANEL = 64 };

// Panels of points side by side: packed[p][c][j] = x[64 p + j, c], or 0 beyond the last point.
void meridian_nearest_pack(int type, size_t count, size_t channels, const void *x, void *packed);
// For points [begin, end) of x [count, channels] the k nearest of all, k at most count, by squared distance, then index:
// nearest[i − begin, :] + shift. A distance that is no number counts as infinite. Scratch holds `count` rounded up to whole
// panels, and k.
void meridian_nearest(
    int type, size_t begin, size_t end, size_t count, size_t channels, const void *x,
    const void *packed, size_t k, int32_t shift, void *scratch, int32_t *nearest);

#endif
