// Included once for each element type, with SCALAR and NAME set.

#ifndef MERIDIAN_EACH_WINDOW
// Runs the body for each cell (iy, ix) of each window (oy, ox) that lies inside the image.
#define MERIDIAN_EACH_WINDOW(before, body, after) \
  const size_t channels = (size_t)w->channels; \
  for (int32_t oy = 0; oy < w->outHeight; oy++) \
    for (int32_t ox = 0; ox < w->outWidth; ox++) { \
      const size_t out = ((size_t)oy * (size_t)w->outWidth + (size_t)ox) * channels; \
      int32_t seen = 0; \
      before; \
      for (int32_t ky = 0; ky < w->windowHeight; ky++) { \
        int32_t iy = oy * w->strideHeight - w->top + ky; \
        if (iy < 0 || iy >= w->height) continue; \
        for (int32_t kx = 0; kx < w->windowWidth; kx++) { \
          int32_t ix = ox * w->strideWidth - w->left + kx; \
          if (ix < 0 || ix >= w->width) continue; \
          const int32_t cell = iy * w->width + ix; \
          const size_t in = (size_t)cell * channels; \
          body; \
          seen++; \
        } \
      } \
      after; \
    }
#define MERIDIAN_IN(w) ((size_t)(w)->height * (size_t)(w)->width * (size_t)(w)->channels)
#define MERIDIAN_OUT(w) ((size_t)(w)->outHeight * (size_t)(w)->outWidth * (size_t)(w)->channels)
#define EACH_CHANNEL for (size_t c = 0; c < channels; c++)
#endif

MERIDIAN_DISPATCHED
static void NAME(max_pool)(
    size_t images, const meridian_window *w, const SCALAR *restrict x, SCALAR *restrict y,
    int32_t *restrict where) {
  for (size_t n = 0; n < images;
       n++, x += MERIDIAN_IN(w), y += MERIDIAN_OUT(w), where += MERIDIAN_OUT(w)) {
    MERIDIAN_EACH_WINDOW(
        EACH_CHANNEL { y[out + c] = 0; where[out + c] = -1; },
        EACH_CHANNEL {
          const SCALAR v = x[in + c];
          const SCALAR best = y[out + c];
          int better = (where[out + c] < 0) | (v > best) | ((v != v) & (best == best));
          y[out + c] = better ? v : best;
          where[out + c] = better ? cell : where[out + c];
        }, (void)seen)
  }
}

static void NAME(max_pool_pullback)(
    size_t images, const meridian_window *w, const SCALAR *restrict gy,
    const int32_t *restrict where, SCALAR *restrict gx) {
  const size_t channels = (size_t)w->channels;
  for (size_t n = 0; n < images;
       n++, gx += MERIDIAN_IN(w), gy += MERIDIAN_OUT(w), where += MERIDIAN_OUT(w)) {
    memset(gx, 0, MERIDIAN_IN(w) * sizeof *gx);
    for (size_t out = 0; out < MERIDIAN_OUT(w); out += channels)
      EACH_CHANNEL
        if (where[out + c] >= 0) gx[(size_t)where[out + c] * channels + c] += gy[out + c];
  }
}

MERIDIAN_DISPATCHED
static void NAME(average_pool)(
    size_t images, const meridian_window *w, const SCALAR *restrict x, SCALAR *restrict y) {
  for (size_t n = 0; n < images; n++, x += MERIDIAN_IN(w), y += MERIDIAN_OUT(w)) {
    MERIDIAN_EACH_WINDOW(
        EACH_CHANNEL y[out + c] = 0, EACH_CHANNEL y[out + c] += x[in + c],
        if (seen) {
          const SCALAR scale = 1 / (SCALAR)seen;
          EACH_CHANNEL y[out + c] *= scale;
        })
  }
}

MERIDIAN_DISPATCHED
static void NAME(average_pool_pullback)(
    size_t images, const meridian_window *w, const SCALAR *restrict gy, SCALAR *restrict gx) {
  for (size_t n = 0; n < images; n++, gx += MERIDIAN_IN(w), gy += MERIDIAN_OUT(w)) {
    memset(gx, 0, MERIDIAN_IN(w) * sizeof *gx);
    // The cells inside a window's bounds form a rectangle, whose size is the divisor.
    MERIDIAN_EACH_WINDOW(
        int32_t y0 = oy * w->strideHeight - w->top; int32_t x0 = ox * w->strideWidth - w->left;
        int32_t y1 = y0 + w->windowHeight; int32_t x1 = x0 + w->windowWidth;
        int32_t tall = (y1 < w->height ? y1 : w->height) - (y0 > 0 ? y0 : 0);
        int32_t broad = (x1 < w->width ? x1 : w->width) - (x0 > 0 ? x0 : 0);
        const SCALAR scale = 1 / (SCALAR)(tall * broad),
        EACH_CHANNEL gx[in + c] += scale * gy[out + c], (void)seen)
  }
}

static void NAME(patches)(
    size_t images, const meridian_window *w, const SCALAR *restrict x, SCALAR *restrict y) {
  const size_t channels = (size_t)w->channels, bytes = channels * sizeof(SCALAR);
  for (size_t n = 0; n < images; n++, x += MERIDIAN_IN(w))
    for (int32_t oy = 0; oy < w->outHeight; oy++)
      for (int32_t ox = 0; ox < w->outWidth; ox++)
        for (int32_t ky = 0; ky < w->windowHeight; ky++) {
          int32_t iy = oy * w->strideHeight - w->top + ky * w->dilationHeight;
          for (int32_t kx = 0; kx < w->windowWidth; kx++, y += channels) {
            int32_t ix = ox * w->strideWidth - w->left + kx * w->dilationWidth;
            if (iy < 0 || iy >= w->height || ix < 0 || ix >= w->width) memset(y, 0, bytes);
            else memcpy(y, x + (size_t)(iy * w->width + ix) * channels, bytes);
          }
        }
}

MERIDIAN_DISPATCHED
static void NAME(patches_pullback)(
    size_t images, const meridian_window *w, const SCALAR *restrict y, SCALAR *restrict x) {
  const size_t channels = (size_t)w->channels;
  for (size_t n = 0; n < images; n++, x += MERIDIAN_IN(w))
    for (int32_t oy = 0; oy < w->outHeight; oy++)
      for (int32_t ox = 0; ox < w->outWidth; ox++)
        for (int32_t ky = 0; ky < w->windowHeight; ky++) {
          int32_t iy = oy * w->strideHeight - w->top + ky * w->dilationHeight;
          for (int32_t kx = 0; kx < w->windowWidth; kx++, y += channels) {
            int32_t ix = ox * w->strideWidth - w->left + kx * w->dilationWidth;
            if (iy < 0 || iy >= w->height || ix < 0 || ix >= w->width) continue;
            SCALAR *to = x + (size_t)(iy * w->width + ix) * channels;
            EACH_CHANNEL to[c] += y[c];
          }
        }
}
