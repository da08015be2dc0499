// Included once for each element type, with SCALAR and NAME set.

MERIDIAN_DISPATCHED
static void NAME(edge_sum)(
    size_t begin, size_t end, const int32_t *receivers, const int32_t *senders, size_t channels,
    const SCALAR *restrict nodes, size_t features, const SCALAR *restrict px,
    const SCALAR *restrict weights, SCALAR *restrict pz) {
  for (size_t e = begin; e < end; e++) {
    const SCALAR *restrict to = nodes + (size_t)receivers[e] * 2 * channels;
    const SCALAR *restrict from = nodes + ((size_t)senders[e] * 2 + 1) * channels;
    const SCALAR *restrict x = px + e * features;
    SCALAR *restrict z = pz + e * channels;
    size_t k = features % 4;
    // The features that fill no group of four come with the nodes.
    if (k == 0)
      for (size_t c = 0; c < channels; c++) z[c] = to[c] + from[c];
    else if (k == 1)
      for (size_t c = 0; c < channels; c++) z[c] = to[c] + from[c] + x[0] * weights[c];
    else if (k == 2)
      for (size_t c = 0; c < channels; c++)
        z[c] = to[c] + from[c] + (x[0] * weights[c] + x[1] * weights[channels + c]);
    else
      for (size_t c = 0; c < channels; c++)
        z[c] = to[c] + from[c] +
               (x[0] * weights[c] + x[1] * weights[channels + c] + x[2] * weights[2 * channels + c]);
    for (; k < features; k += 4) {
      const SCALAR *restrict w = weights + k * channels;
      for (size_t c = 0; c < channels; c++)
        z[c] += (x[k] * w[c] + x[k + 1] * w[channels + c]) +
                (x[k + 2] * w[2 * channels + c] + x[k + 3] * w[3 * channels + c]);
    }
  }
}

MERIDIAN_DISPATCHED
static void NAME(edge_features_pullback)(
    size_t begin, size_t end, size_t channels, size_t features, const SCALAR *restrict px,
    const SCALAR *restrict weights, const SCALAR *restrict pg, SCALAR *restrict pgx,
    SCALAR *restrict gweights) {
#pragma clang fp reassociate(on)
  for (size_t i = 0; i < features * channels; i++) gweights[i] = 0;
  for (size_t e = begin; e < end; e++) {
    const SCALAR *restrict g = pg + e * channels, *restrict x = px + e * features;
    for (size_t k = 0; k < features; k++) {
      const SCALAR *restrict w = weights + k * channels;
      SCALAR *restrict gw = gweights + k * channels;
      const SCALAR factor = x[k];
      SCALAR sum = 0;
      if (pgx) {
        for (size_t c = 0; c < channels; c++) {
          sum += g[c] * w[c];
          gw[c] += factor * g[c];
        }
        pgx[e * features + k] = sum;
      } else
        for (size_t c = 0; c < channels; c++) gw[c] += factor * g[c];
    }
  }
}

// `channels` reaches the inner functions as a constant where it is 3, for points in space.
#define POINTS(FUNCTION, ...) \
  if (channels == 3) FUNCTION(3, __VA_ARGS__); \
  else FUNCTION(channels, __VA_ARGS__)

// Products are rounded before they
// are added, as where each step is an operation of its own.
INLINE void NAME(difference_cases)(
    size_t channels, size_t begin, size_t end, const int32_t *restrict receivers,
    const int32_t *restrict senders, const SCALAR *restrict x, SCALAR *restrict y, SCALAR *restrict squares) {
#pragma clang fp contract(off)
  for (size_t e = begin; e < end; e++) {
    const SCALAR *restrict to = x + (size_t)receivers[e] * channels;
    const SCALAR *restrict from = x + (size_t)senders[e] * channels;
    SCALAR sum = 0;
    for (size_t c = 0; c < channels; c++) {
      const SCALAR difference = to[c] - from[c];
      y[e * channels + c] = difference;
      sum += difference * difference;
    }
    squares[e] = sum;
  }
}

MERIDIAN_DISPATCHED
static void NAME(edge_difference)(
    size_t begin, size_t end, const int32_t *receivers, const int32_t *senders, size_t channels,
    const SCALAR *x, SCALAR *y, SCALAR *squares) {
  POINTS(NAME(difference_cases), begin, end, receivers, senders, x, y, squares);
}

INLINE void NAME(difference_pullback_cases)(
    size_t channels, size_t begin, size_t end, const SCALAR *restrict y, const SCALAR *restrict g,
    const SCALAR *restrict gsquares, SCALAR *restrict gy) {
#pragma clang fp contract(off)
  for (size_t e = begin; e < end; e++) {
    const SCALAR slope = gsquares[e];
    for (size_t c = 0; c < channels; c++) {
      const size_t i = e * channels + c;
      const SCALAR part = slope * (2 * y[i]);
      gy[i] = g ? g[i] + part : part;
    }
  }
}

MERIDIAN_DISPATCHED
static void NAME(edge_difference_pullback)(
    size_t begin, size_t end, size_t channels, const SCALAR *y, const SCALAR *g,
    const SCALAR *gsquares, SCALAR *gy) {
  POINTS(NAME(difference_pullback_cases), begin, end, y, g, gsquares, gy);
}

INLINE void NAME(weighted_mean_cases)(
    size_t channels, size_t begin, size_t end, const int32_t *restrict offsets,
    const SCALAR *restrict x, const SCALAR *restrict weights, SCALAR *restrict y) {
#pragma clang fp contract(off)
  for (size_t n = begin; n < end; n++) {
    const int32_t size = offsets[n + 1] - offsets[n];
    const SCALAR share = size > 0 ? 1 / (SCALAR)size : 1;
    for (size_t c = 0; c < channels; c++) {
      SCALAR sum = 0;
      for (int32_t e = offsets[n]; e < offsets[n + 1]; e++)
        sum += x[(size_t)e * channels + c] * weights[e];
      y[n * channels + c] = sum * share;
    }
  }
}

MERIDIAN_DISPATCHED
static void NAME(weighted_mean)(
    size_t begin, size_t end, const int32_t *offsets, size_t channels, const SCALAR *x,
    const SCALAR *weights, SCALAR *y) {
  POINTS(NAME(weighted_mean_cases), begin, end, offsets, x, weights, y);
}

INLINE void NAME(weighted_mean_pullback_cases)(
    size_t channels, size_t begin, size_t end, const int32_t *restrict offsets,
    const SCALAR *restrict x, const SCALAR *restrict weights, const SCALAR *restrict g,
    SCALAR *restrict gx, SCALAR *restrict gweights) {
#pragma clang fp contract(off)
  for (size_t n = begin; n < end; n++) {
    const SCALAR share = 1 / (SCALAR)(offsets[n + 1] - offsets[n]);
    for (int32_t e = offsets[n]; e < offsets[n + 1]; e++) {
      SCALAR sum = 0;
      for (size_t c = 0; c < channels; c++) {
        const size_t i = (size_t)e * channels + c;
        const SCALAR part = g[n * channels + c] * share;
        gx[i] = part * weights[e];
        sum += part * x[i];
      }
      gweights[e] = sum;
    }
  }
}

MERIDIAN_DISPATCHED
static void NAME(weighted_mean_pullback)(
    size_t begin, size_t end, const int32_t *offsets, size_t channels, const SCALAR *x,
    const SCALAR *weights, const SCALAR *g, SCALAR *gx, SCALAR *gweights) {
  POINTS(NAME(weighted_mean_pullback_cases), begin, end, offsets, x, weights, g, gx, gweights);
}

#undef POINTS

MERIDIAN_DISPATCHED
static void NAME(node_sum)(
    size_t begin, size_t end, const int32_t *offsets, const int32_t *order, size_t channels,
    double scale_, int adding, const SCALAR *restrict px, SCALAR *restrict py, size_t yStep) {
  const SCALAR scale = (SCALAR)scale_;
  for (size_t n = begin; n < end; n++) {
    SCALAR *restrict y = py + n * yStep;
    if (!adding)
      for (size_t c = 0; c < channels; c++) y[c] = 0;
    for (int32_t entry = offsets[n]; entry < offsets[n + 1]; entry++) {
      const SCALAR *restrict x = px + (size_t)(order ? order[entry] : entry) * channels;
      for (size_t c = 0; c < channels; c++) y[c] += scale * x[c];
    }
  }
}
