#ifndef MERIDIAN_IMAGES_H
#define MERIDIAN_IMAGES_H

#include <stddef.h>
#include <stdint.h>

// A window moving over channels-last grids: [items, depth, height, width, channels] → [items, out…, …]. The three
// axes stand outermost first; a grid of fewer has leading axes of one cell.
typedef struct {
  int32_t channels;
  int32_t size[3], out[3], window[3], stride[3], before[3], dilation[3];
} meridian_window;

// Largest value of each window and which cell of the window it is, in row-major order; NaN wins. `wide`: the cells'
// numbers are of 32 bits, else of 8.
void meridian_max_pool(
    int type, int wide, size_t items, const meridian_window *w, const void *x, void *y, void *where);
void meridian_max_pool_pullback(
    int type, int wide, size_t items, const meridian_window *w, const void *gy, const void *where, void *gx);
// Mean of each window's cells that lie in the grid
void meridian_average_pool(
    int type, size_t items, const meridian_window *w, const void *x, void *y);
void meridian_average_pool_pullback(
    int type, size_t items, const meridian_window *w, const void *gy, void *gx);
// patches[item, out…, window…, channel] of `count` channels from `first` on, zero outside the grid; and its
// transpose (which adds to gx)
void meridian_patches(
    int type, size_t items, const meridian_window *w, size_t first, size_t count, const void *x, void *patches);
void meridian_patches_pullback(
    int type, size_t items, const meridian_window *w, size_t first, size_t count, const void *patches, void *gx);

#endif
