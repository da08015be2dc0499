// Included once for each element type and type of positions, with SCALAR, POSITION and POOL set.

MERIDIAN_DISPATCHED
static void POOL(max_pool)(
    size_t items, const meridian_window *w, const SCALAR *restrict x, SCALAR *restrict y,
    POSITION *restrict where) {
  const size_t channels = (size_t)w->channels;
  const size_t step = CELLS(w) * channels;
  for (size_t n = 0; n < items; n++, x += GRID(w) * channels, y += step, where += step)
    EACH_WINDOW(w, {
      const int32_t firstCell = (low[0] * w->window[1] + low[1]) * w->window[2] + low[2];
      EACH_BLOCK(channels, {
        SCALAR best[BLOCK];
        int32_t at[BLOCK];
        for (size_t i = 0; i < BLOCK; i++) {
          best[i] = (SCALAR)-__builtin_inf();
          at[i] = firstCell;
        }
        EACH_CELL(w, {
          const SCALAR *from = x + cell * channels + c;
          for (size_t i = 0; i < count; i++) {
            const SCALAR v = from[i];
            const int better = (v > best[i]) | ((v != v) & (best[i] == best[i]));
            best[i] = better ? v : best[i];
            at[i] = better ? k : at[i];
          }
        })
        for (size_t i = 0; i < count; i++) y[out * channels + c + i] = best[i];
        for (size_t i = 0; i < count; i++) where[out * channels + c + i] = (POSITION)at[i];
      })
    })
}

MERIDIAN_DISPATCHED
static void POOL(max_pool_pullback)(
    size_t items, const meridian_window *w, const SCALAR *restrict gy,
    const POSITION *restrict where, SCALAR *restrict gx) {
  const size_t channels = (size_t)w->channels;
  const size_t step = CELLS(w) * channels;
  for (size_t n = 0; n < items; n++, gx += GRID(w) * channels, gy += step, where += step) {
    memset(gx, 0, GRID(w) * channels * sizeof *gx);
    EACH_WINDOW(w, {
      const SCALAR *g = gy + out * channels;
      const POSITION *at = where + out * channels;
      EACH_CELL(w, {
        SCALAR *to = gx + cell * channels;
        for (size_t c = 0; c < channels; c++) to[c] += at[c] == (POSITION)k ? g[c] : 0;
      })
    })
  }
}
