#ifndef MERIDIAN_IMAGES_H
#define MERIDIAN_IMAGES_H

#include <stddef.h>
#include <stdint.h>

// A window moving over channels-last images: [images, height, width, channels] → [images, outHeight,
// outWidth, …].
typedef struct {
  int32_t height, width, channels, outHeight, outWidth;
  int32_t windowHeight, windowWidth, strideHeight, strideWidth, top, left;
  int32_t dilationHeight, dilationWidth;
} meridian_window;

// Largest value of each window and where it is (cell of the image); NaN wins
void meridian_max_pool(
    int type, size_t images, const meridian_window *w, const void *x, void *y, int32_t *where);
void meridian_max_pool_pullback(
    int type, size_t images, const meridian_window *w, const void *gy, const int32_t *where,
    void *gx);
// Mean of each window's cells that lie in the image
void meridian_average_pool(
    int type, size_t images, const meridian_window *w, const void *x, void *y);
void meridian_average_pool_pullback(
    int type, size_t images, const meridian_window *w, const void *gy, void *gx);
// patches[image, oy, ox, ky, kx, channel], zero outside the image; and its transpose (which adds to gx)
void meridian_patches(
    int type, size_t images, const meridian_window *w, const void *x, void *patches);
void meridian_patches_pullback(
    int type, size_t images, const meridian_window *w, const void *patches, void *gx);

#endif
