// Included once for each element type, with SCALAR, NAME and F set. `channels` and `order` reach the inner functions as
// constants where they are 1 and absent, which makes loops of their own of these cases.

INLINE size_t NAME(place)(const int32_t *order, int32_t position) {
  return order ? (size_t)order[position] : (size_t)position;
}

#define CASES(FUNCTION, ...) \
  if (channels == 1) { \
    if (order) FUNCTION(order, 1, __VA_ARGS__); \
    else FUNCTION(NULL, 1, __VA_ARGS__); \
  } else { \
    if (order) FUNCTION(order, channels, __VA_ARGS__); \
    else FUNCTION(NULL, channels, __VA_ARGS__); \
  }

INLINE void NAME(sum_cases)(
    const int32_t *restrict order, size_t channels, int mean, size_t begin, size_t end,
    const int32_t *restrict offsets, const SCALAR *restrict x, SCALAR *restrict y) {
  for (size_t s = begin; s < end; s++)
    for (size_t first = 0; first < channels; first += GROUP) {
      const size_t count = channels - first < GROUP ? channels - first : GROUP;
      const int32_t size = offsets[s + 1] - offsets[s];
      SCALAR sums[GROUP] = {0};
      for (int32_t position = offsets[s]; position < offsets[s + 1]; position++) {
        const SCALAR *source = x + NAME(place)(order, position) * channels + first;
        if (count == GROUP) for (size_t c = 0; c < GROUP; c++) sums[c] += source[c];
        else for (size_t c = 0; c < count; c++) sums[c] += source[c];
      }
      const SCALAR share = mean && size > 0 ? 1 / (SCALAR)size : 1;
      for (size_t c = 0; c < count; c++) y[s * channels + first + c] = sums[c] * share;
    }
}

MERIDIAN_DISPATCHED
static void NAME(segment_sum)(
    int mean, size_t begin, size_t end, const int32_t *offsets, const int32_t *order, size_t channels,
    const SCALAR *x, SCALAR *y) {
  CASES(NAME(sum_cases), mean, begin, end, offsets, x, y)
}

INLINE void NAME(spread_cases)(
    const int32_t *restrict order, size_t channels, int mean, size_t begin, size_t end,
    const int32_t *restrict offsets, const SCALAR *restrict x, SCALAR *restrict y) {
  for (size_t s = begin; s < end; s++) {
    const SCALAR share = mean ? 1 / (SCALAR)(offsets[s + 1] - offsets[s]) : 1;
    for (int32_t position = offsets[s]; position < offsets[s + 1]; position++) {
      SCALAR *target = y + NAME(place)(order, position) * channels;
      for (size_t c = 0; c < channels; c++) target[c] = x[s * channels + c] * share;
    }
  }
}

MERIDIAN_DISPATCHED
static void NAME(segment_spread)(
    int mean, size_t begin, size_t end, const int32_t *offsets, const int32_t *order, size_t channels,
    const SCALAR *x, SCALAR *y) {
  CASES(NAME(spread_cases), mean, begin, end, offsets, x, y)
}

INLINE void NAME(extreme_cases)(
    const int32_t *restrict order, size_t channels, int smallest, size_t begin, size_t end,
    const int32_t *restrict offsets, const SCALAR *restrict x, SCALAR *restrict y, int32_t *restrict where) {
  for (size_t s = begin; s < end; s++) {
    SCALAR *best = y + s * channels;
    int32_t *at = where + s * channels;
    for (size_t c = 0; c < channels; c++) {
      best[c] = 0;
      at[c] = -1;
    }
    for (int32_t position = offsets[s]; position < offsets[s + 1]; position++) {
      const size_t element = NAME(place)(order, position);
      const SCALAR *source = x + element * channels;
      for (size_t c = 0; c < channels; c++) {
        const SCALAR v = source[c], b = best[c];
        const int beats = smallest ? v < b : v > b;
        const int better = (at[c] < 0) | beats | ((v != v) & (b == b));
        best[c] = better ? v : b;
        at[c] = better ? (int32_t)element : at[c];
      }
    }
  }
}

MERIDIAN_DISPATCHED
static void NAME(segment_extreme)(
    int smallest, size_t begin, size_t end, const int32_t *offsets, const int32_t *order,
    size_t channels, const SCALAR *x, SCALAR *y, int32_t *where) {
  CASES(NAME(extreme_cases), smallest, begin, end, offsets, x, y, where)
}

INLINE void NAME(extreme_pullback_cases)(
    const int32_t *restrict order, size_t channels, size_t begin, size_t end, const int32_t *restrict offsets,
    const SCALAR *restrict gy, const int32_t *restrict where, SCALAR *restrict gx) {
  for (size_t s = begin; s < end; s++)
    for (int32_t position = offsets[s]; position < offsets[s + 1]; position++) {
      const size_t element = NAME(place)(order, position);
      for (size_t c = 0; c < channels; c++)
        gx[element * channels + c] =
            where[s * channels + c] == (int32_t)element ? gy[s * channels + c] : 0;
    }
}

MERIDIAN_DISPATCHED
static void NAME(segment_extreme_pullback)(
    size_t begin, size_t end, const int32_t *offsets, const int32_t *order, size_t channels,
    const SCALAR *gy, const int32_t *where, SCALAR *gx) {
  CASES(NAME(extreme_pullback_cases), begin, end, offsets, gy, where, gx)
}

// Exponentials of one long run vectorize however short the segments are, so they stand in a pass of their own.
INLINE void NAME(softmax_cases)(
    const int32_t *restrict order, size_t channels, size_t begin, size_t end, const int32_t *restrict offsets,
    const SCALAR *x, SCALAR *y) {
  for (size_t s = begin; s < end; s++)
    for (size_t first = 0; first < channels; first += GROUP) {
      const size_t count = channels - first < GROUP ? channels - first : GROUP;
      SCALAR top[GROUP];
      for (size_t c = 0; c < count; c++) top[c] = -INFINITY;
      for (int32_t position = offsets[s]; position < offsets[s + 1]; position++) {
        const SCALAR *source = x + NAME(place)(order, position) * channels + first;
        for (size_t c = 0; c < count; c++) top[c] = source[c] > top[c] ? source[c] : top[c];
      }
      for (int32_t position = offsets[s]; position < offsets[s + 1]; position++) {
        const size_t start = NAME(place)(order, position) * channels + first;
        for (size_t c = 0; c < count; c++) y[start + c] = x[start + c] - top[c];
      }
    }
  if (order) {
    for (int32_t position = offsets[begin]; position < offsets[end]; position++) {
      SCALAR *target = y + NAME(place)(order, position) * channels;
      for (size_t c = 0; c < channels; c++) target[c] = F(exp)(target[c]);
    }
  } else {
    const size_t stop = (size_t)offsets[end] * channels;
    for (size_t i = (size_t)offsets[begin] * channels; i < stop; i++) y[i] = F(exp)(y[i]);
  }
  for (size_t s = begin; s < end; s++)
    for (size_t first = 0; first < channels; first += GROUP) {
      const size_t count = channels - first < GROUP ? channels - first : GROUP;
      SCALAR sums[GROUP] = {0};
      for (int32_t position = offsets[s]; position < offsets[s + 1]; position++) {
        const SCALAR *source = y + NAME(place)(order, position) * channels + first;
        for (size_t c = 0; c < count; c++) sums[c] += source[c];
      }
      for (size_t c = 0; c < count; c++) sums[c] = 1 / sums[c];
      for (int32_t position = offsets[s]; position < offsets[s + 1]; position++) {
        SCALAR *target = y + NAME(place)(order, position) * channels + first;
        for (size_t c = 0; c < count; c++) target[c] *= sums[c];
      }
    }
}

MERIDIAN_DISPATCHED
static void NAME(segment_softmax)(
    size_t begin, size_t end, const int32_t *offsets, const int32_t *order, size_t channels,
    const SCALAR *x, SCALAR *y) {
  CASES(NAME(softmax_cases), begin, end, offsets, x, y)
}

INLINE void NAME(softmax_pullback_cases)(
    const int32_t *restrict order, size_t channels, size_t begin, size_t end, const int32_t *restrict offsets,
    const SCALAR *restrict y, const SCALAR *restrict gy, SCALAR *restrict gx) {
  for (size_t s = begin; s < end; s++)
    for (size_t first = 0; first < channels; first += GROUP) {
      const size_t count = channels - first < GROUP ? channels - first : GROUP;
      SCALAR sums[GROUP] = {0};
      for (int32_t position = offsets[s]; position < offsets[s + 1]; position++) {
        const size_t start = NAME(place)(order, position) * channels + first;
        for (size_t c = 0; c < count; c++) sums[c] += y[start + c] * gy[start + c];
      }
      for (int32_t position = offsets[s]; position < offsets[s + 1]; position++) {
        const size_t start = NAME(place)(order, position) * channels + first;
        for (size_t c = 0; c < count; c++) gx[start + c] = y[start + c] * (gy[start + c] - sums[c]);
      }
    }
}

MERIDIAN_DISPATCHED
static void NAME(segment_softmax_pullback)(
    size_t begin, size_t end, const int32_t *offsets, const int32_t *order, size_t channels,
    const SCALAR *y, const SCALAR *gy, SCALAR *gx) {
  CASES(NAME(softmax_pullback_cases), begin, end, offsets, y, gy, gx)
}
#undef CASES
