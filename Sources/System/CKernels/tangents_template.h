// Included once for each element type, with SCALAR, NAME and F set.

#define VECTOR NAME(tangent_vector)
#define LANES (sizeof(VECTOR) / sizeof(SCALAR))
typedef SCALAR VECTOR __attribute__((vector_size(64), aligned(sizeof(SCALAR))));

WIDE INLINE void NAME(rectify_block)(
    const size_t size, size_t channels, size_t count, const SCALAR *restrict synthesis,
    const SCALAR *restrict analysis, const SCALAR *restrict x, const SCALAR *restrict g,
    SCALAR *restrict y) {
  VECTOR values[MERIDIAN_MOST_SAMPLED], slopes[MERIDIAN_MOST_SAMPLED], sums[MERIDIAN_MOST_SAMPLED];
  for (size_t d = 0; d < size; d++) {
    values[d] = *(const VECTOR *)(x + d * channels);
    if (g) slopes[d] = *(const VECTOR *)(g + d * channels);
    sums[d] = (VECTOR){0};
  }
  for (size_t n = 0; n < count; n++) {
    const SCALAR *restrict to = synthesis + n * size, *restrict from = analysis + n * size;
    VECTOR sample = {0}, slope = {0};
    for (size_t d = 0; d < size; d++) sample += to[d] * values[d];
    if (g) {
      for (size_t d = 0; d < size; d++) slope += from[d] * slopes[d];
      slope = (VECTOR)((__typeof__(sample > 0))slope & (sample > 0));
      for (size_t d = 0; d < size; d++) sums[d] += to[d] * slope;
    } else {
      sample = (VECTOR)((__typeof__(sample > 0))sample & (sample > 0));
      for (size_t d = 0; d < size; d++) sums[d] += from[d] * sample;
    }
  }
  for (size_t d = 0; d < size; d++) *(VECTOR *)(y + d * channels) = sums[d];
}

// One channel, in the same order of sums.
INLINE void NAME(rectify_channel)(
    size_t size, size_t channels, size_t count, const SCALAR *restrict synthesis,
    const SCALAR *restrict analysis, const SCALAR *restrict x, const SCALAR *restrict g,
    SCALAR *restrict y) {
  for (size_t d = 0; d < size; d++) y[d * channels] = 0;
  for (size_t n = 0; n < count; n++) {
    const SCALAR *restrict to = synthesis + n * size, *restrict from = analysis + n * size;
    SCALAR sample = 0, slope = 0;
    for (size_t d = 0; d < size; d++) sample += to[d] * x[d * channels];
    if (!(sample > 0)) continue;
    if (g)
      for (size_t d = 0; d < size; d++) slope += from[d] * g[d * channels];
    for (size_t d = 0; d < size; d++) y[d * channels] += g ? to[d] * slope : from[d] * sample;
  }
}

// Common sizes keep their numbers in registers.
WIDE INLINE void NAME(rectify_rows)(
    size_t begin, size_t end, size_t size, size_t channels, size_t count, const SCALAR *synthesis,
    const SCALAR *analysis, const SCALAR *x, const SCALAR *g, SCALAR *y) {
  for (size_t row = begin; row < end; row++) {
    size_t place = row * size * channels;
    const size_t last = place + channels;
#define CASE(SIZE) \
  NAME(rectify_block)(SIZE, channels, count, synthesis, analysis, x + place, g ? g + place : 0, y + place)
    for (; place + LANES <= last; place += LANES)
      if (size == 3) CASE(3);
      else if (size == 5) CASE(5);
      else if (size == 7) CASE(7);
      else CASE(size);
#undef CASE
    for (; place < last; place++)
      NAME(rectify_channel)(
          size, channels, count, synthesis, analysis, x + place, g ? g + place : 0, y + place);
  }
}

MERIDIAN_DISPATCHED
static void NAME(rectified_samples)(
    size_t begin, size_t end, size_t size, size_t channels, size_t count, const SCALAR *synthesis,
    const SCALAR *analysis, const SCALAR *x, SCALAR *y) {
  NAME(rectify_rows)(begin, end, size, channels, count, synthesis, analysis, x, 0, y);
}

MERIDIAN_DISPATCHED
static void NAME(rectified_samples_pullback)(
    size_t begin, size_t end, size_t size, size_t channels, size_t count, const SCALAR *synthesis,
    const SCALAR *analysis, const SCALAR *x, const SCALAR *g, SCALAR *gx) {
  NAME(rectify_rows)(begin, end, size, channels, count, synthesis, analysis, x, g, gx);
}

MERIDIAN_DISPATCHED
static void NAME(alignment)(
    size_t begin, size_t end, size_t channels, int complex, const SCALAR *restrict px,
    const SCALAR *restrict pm, SCALAR *restrict py) {
  const size_t wide = complex ? 2 * channels : channels;
  for (size_t row = begin; row < end; row++) {
    const SCALAR *restrict u = px + row * 2 * channels, *restrict v = u + channels;
    const SCALAR *restrict first = pm + row * 2 * wide, *restrict second = first + wide;
    SCALAR *restrict y = py + row * channels;
    if (complex)
      for (size_t c = 0; c < channels; c++)
        y[c] = F(tanh)(
            u[c] * (first[c] - second[channels + c]) + v[c] * (second[c] + first[channels + c]));
    else
      for (size_t c = 0; c < channels; c++) y[c] = F(tanh)(u[c] * first[c] + v[c] * second[c]);
  }
}

MERIDIAN_DISPATCHED
static void NAME(alignment_pullback)(
    size_t begin, size_t end, size_t channels, int complex, const SCALAR *restrict px,
    const SCALAR *restrict pm, const SCALAR *restrict py, const SCALAR *restrict pg,
    SCALAR *restrict pgx, SCALAR *restrict pgm) {
  const size_t wide = complex ? 2 * channels : channels;
  for (size_t row = begin; row < end; row++) {
    const SCALAR *restrict u = px + row * 2 * channels, *restrict v = u + channels;
    const SCALAR *restrict first = pm + row * 2 * wide, *restrict second = first + wide;
    const SCALAR *restrict y = py + row * channels, *restrict g = pg + row * channels;
    SCALAR *restrict gu = pgx + row * 2 * channels, *restrict gv = gu + channels;
    SCALAR *restrict gfirst = pgm + row * 2 * wide, *restrict gsecond = gfirst + wide;
    for (size_t c = 0; c < channels; c++) {
      const SCALAR slope = g[c] * (1 - y[c] * y[c]);
      gfirst[c] = slope * u[c];
      gsecond[c] = slope * v[c];
      if (complex) {
        gu[c] = slope * (first[c] - second[channels + c]);
        gv[c] = slope * (second[c] + first[channels + c]);
        gfirst[channels + c] = slope * v[c];
        gsecond[channels + c] = -slope * u[c];
      } else {
        gu[c] = slope * first[c];
        gv[c] = slope * second[c];
      }
    }
  }
}

#undef VECTOR
#undef LANES
