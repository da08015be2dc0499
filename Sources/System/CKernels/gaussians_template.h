// Included once for each element type, with SCALAR, NAME and F set.

MERIDIAN_DISPATCHED
static void NAME(gaussians)(
    size_t begin, size_t end, size_t axes, size_t count, const SCALAR *restrict px,
    const SCALAR *restrict means, const SCALAR *restrict scales, SCALAR *restrict py) {
  for (size_t row = begin; row < end; row++) {
    const SCALAR *restrict x = px + row * axes;
    SCALAR *restrict y = py + row * count;
    for (size_t k = 0; k < count; k++) y[k] = 0;
    for (size_t d = 0; d < axes; d++) {
      const SCALAR place = x[d];
      const SCALAR *restrict m = means + d * count, *restrict s = scales + d * count;
      for (size_t k = 0; k < count; k++) {
        const SCALAR z = (place - m[k]) * s[k];
        y[k] += z * z;
      }
    }
    for (size_t k = 0; k < count; k++) y[k] = F(exp)((SCALAR)-0.5 * y[k]);
  }
}

MERIDIAN_DISPATCHED
static void NAME(gaussians_pullback)(
    size_t begin, size_t end, size_t axes, size_t count, const SCALAR *restrict px,
    const SCALAR *restrict means, const SCALAR *restrict scales, const SCALAR *restrict py,
    const SCALAR *restrict pg, SCALAR *restrict gmeans, SCALAR *restrict gscales) {
  for (size_t row = begin; row < end; row++) {
    const SCALAR *restrict x = px + row * axes;
    const SCALAR *restrict y = py + row * count, *restrict g = pg + row * count;
    for (size_t d = 0; d < axes; d++) {
      const SCALAR place = x[d];
      const SCALAR *restrict m = means + d * count, *restrict s = scales + d * count;
      SCALAR *restrict gm = gmeans + d * count, *restrict gs = gscales + d * count;
      for (size_t k = 0; k < count; k++) {
        const SCALAR way = place - m[k], slope = g[k] * y[k] * way * s[k];
        gm[k] += slope * s[k];
        gs[k] -= slope * way;
      }
    }
  }
}
