// Included once for each element type, with SCALAR and NAME set.

MERIDIAN_DISPATCHED
static void NAME(average_pool)(
    size_t items, const meridian_window *w, const SCALAR *restrict x, SCALAR *restrict y) {
  const size_t channels = (size_t)w->channels;
  for (size_t n = 0; n < items; n++, x += GRID(w) * channels, y += CELLS(w) * channels)
    EACH_WINDOW(w, {
      const SCALAR share =
          1 / (SCALAR)((high[0] - low[0]) * (high[1] - low[1]) * (high[2] - low[2]));
      EACH_BLOCK(channels, {
        SCALAR sum[BLOCK] = {0};
        EACH_CELL(w, {
          const SCALAR *from = x + cell * channels + c;
          for (size_t i = 0; i < count; i++) sum[i] += from[i];
        })
        for (size_t i = 0; i < count; i++) y[out * channels + c + i] = sum[i] * share;
      })
    })
}

MERIDIAN_DISPATCHED
static void NAME(average_pool_pullback)(
    size_t items, const meridian_window *w, const SCALAR *restrict gy, SCALAR *restrict gx) {
  const size_t channels = (size_t)w->channels;
  for (size_t n = 0; n < items; n++, gx += GRID(w) * channels, gy += CELLS(w) * channels) {
    memset(gx, 0, GRID(w) * channels * sizeof *gx);
    EACH_WINDOW(w, {
      const SCALAR share =
          1 / (SCALAR)((high[0] - low[0]) * (high[1] - low[1]) * (high[2] - low[2]));
      EACH_CELL(w, {
        SCALAR *to = gx + cell * channels;
        for (size_t c = 0; c < channels; c++) to[c] += share * gy[out * channels + c];
      })
    })
  }
}

// Runs the body for each window and each of its cells, `k` in the window; `from` is the cell's place in the grid, or
// −1 outside it.
#define EACH_TAP(w, body) \
  for (int32_t oz = 0; oz < (w)->out[0]; oz++) \
    for (int32_t oy = 0; oy < (w)->out[1]; oy++) \
      for (int32_t ox = 0; ox < (w)->out[2]; ox++) \
        for (int32_t kz = 0; kz < (w)->window[0]; kz++) \
          for (int32_t ky = 0; ky < (w)->window[1]; ky++) { \
            const int32_t iz = oz * (w)->stride[0] - (w)->before[0] + kz * (w)->dilation[0]; \
            const int32_t iy = oy * (w)->stride[1] - (w)->before[1] + ky * (w)->dilation[1]; \
            const int row = (iz >= 0) & (iz < (w)->size[0]) & (iy >= 0) & (iy < (w)->size[1]); \
            const ptrdiff_t start = ((ptrdiff_t)iz * (w)->size[1] + iy) * (w)->size[2]; \
            for (int32_t kx = 0; kx < (w)->window[2]; kx++) { \
              const int32_t ix = ox * (w)->stride[2] - (w)->before[2] + kx * (w)->dilation[2]; \
              const ptrdiff_t from = (row & (ix >= 0) & (ix < (w)->size[2])) ? start + ix : -1; \
              body \
            } \
          }

static void NAME(patches)(
    size_t items, const meridian_window *w, size_t first, size_t count, const SCALAR *restrict x,
    SCALAR *restrict y) {
  const size_t channels = (size_t)w->channels, bytes = count * sizeof(SCALAR);
  for (size_t n = 0; n < items; n++, x += GRID(w) * channels)
    EACH_TAP(w, {
      if (from < 0) memset(y, 0, bytes);
      else memcpy(y, x + (size_t)from * channels + first, bytes);
      y += count;
    })
}

MERIDIAN_DISPATCHED
static void NAME(patches_pullback)(
    size_t items, const meridian_window *w, size_t first, size_t count, const SCALAR *restrict y,
    SCALAR *restrict x) {
  const size_t channels = (size_t)w->channels;
  for (size_t n = 0; n < items; n++, x += GRID(w) * channels)
    EACH_TAP(w, {
      if (from >= 0) {
        SCALAR *to = x + (size_t)from * channels + first;
        for (size_t c = 0; c < count; c++) to[c] += y[c];
      }
      y += count;
    })
}
#undef EACH_TAP
