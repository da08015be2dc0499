#include "include/winograd.h"

#include <string.h>

#include "include/instruction_set.h"
#include "include/kernels_base.h"

typedef float vector __attribute__((vector_size(64), aligned(4)));
typedef int mask __attribute__((vector_size(64), aligned(4)));
enum { WIDTH = 16, PLANES = 36, ROWS = 4 };

#define INLINE static inline __attribute__((always_inline))
// Planes at multiples of a page would fall on each other in the cache.
#define PLANE(tiles, channels) ((tiles) * (channels) + WIDTH)

static const float A = 0.70710678118654752f, B = 1.41421356237309505f;

int meridian_winograd_is_fast(void) {
  return strcmp(meridian_instruction_set(), "x86-64-v4") == 0;
}

// A multiple of 8 whose planes, before and after the products, stay in a second-level cache.
static size_t tilesOfBlock(size_t in, size_t out) {
  size_t tiles = 131072 / (PLANES * (in + out)) & ~(size_t)7;
  return tiles < 16 ? 16 : tiles > 64 ? 64 : tiles;
}

size_t meridian_winograd_scratch(size_t in, size_t out) {
  const size_t tiles = tilesOfBlock(in, out);
  return PLANES * (PLANE(tiles, in) + PLANE(tiles, out));
}

// value where the other is positive (or NaN, which must be seen), else 0; a macro, for vectors are no arguments
// where the instruction set is not known.
#define WHERE(positive, value) ((vector)(~((positive) <= 0) & (mask)(value)))

// Bᵀ d
INLINE void inputTransform(const vector *d, size_t step, vector *t, size_t to) {
  vector d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step], d5 = d[5 * step];
  vector even = d4 - 2 * d2, odd = A * (d3 - 2 * d1), even2 = d4 - 0.5f * d2, odd2 = B * (d3 - 0.5f * d1);
  t[0] = d0 - 2.5f * d2 + d4;
  t[to] = even + odd;
  t[2 * to] = even - odd;
  t[3 * to] = even2 + odd2;
  t[4 * to] = even2 - odd2;
  t[5 * to] = d1 - 2.5f * d3 + d5;
}

// B t, its adjoint
INLINE void inputAdjoint(const vector *t, size_t step, vector *d, size_t to) {
  vector t0 = t[0], t1 = t[step], t2 = t[2 * step], t3 = t[3 * step], t4 = t[4 * step], t5 = t[5 * step];
  vector s = t1 + t2, e = A * (t1 - t2), s2 = t3 + t4, e2 = B * (t3 - t4);
  d[0] = t0;
  d[to] = t5 - 2 * e - 0.5f * e2;
  d[2 * to] = -2.5f * t0 - 2 * s - 0.5f * s2;
  d[3 * to] = e + e2 - 2.5f * t5;
  d[4 * to] = t0 + s + s2;
  d[5 * to] = t5;
}

// Aᵀ m
INLINE void outputTransform(const vector *m, size_t step, vector *y, size_t to) {
  vector m0 = m[0], m1 = m[step], m2 = m[2 * step], m3 = m[3 * step], m4 = m[4 * step], m5 = m[5 * step];
  vector s = m1 + m2, e = A * (m1 - m2), s2 = m3 + m4, e2 = B * (m3 - m4);
  y[0] = m0 + s + s2;
  y[to] = e + e2;
  y[2 * to] = 0.5f * s + 2 * s2;
  y[3 * to] = 0.5f * e + 2 * e2 + m5;
}

// A y, its adjoint
INLINE void outputAdjoint(const vector *y, size_t step, vector *m, size_t to) {
  vector y0 = y[0], y1 = y[step], y2 = y[2 * step], y3 = y[3 * step];
  vector even = y0 + 0.5f * y2, odd = A * (y1 + 0.5f * y3), even2 = y0 + 2 * y2, odd2 = B * (y1 + 2 * y3);
  m[0] = y0;
  m[to] = even + odd;
  m[2 * to] = even - odd;
  m[3 * to] = even2 + odd2;
  m[4 * to] = even2 - odd2;
  m[5 * to] = y3;
}

// Channels go sixteen at a time; where their number is no multiple of that, the last sixteen begin earlier and what
// they have in common with those before them is computed twice, to the same bits.
INLINE size_t chunkAt(size_t c, size_t channels) { return c + WIDTH <= channels ? c : channels - WIDTH; }

// The lanes of a chunk that no chunk before it had: only these are added to sums.
INLINE void newLanes(size_t c, size_t channels, mask *lanes) {
  const int old = (int)(c - chunkAt(c, channels));
  for (int l = 0; l < WIDTH; l++) (*lanes)[l] = l < old ? 0 : -1;
}

#define LANES(lanes, value) ((vector)((lanes) & (mask)(value)))

// Where a tile's cells are in an image or outside it.
typedef struct {
  const meridian_window *w;
  size_t down, across;
} tiling;

typedef struct {
  size_t image;
  int32_t row, column;
} tile;

static tiling tilingOf(const meridian_window *w) {
  return (tiling){w, (size_t)(w->out[1] + 3) / 4, (size_t)(w->out[2] + 3) / 4};
}

INLINE tile tileAt(const tiling *t, size_t index) {
  const size_t each = t->down * t->across, rest = index % each;
  return (tile){index / each, (int32_t)(rest / t->across) * 4, (int32_t)(rest % t->across) * 4};
}

// Offsets of a tile's cells from the first channel of the first image, or −1 outside.
INLINE void cellsOf(
    tile t, int size, int32_t top, int32_t left, int32_t height, int32_t width, size_t channels,
    ptrdiff_t *offsets) {
  for (int i = 0; i < size; i++)
    for (int j = 0; j < size; j++) {
      const int32_t y = t.row - top + i, x = t.column - left + j;
      const int inside = (y >= 0) & (y < height) & (x >= 0) & (x < width);
      offsets[i * size + j] =
          inside ? (ptrdiff_t)(((t.image * (size_t)height + (size_t)y) * (size_t)width + (size_t)x) * channels)
                 : -1;
    }
}

INLINE void gatherInput(
    const tiling *t, size_t first, size_t count, size_t tiles, size_t channels, const float *x, float *planes) {
  const meridian_window *w = t->w;
  ptrdiff_t cells[36];
  for (size_t k = 0; k < count; k++) {
    cellsOf(tileAt(t, first + k), 6, w->before[1], w->before[2], w->size[1], w->size[2], channels, cells);
    for (size_t from = 0; from < channels; from += WIDTH) {
      const size_t c = chunkAt(from, channels);
      vector d[36], half[36];
      for (int i = 0; i < 36; i++) {
        if (cells[i] < 0) d[i] = (vector){0};
        else d[i] = *(const vector *)(x + cells[i] + c);
      }
      for (int j = 0; j < 6; j++) inputTransform(d + j, 6, half + j, 6);
      for (int i = 0; i < 6; i++) inputTransform(half + 6 * i, 1, d + 6 * i, 1);
      float *to = planes + k * channels + c;
      for (int i = 0; i < 36; i++) *(vector *)(to + (size_t)i * PLANE(tiles, channels)) = d[i];
    }
  }
}

INLINE void scatterInput(
    const tiling *t, size_t first, size_t count, size_t tiles, size_t channels, const float *planes, float *gx) {
  const meridian_window *w = t->w;
  ptrdiff_t cells[36];
  for (size_t k = 0; k < count; k++) {
    cellsOf(tileAt(t, first + k), 6, w->before[1], w->before[2], w->size[1], w->size[2], channels, cells);
    for (size_t from = 0; from < channels; from += WIDTH) {
      const size_t c = chunkAt(from, channels);
      mask lanes;
      newLanes(from, channels, &lanes);
      vector d[36], half[36];
      const float *at = planes + k * channels + c;
      for (int i = 0; i < 36; i++) d[i] = *(const vector *)(at + (size_t)i * PLANE(tiles, channels));
      for (int j = 0; j < 6; j++) inputAdjoint(d + j, 6, half + j, 6);
      for (int i = 0; i < 6; i++) inputAdjoint(half + 6 * i, 1, d + 6 * i, 1);
      for (int i = 0; i < 36; i++)
        if (cells[i] >= 0) *(vector *)(gx + cells[i] + c) += LANES(lanes, d[i]);
    }
  }
}

INLINE void scatterOutput(
    const tiling *t, size_t first, size_t count, size_t tiles, size_t channels, const float *planes,
    const float *bias, int rectified, float *y) {
  const meridian_window *w = t->w;
  ptrdiff_t cells[16];
  for (size_t k = 0; k < count; k++) {
    cellsOf(tileAt(t, first + k), 4, 0, 0, w->out[1], w->out[2], channels, cells);
    for (size_t from = 0; from < channels; from += WIDTH) {
      const size_t c = chunkAt(from, channels);
      vector m[36], half[24], out[16];
      const float *at = planes + k * channels + c;
      for (int i = 0; i < 36; i++) m[i] = *(const vector *)(at + (size_t)i * PLANE(tiles, channels));
      for (int j = 0; j < 6; j++) outputTransform(m + j, 6, half + j, 6);
      for (int i = 0; i < 4; i++) outputTransform(half + 6 * i, 1, out + 4 * i, 1);
      const vector shift = bias ? *(const vector *)(bias + c) : (vector){0};
      for (int i = 0; i < 16; i++) {
        if (cells[i] < 0) continue;
        vector value = out[i] + shift;
        if (rectified) value = WHERE(value, value);
        *(vector *)(y + cells[i] + c) = value;
      }
    }
  }
}

INLINE void gatherOutput(
    const tiling *t, size_t first, size_t count, size_t tiles, size_t channels, const float *y, const float *gy,
    float *planes, float *biasGradient) {
  const meridian_window *w = t->w;
  ptrdiff_t cells[16];
  for (size_t k = 0; k < count; k++) {
    cellsOf(tileAt(t, first + k), 4, 0, 0, w->out[1], w->out[2], channels, cells);
    for (size_t from = 0; from < channels; from += WIDTH) {
      const size_t c = chunkAt(from, channels);
      mask lanes;
      newLanes(from, channels, &lanes);
      vector g[16], half[24], m[36], sum = {0};
      for (int i = 0; i < 16; i++) {
        g[i] = (vector){0};
        if (cells[i] < 0) continue;
        g[i] = *(const vector *)(gy + cells[i] + c);
        if (y) g[i] = WHERE(*(const vector *)(y + cells[i] + c), g[i]);
        sum += g[i];
      }
      if (biasGradient) *(vector *)(biasGradient + c) += LANES(lanes, sum);
      for (int j = 0; j < 4; j++) outputAdjoint(g + j, 4, half + j, 4);
      for (int i = 0; i < 6; i++) outputAdjoint(half + 4 * i, 1, m + 6 * i, 1);
      float *to = planes + k * channels + c;
      for (int i = 0; i < 36; i++) *(vector *)(to + (size_t)i * PLANE(tiles, channels)) = m[i];
    }
  }
}

// c[r, :] (+)= Σ_k a[r aRow + k aColumn] b[k, :] for ROWS rows and `vectors` vectors of columns, the last of which
// begins at `last`
INLINE void productBlock(
    const int vectors, const int adding, size_t depth, const float *restrict a, size_t aRow, size_t aColumn,
    const float *restrict b, float *restrict c, size_t columns, size_t last) {
  vector sums[ROWS][4];
  size_t at[4];
  for (int v = 0; v < vectors; v++) at[v] = v < vectors - 1 ? (size_t)v * WIDTH : last;
  for (int r = 0; r < ROWS; r++)
    for (int v = 0; v < vectors; v++)
      sums[r][v] = adding ? *(vector *)(c + (size_t)r * columns + at[v]) : (vector){0};
  for (size_t k = 0; k < depth; k++) {
    vector right[4];
    for (int v = 0; v < vectors; v++) right[v] = *(const vector *)(b + k * columns + at[v]);
    for (int r = 0; r < ROWS; r++) {
      const float left = a[(size_t)r * aRow + k * aColumn];
      for (int v = 0; v < vectors; v++) sums[r][v] += left * right[v];
    }
  }
  for (int r = 0; r < ROWS; r++)
    for (int v = 0; v < vectors; v++) *(vector *)(c + (size_t)r * columns + at[v]) = sums[r][v];
}

// rows is a multiple of ROWS, columns at least WIDTH
INLINE void product(
    const int adding, size_t rows, size_t columns, size_t depth, const float *a, size_t aRow, size_t aColumn,
    const float *b, float *c) {
  size_t left = (columns + WIDTH - 1) / WIDTH;
  for (size_t j = 0; left > 0;) {
    // Vectors with columns in common are summed in the same block, where both begin with the same sums.
    const size_t vectors = left == 5 ? 3 : left < 4 ? left : 4;
    const size_t last = chunkAt(j + (vectors - 1) * WIDTH, columns) - j;
    for (size_t i = 0; i < rows; i += ROWS) {
      const float *from = a + i * aRow;
      float *to = c + i * columns + j;
      switch (vectors) {
        case 1: productBlock(1, adding, depth, from, aRow, aColumn, b + j, to, columns, last); break;
        case 2: productBlock(2, adding, depth, from, aRow, aColumn, b + j, to, columns, last); break;
        case 3: productBlock(3, adding, depth, from, aRow, aColumn, b + j, to, columns, last); break;
        default: productBlock(4, adding, depth, from, aRow, aColumn, b + j, to, columns, last);
      }
    }
    j += vectors * WIDTH;
    left -= vectors;
  }
}

INLINE size_t roundedUp(size_t count) { return (count + ROWS - 1) / ROWS * ROWS; }

MERIDIAN_DISPATCHED
static void forward(
    size_t images, const meridian_window *w, size_t out, const float *x, const float *filter,
    const float *bias, int rectified, float *y, float *scratch) {
  const size_t in = (size_t)w->channels, tiles = tilesOfBlock(in, out);
  const tiling t = tilingOf(w);
  float *before = scratch, *after = scratch + PLANES * PLANE(tiles, in);
  const size_t all = images * t.down * t.across;
  for (size_t from = 0; from < all; from += tiles) {
    const size_t count = all - from < tiles ? all - from : tiles;
    gatherInput(&t, from, count, tiles, in, x, before);
    for (size_t p = 0; p < PLANES; p++)
      product(
          0, roundedUp(count), out, in, before + p * PLANE(tiles, in), in, 1, filter + p * in * out,
          after + p * PLANE(tiles, out));
    scatterOutput(&t, from, count, tiles, out, after, bias, rectified, y);
  }
}

MERIDIAN_DISPATCHED
static void backward(
    size_t images, const meridian_window *w, size_t out, const float *x, const float *y,
    const float *gy, const float *transposedFilter, float *gx, float *filterGradient,
    float *biasGradient, float *scratch) {
  const size_t in = (size_t)w->channels, tiles = tilesOfBlock(in, out);
  const tiling t = tilingOf(w);
  float *before = scratch, *after = scratch + PLANES * PLANE(tiles, in);
  const size_t all = images * t.down * t.across;
  if (gx) memset(gx, 0, images * (size_t)w->size[1] * (size_t)w->size[2] * in * sizeof *gx);
  for (size_t from = 0; from < all; from += tiles) {
    const size_t count = all - from < tiles ? all - from : tiles;
    gatherOutput(&t, from, count, tiles, out, y, gy, after, biasGradient);
    if (filterGradient) {
      gatherInput(&t, from, count, tiles, in, x, before);
      for (size_t p = 0; p < PLANES; p++)
        product(
            1, in, out, count, before + p * PLANE(tiles, in), 1, in, after + p * PLANE(tiles, out),
            filterGradient + p * in * out);
    }
    if (!gx) continue;
    for (size_t p = 0; p < PLANES; p++)
      product(
          0, roundedUp(count), in, out, after + p * PLANE(tiles, out), out, 1,
          transposedFilter + p * in * out, before + p * PLANE(tiles, in));
    scatterInput(&t, from, count, tiles, in, before, gx);
  }
}

// G g for the three weights of a column or row
INLINE void filterTransform(const vector *g, size_t step, vector *u, size_t to) {
  vector even = (g[0] + 0.5f * g[2 * step]) / -1.5f, odd = A * g[step] / -1.5f;
  vector even2 = (g[0] + 2 * g[2 * step]) / 6, odd2 = B * g[step] / 6;
  u[0] = g[0];
  u[to] = even + odd;
  u[2 * to] = even - odd;
  u[3 * to] = even2 + odd2;
  u[4 * to] = even2 - odd2;
  u[5 * to] = g[2 * step];
}

INLINE void filterAdjoint(const vector *u, size_t step, vector *g, size_t to) {
  vector s = (u[step] + u[2 * step]) / -1.5f, e = A * (u[step] - u[2 * step]) / -1.5f;
  vector s2 = (u[3 * step] + u[4 * step]) / 6, e2 = B * (u[3 * step] - u[4 * step]) / 6;
  g[0] = u[0] + s + s2;
  g[to] = e + e2;
  g[2 * to] = 0.5f * s + 2 * s2 + u[5 * step];
}

MERIDIAN_DISPATCHED
static void filterPlanes(size_t in, size_t out, const float *weights, int transposed, float *filter) {
  const size_t count = in * out;
  for (size_t i = 0; i < count; i += WIDTH) {
    vector g[9], half[18], u[36];
    for (int k = 0; k < 9; k++) g[k] = *(const vector *)(weights + (size_t)k * count + i);
    for (int j = 0; j < 3; j++) filterTransform(g + j, 3, half + j, 3);
    for (int k = 0; k < 6; k++) filterTransform(half + 3 * k, 1, u + 6 * k, 1);
    for (int k = 0; k < 36; k++) {
      float *plane = filter + (size_t)k * count;
      if (!transposed) *(vector *)(plane + i) = u[k];
      else
        for (size_t l = 0; l < WIDTH; l++) plane[(i + l) % out * in + (i + l) / out] = u[k][l];
    }
  }
}

MERIDIAN_DISPATCHED
static void filterPullback(size_t in, size_t out, const float *filter, float *weights) {
  const size_t count = in * out;
  for (size_t i = 0; i < count; i += WIDTH) {
    vector u[36], half[18], g[9];
    for (int k = 0; k < 36; k++) u[k] = *(const vector *)(filter + (size_t)k * count + i);
    for (int j = 0; j < 6; j++) filterAdjoint(u + j, 6, half + j, 6);
    for (int k = 0; k < 3; k++) filterAdjoint(half + 6 * k, 1, g + 3 * k, 1);
    for (int k = 0; k < 9; k++) *(vector *)(weights + (size_t)k * count + i) = g[k];
  }
}

void meridian_winograd_filter(size_t in, size_t out, const float *weights, int transposed, float *filter) {
  filterPlanes(in, out, weights, transposed, filter);
}

void meridian_winograd_filter_pullback(size_t in, size_t out, const float *filter, float *weights) {
  filterPullback(in, out, filter, weights);
}

void meridian_winograd_forward(
    size_t images, const meridian_window *w, size_t out, const float *x, const float *filter,
    const float *bias, int rectified, float *y, float *scratch) {
  forward(images, w, out, x, filter, bias, rectified, y, scratch);
}

void meridian_winograd_backward(
    size_t images, const meridian_window *w, size_t out, const float *x, const float *y,
    const float *gy, const float *transposedFilter, float *gx, float *filterGradient,
    float *biasGradient, float *scratch) {
  backward(
      images, w, out, x, y, gy, transposedFilter, gx, filterGradient, biasGradient, scratch);
}
