#include "include/few_channels.h"

#include <string.h>

#include "include/kernels_base.h"

typedef float vector __attribute__((vector_size(64), aligned(4)));
typedef int mask __attribute__((vector_size(64), aligned(4)));
enum { WIDTH = 16, ROWS = 4 };

#define INLINE static inline __attribute__((always_inline))

// value where the other is positive (or NaN, which must be seen), else 0; a macro, for vectors are no arguments
// where the instruction set is not known.
#define WHERE(positive, value) ((vector)(~((positive) <= 0) & (mask)(value)))

// A grid continued by zeros so that every cell of every window lies in it.
typedef struct {
  size_t size[3];
  size_t taps;
  ptrdiff_t offsets[MERIDIAN_FEW_CHANNELS_WINDOW];
} padded;

static void describe(const meridian_window *w, padded *p) {
  for (int a = 0; a < 3; a++)
    p->size[a] = (size_t)((w->out[a] - 1) * w->stride[a] + (w->window[a] - 1) * w->dilation[a] + 1);
  p->taps = 0;
  for (int32_t z = 0; z < w->window[0]; z++)
    for (int32_t y = 0; y < w->window[1]; y++)
      for (int32_t x = 0; x < w->window[2]; x++)
        for (int32_t c = 0; c < w->channels; c++)
          p->offsets[p->taps++] =
              (((ptrdiff_t)(z * w->dilation[0]) * (ptrdiff_t)p->size[1] + y * w->dilation[1]) *
                   (ptrdiff_t)p->size[2] +
               x * w->dilation[2]) *
                  w->channels +
              c;
}

static size_t paddedCount(const padded *p, const meridian_window *w) {
  return p->size[0] * p->size[1] * p->size[2] * (size_t)w->channels;
}

size_t meridian_few_channels_scratch(const meridian_window *w, size_t out) {
  padded p;
  describe(w, &p);
  return (paddedCount(&p, w) + WIDTH - 1) / WIDTH * WIDTH + (size_t)w->out[2] * out;
}

static void pad(const padded *p, const meridian_window *w, const float *x, float *to) {
  const size_t channels = (size_t)w->channels;
  const int32_t length = (int32_t)p->size[2];
  const int32_t low = w->before[2] < length ? w->before[2] : length;
  const int32_t end = w->before[2] + w->size[2] < length ? w->before[2] + w->size[2] : length;
  for (int32_t z = 0; z < (int32_t)p->size[0]; z++)
    for (int32_t y = 0; y < (int32_t)p->size[1]; y++, to += (size_t)length * channels) {
      const int32_t iz = z - w->before[0], iy = y - w->before[1];
      if (iz < 0 || iz >= w->size[0] || iy < 0 || iy >= w->size[1]) {
        memset(to, 0, (size_t)length * channels * sizeof *to);
        continue;
      }
      const float *row = x + ((size_t)iz * (size_t)w->size[1] + (size_t)iy) * (size_t)w->size[2] * channels;
      memset(to, 0, (size_t)low * channels * sizeof *to);
      memcpy(to + (size_t)low * channels, row, (size_t)(end - low) * channels * sizeof *to);
      memset(to + (size_t)end * channels, 0, (size_t)(length - end) * channels * sizeof *to);
    }
}

// Four neighbouring results, or fewer at the end of a row, of `vectors` vectors of channels.
INLINE void results(
    const int vectors, const padded *p, const float *const *from, int rows, const float *restrict weights,
    size_t out, const float *bias, int rectified, float *restrict y) {
  vector sums[ROWS][4];
  for (int v = 0; v < vectors; v++)
    for (int r = 0; r < ROWS; r++) sums[r][v] = bias ? *(const vector *)(bias + v * WIDTH) : (vector){0};
  for (size_t k = 0; k < p->taps; k++) {
    vector right[4];
    for (int v = 0; v < vectors; v++) right[v] = *(const vector *)(weights + k * out + v * WIDTH);
    for (int r = 0; r < ROWS; r++) {
      const float left = from[r][p->offsets[k]];
      for (int v = 0; v < vectors; v++) sums[r][v] += left * right[v];
    }
  }
  for (int r = 0; r < ROWS && r < rows; r++)
    for (int v = 0; v < vectors; v++)
      *(vector *)(y + (size_t)r * out + v * WIDTH) = rectified ? WHERE(sums[r][v], sums[r][v]) : sums[r][v];
}

// A row of results from the row of the padded grid where its first window begins.
INLINE void resultRow(
    const padded *p, const meridian_window *w, size_t out, const float *from, const float *weights,
    const float *bias, int rectified, float *y) {
  const size_t step = (size_t)w->stride[2] * (size_t)w->channels, length = (size_t)w->out[2];
  for (size_t x = 0; x < length; x += ROWS) {
    const int rows = length - x < ROWS ? (int)(length - x) : ROWS;
    const float *lefts[ROWS];
    for (int r = 0; r < ROWS; r++) lefts[r] = from + (x + (size_t)(r < rows ? r : rows - 1)) * step;
    for (size_t c = 0; c < out; c += 4 * WIDTH) {
      const float *b = bias ? bias + c : NULL;
      float *to = y + x * out + c;
      switch ((out - c) / WIDTH) {
        case 1: results(1, p, lefts, rows, weights + c, out, b, rectified, to); break;
        case 2: results(2, p, lefts, rows, weights + c, out, b, rectified, to); break;
        case 3: results(3, p, lefts, rows, weights + c, out, b, rectified, to); break;
        default: results(4, p, lefts, rows, weights + c, out, b, rectified, to);
      }
    }
  }
}

// Where the first window of a row of results begins in the padded grid.
INLINE size_t rowStart(const padded *p, const meridian_window *w, int32_t z, int32_t y) {
  return ((size_t)(z * w->stride[0]) * p->size[1] + (size_t)(y * w->stride[1])) * p->size[2] * (size_t)w->channels;
}

MERIDIAN_DISPATCHED
static void forward(
    size_t items, const meridian_window *w, size_t out, const float *x, const float *weights,
    const float *bias, int rectified, float *y, float *scratch) {
  padded p;
  describe(w, &p);
  const size_t grid = (size_t)w->size[0] * (size_t)w->size[1] * (size_t)w->size[2] * (size_t)w->channels;
  for (size_t n = 0; n < items; n++) {
    pad(&p, w, x + n * grid, scratch);
    for (int32_t oz = 0; oz < w->out[0]; oz++)
      for (int32_t oy = 0; oy < w->out[1]; oy++, y += (size_t)w->out[2] * out)
        resultRow(&p, w, out, scratch + rowStart(&p, w, oz, oy), weights, bias, rectified, y);
  }
}

// Adds to `taps` rows of the weights' gradient what one row of results tells.
INLINE void weightBlock(
    const int taps, const int vectors, const float *from, const ptrdiff_t *offsets, size_t step, size_t length,
    const float *restrict g, size_t out, float *restrict gradient) {
  vector sums[ROWS][4];
  for (int r = 0; r < taps; r++)
    for (int v = 0; v < vectors; v++) sums[r][v] = *(vector *)(gradient + (size_t)r * out + v * WIDTH);
  for (size_t x = 0; x < length; x++) {
    vector right[4];
    for (int v = 0; v < vectors; v++) right[v] = *(const vector *)(g + x * out + v * WIDTH);
    for (int r = 0; r < taps; r++) {
      const float left = from[x * step + (size_t)offsets[r]];
      for (int v = 0; v < vectors; v++) sums[r][v] += left * right[v];
    }
  }
  for (int r = 0; r < taps; r++)
    for (int v = 0; v < vectors; v++) *(vector *)(gradient + (size_t)r * out + v * WIDTH) = sums[r][v];
}

INLINE void weightColumns(
    const int vectors, const padded *p, const float *from, size_t step, size_t length, const float *g, size_t out,
    float *gradient) {
  for (size_t k = 0; k < p->taps;) {
    const ptrdiff_t *offsets = p->offsets + k;
    float *to = gradient + k * out;
    // Nine taps are three threes, not two fours and a one.
    const size_t rest = p->taps - k;
    if (rest >= 4 && rest != 5 && rest != 6 && rest != 9) {
      weightBlock(4, vectors, from, offsets, step, length, g, out, to);
      k += 4;
    } else if (rest >= 3) {
      weightBlock(3, vectors, from, offsets, step, length, g, out, to);
      k += 3;
    } else if (rest == 2) {
      weightBlock(2, vectors, from, offsets, step, length, g, out, to);
      k += 2;
    } else {
      weightBlock(1, vectors, from, offsets, step, length, g, out, to);
      k += 1;
    }
  }
}

MERIDIAN_DISPATCHED
static void weights(
    size_t items, const meridian_window *w, size_t out, const float *x, const float *y, const float *gy,
    float *weightGradient, float *biasGradient, float *scratch) {
  padded p;
  describe(w, &p);
  const size_t grid = (size_t)w->size[0] * (size_t)w->size[1] * (size_t)w->size[2] * (size_t)w->channels;
  const size_t length = (size_t)w->out[2], step = (size_t)w->stride[2] * (size_t)w->channels;
  float *row = scratch + (paddedCount(&p, w) + WIDTH - 1) / WIDTH * WIDTH;
  for (size_t n = 0; n < items; n++) {
    if (weightGradient) pad(&p, w, x + n * grid, scratch);
    for (int32_t oz = 0; oz < w->out[0]; oz++)
      for (int32_t oy = 0; oy < w->out[1]; oy++, gy += length * out) {
        for (size_t c = 0; c < out; c += WIDTH) {
          vector sum = {0};
          for (size_t i = c; i < length * out; i += out) {
            vector g = *(const vector *)(gy + i);
            if (y) g = WHERE(*(const vector *)(y + i), g);
            *(vector *)(row + i) = g;
            sum += g;
          }
          if (biasGradient) *(vector *)(biasGradient + c) += sum;
        }
        if (y) y += length * out;
        if (!weightGradient) continue;
        const float *from = scratch + rowStart(&p, w, oz, oy);
        for (size_t c = 0; c < out; c += 4 * WIDTH)
          switch ((out - c) / WIDTH) {
            case 1: weightColumns(1, &p, from, step, length, row + c, out, weightGradient + c); break;
            case 2: weightColumns(2, &p, from, step, length, row + c, out, weightGradient + c); break;
            case 3: weightColumns(3, &p, from, step, length, row + c, out, weightGradient + c); break;
            default: weightColumns(4, &p, from, step, length, row + c, out, weightGradient + c);
          }
      }
  }
}

void meridian_few_channels_forward(
    size_t items, const meridian_window *w, size_t out, const float *x, const float *weights,
    const float *bias, int rectified, float *y, float *scratch) {
  forward(items, w, out, x, weights, bias, rectified, y, scratch);
}

void meridian_few_channels_weights(
    size_t items, const meridian_window *w, size_t out, const float *x, const float *y, const float *gy,
    float *weightGradient, float *biasGradient, float *scratch) {
  weights(items, w, out, x, y, gy, weightGradient, biasGradient, scratch);
}
