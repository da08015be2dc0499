// Included once for each element type, with SCALAR and NAME set.

MERIDIAN_DISPATCHED
static void NAME(nearest_pack)(
    size_t count, size_t channels, const SCALAR *restrict x, SCALAR *restrict packed) {
  for (size_t first = 0; first < count; first += PANEL)
    for (size_t c = 0; c < channels; c++, packed += PANEL)
      for (size_t j = 0; j < PANEL; j++)
        packed[j] = first + j < count ? x[(first + j) * channels + c] : 0;
}

MERIDIAN_DISPATCHED
static void NAME(nearest)(
    size_t begin, size_t end, size_t count, size_t channels, const SCALAR *restrict x,
    const SCALAR *restrict packed, size_t k, int32_t shift, SCALAR *restrict scratch,
    int32_t *restrict nearest) {
  SCALAR *restrict best = scratch, *restrict distances = scratch + k;
  for (size_t i = begin; i < end; i++, nearest += k) {
    const SCALAR *restrict point = x + i * channels;
    const SCALAR *restrict panel = packed;
    for (size_t first = 0; first < count; first += PANEL) {
      SCALAR sums[PANEL] = {0};
      for (size_t c = 0; c < channels; c++, panel += PANEL)
        for (size_t j = 0; j < PANEL; j++) {
          const SCALAR difference = point[c] - panel[j];
          sums[j] += difference * difference;
        }
      for (size_t j = 0; j < PANEL; j++) distances[first + j] = sums[j];
    }
    size_t held = 0;
    for (size_t j = 0; j < count; j++) {
      SCALAR distance = distances[j];
      if (held == k && !(distance < best[k - 1])) continue;
      if (distance != distance) distance = INFINITY;
      size_t place = held < k ? held++ : k - 1;
      // Of equals the one that came first stays before.
      for (; place > 0 && distance < best[place - 1]; place--) {
        best[place] = best[place - 1];
        nearest[place] = nearest[place - 1];
      }
      best[place] = distance;
      nearest[place] = (int32_t)j + shift;
    }
  }
}
