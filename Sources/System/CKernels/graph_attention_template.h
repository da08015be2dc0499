// Included once for each element type, with SCALAR and NAME set.

MERIDIAN_DISPATCHED
static void NAME(leaky_sums)(
    size_t begin, size_t end, const int32_t *restrict offsets, const int32_t *restrict columns, size_t heads,
    double slope_, const SCALAR *restrict a, const SCALAR *restrict b, SCALAR *restrict scores) {
  const SCALAR slope = (SCALAR)slope_;
  for (size_t row = begin; row < end; row++)
    for (int32_t entry = offsets[row]; entry < offsets[row + 1]; entry++)
      for (size_t head = 0; head < heads; head++) {
        const SCALAR z = a[row * heads + head] + b[(size_t)columns[entry] * heads + head];
        scores[(size_t)entry * heads + head] = z > 0 ? z : z * slope;
      }
}

INLINE SCALAR NAME(head_dot)(size_t n, const SCALAR *restrict a, const SCALAR *restrict b) {
#pragma clang fp reassociate(on)
  SCALAR sum = 0;
  for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

// With c the coefficients, d those after dropout, t = g · x: the gradient to a score is c ∂c − c Σ c ∂c, and c ∂c = d t,
// since dropout only multiplied. So the random choice is not needed again.
MERIDIAN_DISPATCHED
static void NAME(attention_pullback)(
    size_t begin, size_t end, const int32_t *restrict offsets, const int32_t *restrict columns, size_t heads,
    size_t channels, double slope_, const SCALAR *restrict a, const SCALAR *restrict b,
    const SCALAR *coefficients, const SCALAR *dropped, const SCALAR *restrict x,
    const SCALAR *restrict g, SCALAR *restrict gsums, SCALAR *restrict ga) {
  const SCALAR slope = (SCALAR)slope_;
  const size_t step = heads * channels;
  for (size_t row = begin; row < end; row++)
    for (size_t first = 0; first < heads; first += GROUP) {
      const size_t count = heads - first < GROUP ? heads - first : GROUP;
      SCALAR totals[GROUP] = {0}, rows[GROUP] = {0};
      for (int32_t entry = offsets[row]; entry < offsets[row + 1]; entry++) {
        const SCALAR *left = g + row * step + first * channels;
        const SCALAR *right = x + (size_t)columns[entry] * step + first * channels;
        const size_t place = (size_t)entry * heads + first;
        for (size_t head = 0; head < count; head++) {
          const SCALAR t =
              dropped[place + head] * NAME(head_dot)(channels, left + head * channels, right + head * channels);
          gsums[place + head] = t;
          totals[head] += t;
        }
      }
      for (int32_t entry = offsets[row]; entry < offsets[row + 1]; entry++) {
        const SCALAR *other = b + (size_t)columns[entry] * heads + first;
        const size_t place = (size_t)entry * heads + first;
        for (size_t head = 0; head < count; head++) {
          const SCALAR gradient = gsums[place + head] - coefficients[place + head] * totals[head];
          const SCALAR z = a[row * heads + first + head] + other[head];
          const SCALAR sent = z > 0 ? gradient : gradient * slope;
          gsums[place + head] = sent;
          rows[head] += sent;
        }
      }
      for (size_t head = 0; head < count; head++) ga[row * heads + first + head] = rows[head];
    }
}

INLINE SCALAR NAME(leaky_dot)(
    size_t n, SCALAR slope, const SCALAR *restrict a, const SCALAR *restrict b, const SCALAR *restrict weights) {
#pragma clang fp reassociate(on)
  SCALAR sum = 0;
  for (size_t i = 0; i < n; i++) {
    const SCALAR z = a[i] + b[i];
    sum += weights[i] * (z > 0 ? z : z * slope);
  }
  return sum;
}

MERIDIAN_DISPATCHED
static void NAME(attention_scores)(
    size_t begin, size_t end, const int32_t *restrict offsets, const int32_t *restrict columns, size_t heads,
    size_t channels, double slope, const SCALAR *restrict a, const SCALAR *restrict b,
    const SCALAR *restrict weights, SCALAR *restrict scores) {
  const size_t step = heads * channels;
  for (size_t row = begin; row < end; row++)
    for (int32_t entry = offsets[row]; entry < offsets[row + 1]; entry++)
      for (size_t head = 0; head < heads; head++)
        scores[(size_t)entry * heads + head] = NAME(leaky_dot)(
            channels, (SCALAR)slope, a + row * step + head * channels,
            b + (size_t)columns[entry] * step + head * channels, weights + head * channels);
}

MERIDIAN_DISPATCHED
static void NAME(attention_scores_pullback)(
    size_t begin, size_t end, const int32_t *restrict offsets, const int32_t *restrict columns, size_t heads,
    size_t channels, double slope_, const SCALAR *restrict a, const SCALAR *restrict b,
    const SCALAR *restrict weights, const SCALAR *restrict gscores, SCALAR *restrict ga,
    SCALAR *restrict gweights) {
  const SCALAR slope = (SCALAR)slope_;
  const size_t step = heads * channels;
  if (gweights) for (size_t c = 0; c < step; c++) gweights[c] = 0;
  for (size_t row = begin; row < end; row++) {
    const SCALAR *own = a + row * step;
    SCALAR *target = ga + row * step;
    for (size_t c = 0; c < step; c++) target[c] = 0;
    for (int32_t entry = offsets[row]; entry < offsets[row + 1]; entry++) {
      const SCALAR *other = b + (size_t)columns[entry] * step;
      for (size_t head = 0; head < heads; head++) {
        const SCALAR g = gscores[(size_t)entry * heads + head];
        const size_t stop = (head + 1) * channels;
        for (size_t c = head * channels; c < stop; c++) {
          const SCALAR z = own[c] + other[c];
          target[c] += g * weights[c] * (z > 0 ? 1 : slope);
        }
        if (gweights)
          for (size_t c = head * channels; c < stop; c++) {
            const SCALAR z = own[c] + other[c];
            gweights[c] += g * (z > 0 ? z : z * slope);
          }
      }
    }
  }
}
