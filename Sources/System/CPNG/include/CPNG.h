#ifndef MERIDIAN_CPNG_H
#define MERIDIAN_CPNG_H

#include <stddef.h>
#include <stdint.h>

// PNG images as raw samples, by libpng, which is opened at the first call.
//
// libpng leaves a function by longjmp when it meets an error, which Swift cannot be left by: so its calls are made
// here. Samples are as the file stores them: no gamma, no premultiplied alpha; colours of a palette are looked up, a
// transparent colour becomes alpha, less than 8 bits are scaled to 8.

typedef struct {
  uint32_t width;
  uint32_t height;
  // 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
  uint32_t channels;
  // 8 or 16 a sample.
  uint32_t bits;
  // Bytes of a row as the file stores it, before compression.
  size_t stored_row;
  // Why a call failed.
  char problem[160];
} cpng_image;

// Reads what comes before the samples; 0 and `problem` on failure.
int cpng_describe(const uint8_t *bytes, size_t count, cpng_image *image);

// Reads the samples, row after row, channels last, 16-bit ones in the machine's order of bytes. `size` is
// width × height × channels × bits / 8 of `cpng_describe`. 0 and `problem` on failure.
int cpng_read(const uint8_t *bytes, size_t count, cpng_image *image, uint8_t *samples, size_t size);

#endif
