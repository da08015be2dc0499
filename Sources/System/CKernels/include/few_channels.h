#ifndef MERIDIAN_FEW_CHANNELS_H
#define MERIDIAN_FEW_CHANNELS_H

#include <stddef.h>

#include "images.h"

// Convolutions of grids with few channels, as a network's first layer has them, in single precision: sums stay in
// registers while the window's cells and channels pass. The results' channels are a multiple of 16.

// The largest window, in cells times channels
enum { MERIDIAN_FEW_CHANNELS_WINDOW = 512 };

// Floats of scratch that both need
size_t meridian_few_channels_scratch(const meridian_window *w, size_t out);
// y = x ∗ weights + bias (or NULL), and its positive part if `rectified`; weights [window…, channels, out]
void meridian_few_channels_forward(
    size_t items, const meridian_window *w, size_t out, const float *x, const float *weights,
    const float *bias, int rectified, float *y, float *scratch);
// Adds to the gradients of weights and bias (each or NULL); gy counts where the result y (or NULL) is positive
void meridian_few_channels_weights(
    size_t items, const meridian_window *w, size_t out, const float *x, const float *y, const float *gy,
    float *weightGradient, float *biasGradient, float *scratch);

#endif
