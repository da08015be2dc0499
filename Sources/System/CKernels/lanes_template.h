// Included once for each element type, with SCALAR and NAME set.

// The first place of a row where its extreme stands: the extreme first, without places, which vectorizes, then a
// search in blocks.
#define EXTREME(function, operator) \
  INLINE size_t NAME(function##_place)(size_t n, const SCALAR *x) { \
    SCALAR best = x[0]; \
    int wrong = 0; \
    { \
      _Pragma("clang fp reassociate(on)") \
      for (size_t i = 0; i < n; i++) { \
        best = x[i] operator best ? x[i] : best; \
        wrong |= x[i] != x[i]; \
      } \
    } \
    if (wrong) { \
      size_t i = 0; \
      while (x[i] == x[i]) i++; \
      return i; \
    } \
    size_t i = 0; \
    for (; i + 32 <= n; i += 32) { \
      int found = 0; \
      for (size_t j = i; j < i + 32; j++) found |= x[j] == best; \
      if (found) break; \
    } \
    while (x[i] != best) i++; \
    return i; \
  } \
  MERIDIAN_DISPATCHED \
  static void NAME(function)( \
      size_t middle, size_t inner, size_t begin, size_t end, const SCALAR *restrict x, \
      SCALAR *restrict y, int32_t *restrict where) { \
    if (inner == 1) { \
      size_t place = NAME(function##_place)(middle, x); \
      where[0] = (int32_t)place; \
      y[0] = x[place]; \
      return; \
    } \
    for (size_t i = begin; i < end; i++) { \
      y[i] = x[i]; \
      where[i] = 0; \
    } \
    for (size_t m = 1; m < middle; m++) \
      for (size_t i = begin; i < end; i++) { \
        SCALAR v = x[m * inner + i], best = y[i]; \
        int better = (v operator best) | ((v != v) & (best == best)); \
        y[i] = better ? v : best; \
        where[i] = better ? (int32_t)m : where[i]; \
      } \
  }

EXTREME(largest, >)
EXTREME(smallest, <)
#undef EXTREME

MERIDIAN_DISPATCHED
static void NAME(extreme_pullback)(
    size_t middle, size_t inner, size_t begin, size_t end, const SCALAR *restrict gy,
    const int32_t *restrict where, SCALAR *restrict gx) {
  if (inner == 1) {
    for (size_t m = 0; m < middle; m++) gx[m] = 0;
    gx[where[0]] = gy[0];
    return;
  }
  for (size_t m = 0; m < middle; m++)
    for (size_t i = begin; i < end; i++)
      gx[m * inner + i] = where[i] == (int32_t)m ? gy[i] : 0;
}

#define LANES 64

MERIDIAN_DISPATCHED
static void NAME(cumulative_sum)(
    int reversed, size_t middle, size_t inner, size_t begin, size_t end,
    const SCALAR *restrict x, SCALAR *restrict y) {
  for (size_t i0 = begin; i0 < end; i0 += LANES) {
    const size_t lanes = i0 + LANES < end ? LANES : end - i0;
    double sums[LANES] = {0};
    for (size_t step = 0; step < middle; step++) {
      const size_t m = reversed ? middle - 1 - step : step;
      const SCALAR *restrict from = x + m * inner + i0;
      SCALAR *restrict to = y + m * inner + i0;
      for (size_t i = 0; i < lanes; i++) {
        sums[i] += (double)from[i];
        to[i] = (SCALAR)sums[i];
      }
    }
  }
}
#undef LANES

static void NAME(gather_along)(
    size_t chosen, size_t inner, size_t begin, size_t end, const SCALAR *restrict x,
    const int32_t *restrict indices, SCALAR *restrict y) {
  for (size_t m = 0; m < chosen; m++)
    for (size_t i = begin; i < end; i++)
      y[m * inner + i] = x[(size_t)indices[m * inner + i] * inner + i];
}

static void NAME(scatter_add_along)(
    size_t chosen, size_t inner, size_t begin, size_t end, const SCALAR *restrict x,
    const int32_t *restrict indices, SCALAR *restrict y) {
  for (size_t m = 0; m < chosen; m++)
    for (size_t i = begin; i < end; i++)
      y[(size_t)indices[m * inner + i] * inner + i] += x[m * inner + i];
}

MERIDIAN_DISPATCHED
static void NAME(compare)(
    int comparison, size_t n, const SCALAR *restrict a, size_t aStep, const SCALAR *restrict b,
    size_t bStep, int32_t *restrict y) {
#define EACH(operator) \
  if (aStep && bStep) for (size_t i = 0; i < n; i++) y[i] = a[i] operator b[i]; \
  else if (aStep) for (size_t i = 0; i < n; i++) y[i] = a[i] operator *b; \
  else for (size_t i = 0; i < n; i++) y[i] = *a operator b[i * bStep]; \
  break
  switch (comparison) {
    case MERIDIAN_LESS: EACH(<);
    case MERIDIAN_LESS_OR_EQUAL: EACH(<=);
    case MERIDIAN_EQUAL: EACH(==);
  }
#undef EACH
}

MERIDIAN_DISPATCHED
static void NAME(select)(
    size_t n, const int32_t *restrict mask, const SCALAR *restrict a, size_t aStep,
    const SCALAR *restrict b, size_t bStep, SCALAR *restrict y) {
  if (aStep && bStep) for (size_t i = 0; i < n; i++) y[i] = mask[i] ? a[i] : b[i];
  else if (aStep) for (size_t i = 0; i < n; i++) y[i] = mask[i] ? a[i] : *b;
  else for (size_t i = 0; i < n; i++) y[i] = mask[i] ? *a : b[i * bStep];
}
