// Included once for each element type, with SCALAR, TYPE, NAME and F set.

// The scores of a row of keys first … first + count become scaled, biased and masked, and −∞ from `visible` on.
INLINE void NAME(finish_scores)(
    const struct meridian_head_attention *s, size_t count, size_t visible, const SCALAR *restrict bias,
    const uint8_t *restrict mask, SCALAR *restrict x) {
  const SCALAR scale = (SCALAR)s->scale;
  if (bias)
    for (size_t j = 0; j < visible; j++) x[j] = x[j] * scale + bias[j];
  else
    for (size_t j = 0; j < visible; j++) x[j] *= scale;
  if (mask)
    for (size_t j = 0; j < visible; j++) x[j] = mask[j] ? x[j] : (SCALAR)-INFINITY;
  for (size_t j = visible; j < count; j++) x[j] = (SCALAR)-INFINITY;
}

// Factors of dropout, 0 or `keep`, for the coefficients of a row from key `first` on, a multiple of 64.
INLINE void NAME(dropout_factors)(
    const struct meridian_head_attention *s, size_t row, size_t first, size_t count,
    SCALAR *restrict factors) {
  const size_t pitch = (s->keys + PHILOX_DECISIONS - 1) / PHILOX_DECISIONS * PHILOX_DECISIONS;
  const SCALAR keep = (SCALAR)s->keep;
  const uint16_t threshold = (uint16_t)s->threshold;
  uint16_t bits[PHILOX_DECISIONS];
  for (size_t begin = 0; begin < count; begin += PHILOX_DECISIONS) {
    philox_blocks(s->key, ((uint64_t)row * pitch + first + begin) / 8, bits);
    for (int j = 0; j < PHILOX_DECISIONS; j++)
      factors[begin + j] = bits[j] >= threshold ? keep : 0;
  }
}

INLINE size_t NAME(visible)(
    const struct meridian_head_attention *s, size_t limit, size_t row, size_t first, size_t count) {
  size_t end = s->causal && row + 1 < limit ? row + 1 : limit;
  if (end <= first) return 0;
  return end - first < count ? end - first : count;
}

// Softmax of a tile of scores, continued from the keys before: rows of x become exponentials below the largest score so far;
// `tops` and `sums` follow, and the results so far shrink.
MERIDIAN_DISPATCHED
static void NAME(continue_softmax)(
    const struct meridian_head_attention *s, size_t pair, size_t limit, size_t firstQuery, size_t rows,
    size_t first, size_t count, const SCALAR *bias, const uint8_t *mask, SCALAR *restrict px,
    size_t pitch, SCALAR *restrict tops, SCALAR *restrict sums, SCALAR *restrict results,
    size_t resultStep) {
#pragma clang fp reassociate(on)
  SCALAR factors[MERIDIAN_ATTENTION_KEYS];
  for (size_t r = 0; r < rows; r++) {
    const size_t row = firstQuery + r;
    SCALAR *restrict x = px + r * pitch;
    NAME(finish_scores)(
        s, count, NAME(visible)(s, limit, row, first, count),
        bias ? bias + row * s->biasStep + first : bias,
        mask ? mask + row * s->maskStep + first : mask, x);
    SCALAR top = first == 0 ? (SCALAR)-INFINITY : tops[r];
    for (size_t j = 0; j < count; j++) top = x[j] > top ? x[j] : top;
    // Where all is masked, any finite number keeps the exponentials 0.
    const SCALAR base = top == (SCALAR)-INFINITY ? 0 : top;
    SCALAR sum = 0;
    for (size_t j = 0; j < count; j++) x[j] = F(exp)(x[j] - base);
    for (size_t j = 0; j < count; j++) sum += x[j];
    if (first > 0) {
      const SCALAR shrink = F(exp)(tops[r] - base);
      sums[r] = sums[r] * shrink + sum;
      for (size_t c = 0; c < s->width; c++) results[r * resultStep + c] *= shrink;
    } else {
      sums[r] = sum;
    }
    tops[r] = top;
    if (s->threshold) {
      NAME(dropout_factors)(s, pair * s->queries + row, first, count, factors);
      for (size_t j = 0; j < count; j++) x[j] *= factors[j];
    }
  }
}

MERIDIAN_DISPATCHED
static void NAME(end_softmax)(
    const struct meridian_head_attention *s, size_t rows, const SCALAR *restrict tops,
    const SCALAR *restrict sums, SCALAR *restrict results, SCALAR *restrict logarithms) {
  for (size_t r = 0; r < rows; r++) {
    const SCALAR share = sums[r] > 0 ? 1 / sums[r] : 0;
    for (size_t c = 0; c < s->width; c++) results[r * s->resultStep + c] *= share;
    // +∞ makes the coefficients of a row without keys 0 on the way back.
    logarithms[r] = sums[r] > 0 ? tops[r] + F(log)(sums[r]) : (SCALAR)INFINITY;
  }
}

static void NAME(attention)(
    const struct meridian_head_attention *s, size_t pair, size_t limit, size_t first, size_t count,
    const SCALAR *q, const SCALAR *k, const SCALAR *v, const SCALAR *bias, const uint8_t *mask,
    SCALAR *result, SCALAR *logarithms, SCALAR *scratch) {
  const size_t pitch = PITCH(s->keys);
  SCALAR *x = scratch, *panels = x + MERIDIAN_ATTENTION_QUERIES * pitch;
  SCALAR *tops = panels + PANELS(s, pitch);
  SCALAR *sums = tops + MERIDIAN_ATTENTION_QUERIES;
  const size_t end = s->causal && first + count < limit ? first + count : limit;
  for (size_t r = 0; r < count; r++) {
    for (size_t c = 0; c < s->width; c++) result[r * s->resultStep + c] = 0;
    tops[r] = (SCALAR)-INFINITY;
    sums[r] = 0;
  }
  for (size_t key = 0; key < end; key += MERIDIAN_ATTENTION_KEYS) {
    const size_t keys = end - key < MERIDIAN_ATTENTION_KEYS ? end - key : MERIDIAN_ATTENTION_KEYS;
    meridian_pack(TYPE, s->depth, keys, k + key * s->keyStep, 1, s->keyStep, panels);
    meridian_multiply(
        TYPE, count, keys, s->depth, q + first * s->queryStep, s->queryStep, 1, panels, 0, x,
        pitch);
    NAME(continue_softmax)(
        s, pair, limit, first, count, key, keys, bias, mask, x, pitch, tops, sums, result,
        s->resultStep);
    meridian_pack(TYPE, keys, s->width, v + key * s->valueStep, s->valueStep, 1, panels);
    meridian_multiply(
        TYPE, count, s->width, keys, x, pitch, 1, panels, key > 0, result, s->resultStep);
  }
  NAME(end_softmax)(s, count, tops, sums, result, logarithms);
}

// Scores become coefficients after dropout, and gradients to these the gradients to scores.
MERIDIAN_DISPATCHED
static void NAME(softmax_gradient)(
    const struct meridian_head_attention *s, size_t pair, size_t limit, size_t firstQuery, size_t rows,
    size_t first, size_t count, const SCALAR *bias, const uint8_t *mask,
    const SCALAR *restrict logarithms, const SCALAR *restrict products, SCALAR *restrict px,
    SCALAR *restrict pg, size_t pitch, SCALAR *gbias) {
  SCALAR factors[MERIDIAN_ATTENTION_KEYS];
  const SCALAR scale = (SCALAR)s->scale;
  for (size_t r = 0; r < rows; r++) {
    const size_t row = firstQuery + r;
    SCALAR *restrict x = px + r * pitch, *restrict g = pg + r * pitch;
    NAME(finish_scores)(
        s, count, NAME(visible)(s, limit, row, first, count),
        bias ? bias + row * s->biasStep + first : bias,
        mask ? mask + row * s->maskStep + first : mask, x);
    const SCALAR shift = logarithms[row], product = products[row];
    for (size_t j = 0; j < count; j++) x[j] = F(exp)(x[j] - shift);
    if (s->threshold) {
      NAME(dropout_factors)(s, pair * s->queries + row, first, count, factors);
      for (size_t j = 0; j < count; j++) {
        const SCALAR p = x[j];
        g[j] = p * (g[j] * factors[j] - product);
        x[j] = p * factors[j];
      }
    } else {
      for (size_t j = 0; j < count; j++) g[j] = x[j] * (g[j] - product);
    }
    if (gbias) {
      SCALAR *restrict to = gbias + row * s->biasStep + first;
      for (size_t j = 0; j < count; j++) to[j] += g[j];
    }
    for (size_t j = 0; j < count; j++) g[j] *= scale;
  }
}

static void NAME(zero_rows)(size_t rows, size_t columns, SCALAR *x, size_t step) {
  for (size_t r = 0; r < rows; r++) memset(x + r * step, 0, columns * sizeof(SCALAR));
}

static void NAME(attention_pullback)(
    const struct meridian_head_attention *s, size_t pair, size_t limit, size_t key, size_t count,
    const SCALAR *q, const SCALAR *k, const SCALAR *v, const SCALAR *bias, const uint8_t *mask,
    const SCALAR *logarithms, const SCALAR *products, const SCALAR *gradient, size_t gStep,
    int startsQueries, SCALAR *gq, size_t gqStep, SCALAR *gk, size_t gkStep, SCALAR *gv, size_t gvStep,
    SCALAR *gbias, SCALAR *scratch) {
  const size_t pitch = PITCH(s->keys);
  SCALAR *x = scratch, *g = x + MERIDIAN_ATTENTION_QUERIES * pitch;
  SCALAR *keyColumns = g + MERIDIAN_ATTENTION_QUERIES * pitch;
  SCALAR *valueColumns = keyColumns + PANELS(s, pitch);
  SCALAR *keyRows = valueColumns + PANELS(s, pitch), *panels = keyRows + PANELS(s, pitch);
  if (startsQueries) NAME(zero_rows)(s->queries, s->depth, gq, gqStep);
  NAME(zero_rows)(count, s->depth, gk, gkStep);
  NAME(zero_rows)(count, s->width, gv, gvStep);
  if (key >= limit) return;
  const size_t keys = limit - key < count ? limit - key : count;
  const SCALAR *kBlock = k + key * s->keyStep, *vBlock = v + key * s->valueStep;
  meridian_pack(TYPE, s->depth, keys, kBlock, 1, s->keyStep, keyColumns);
  meridian_pack(TYPE, s->width, keys, vBlock, 1, s->valueStep, valueColumns);
  meridian_pack(TYPE, keys, s->depth, kBlock, s->keyStep, 1, keyRows);
  // Queries before the first of these keys do not see them.
  size_t first = s->causal ? key / MERIDIAN_ATTENTION_QUERIES * MERIDIAN_ATTENTION_QUERIES : 0;
  for (; first < s->queries; first += MERIDIAN_ATTENTION_QUERIES) {
    const size_t rows = s->queries - first < MERIDIAN_ATTENTION_QUERIES
        ? s->queries - first : MERIDIAN_ATTENTION_QUERIES;
    const SCALAR *qBlock = q + first * s->queryStep, *gBlock = gradient + first * gStep;
    meridian_multiply(
        TYPE, rows, keys, s->depth, qBlock, s->queryStep, 1, keyColumns, 0, x, pitch);
    meridian_multiply(TYPE, rows, keys, s->width, gBlock, gStep, 1, valueColumns, 0, g, pitch);
    NAME(softmax_gradient)(
        s, pair, limit, first, rows, key, keys, bias, mask, logarithms, products, x, g, pitch,
        gbias);
    meridian_pack(TYPE, rows, s->width, gBlock, gStep, 1, panels);
    meridian_multiply(TYPE, keys, s->width, rows, x, 1, pitch, panels, 1, gv, gvStep);
    meridian_pack(TYPE, rows, s->depth, qBlock, s->queryStep, 1, panels);
    meridian_multiply(TYPE, keys, s->depth, rows, g, 1, pitch, panels, 1, gk, gkStep);
    meridian_multiply(
        TYPE, rows, s->depth, keys, g, pitch, 1, keyRows, 1, gq + first * gqStep, gqStep);
  }
}

MERIDIAN_DISPATCHED
static void NAME(row_products)(
    size_t rows, size_t columns, const SCALAR *restrict a, size_t aStep, const SCALAR *restrict b,
    size_t bStep, SCALAR *restrict products) {
#pragma clang fp reassociate(on)
  for (size_t r = 0; r < rows; r++) {
    SCALAR sum = 0;
    for (size_t c = 0; c < columns; c++) sum += a[r * aStep + c] * b[r * bStep + c];
    products[r] = sum;
  }
}
