// Products over the entries of a compressed-row pattern, for one element type: included once for each with SCALAR and NAME
// defined. Vectors of 64, 32 and 16 bytes stand for as many registers as the processor has them in.

#define WIDE NAME(sparse_wide)
#define HALF NAME(sparse_half)
#define QUARTER NAME(sparse_quarter)
typedef SCALAR WIDE __attribute__((vector_size(64), aligned(sizeof(SCALAR))));
typedef SCALAR HALF __attribute__((vector_size(32), aligned(sizeof(SCALAR))));
typedef SCALAR QUARTER __attribute__((vector_size(16), aligned(sizeof(SCALAR))));

MERIDIAN_DISPATCHED
static void NAME(times_vector)(
    size_t begin, size_t end, const int32_t *restrict offsets, const int32_t *restrict columns,
    const SCALAR *restrict values, const SCALAR *restrict x, SCALAR *restrict y) {
  for (size_t row = begin; row < end; row++) {
    SCALAR sum = 0;
    for (int32_t entry = offsets[row]; entry < offsets[row + 1]; entry++)
      sum += values[entry] * x[columns[entry]];
    y[row] = sum;
  }
}

// A row's sums stay in `count` registers while its entries stream by; the last register may overlap the one before, which
// then holds the same sums. Rows that are needed soon are asked for early: on a random graph each is far away.
#define BLOCK(FUNCTION, VECTOR) \
  INLINE void FUNCTION( \
      const int count, size_t span, int32_t begin, int32_t end, int32_t last, \
      const int32_t *restrict columns, const SCALAR *restrict values, size_t valueStep, \
      const SCALAR *restrict x, size_t xStep, SCALAR *restrict y) { \
    const size_t lanes = sizeof(VECTOR) / sizeof(SCALAR), tail = span - lanes; \
    VECTOR sums[8]; \
    _Pragma("clang loop unroll(full)") \
    for (int v = 0; v < count; v++) sums[v] = (VECTOR){0}; \
    for (int32_t entry = begin; entry < end; entry++) { \
      const SCALAR *restrict source = x + (size_t)columns[entry] * xStep; \
      const int32_t later = entry + AHEAD < last ? entry + AHEAD : last - 1; \
      const char *soon = (const char *)(x + (size_t)columns[later] * xStep); \
      _Pragma("clang loop unroll(full)") \
      for (int v = 0; v < count; v++) __builtin_prefetch(soon + v * sizeof(VECTOR)); \
      const SCALAR factor = values[(size_t)entry * valueStep]; \
      _Pragma("clang loop unroll(full)") \
      for (int v = 0; v < count; v++) \
        sums[v] += factor * *(const VECTOR *)(source + (v < count - 1 ? v * lanes : tail)); \
    } \
    _Pragma("clang loop unroll(full)") \
    for (int v = 0; v < count; v++) *(VECTOR *)(y + (v < count - 1 ? v * lanes : tail)) = sums[v]; \
  }

BLOCK(NAME(wide_block), WIDE)
BLOCK(NAME(half_block), HALF)
BLOCK(NAME(quarter_block), QUARTER)
BLOCK(NAME(single_block), SCALAR)
#undef BLOCK

#define CASE(FUNCTION, COUNT, SPAN, FIRST) \
  case COUNT: \
    FUNCTION( \
        COUNT, SPAN, offsets[row], offsets[row + 1], last, columns, values + head, heads, source + (FIRST), step, \
        target + (FIRST)); \
    break

MERIDIAN_DISPATCHED
static void NAME(times_dense)(
    size_t begin, size_t end, const int32_t *restrict offsets, const int32_t *restrict columns,
    const SCALAR *restrict values, size_t heads, size_t channels, const SCALAR *restrict x, SCALAR *restrict y) {
  const size_t step = heads * channels, lanes = sizeof(WIDE) / sizeof(SCALAR);
  const int32_t last = offsets[end];
  for (size_t row = begin; row < end; row++)
    for (size_t head = 0; head < heads; head++) {
      const SCALAR *restrict source = x + head * channels;
      SCALAR *restrict target = y + row * step + head * channels;
      if (channels >= lanes) {
        for (size_t first = 0; first < channels; first += 8 * lanes) {
          // A short rest is moved back until it fills a register.
          size_t rest = channels - first < 8 * lanes ? channels - first : 8 * lanes;
          size_t start = rest < lanes ? channels - lanes : first, span = rest < lanes ? lanes : rest;
          switch ((span + lanes - 1) / lanes) {
            CASE(NAME(wide_block), 1, span, start);
            CASE(NAME(wide_block), 2, span, start);
            CASE(NAME(wide_block), 3, span, start);
            CASE(NAME(wide_block), 4, span, start);
            CASE(NAME(wide_block), 5, span, start);
            CASE(NAME(wide_block), 6, span, start);
            CASE(NAME(wide_block), 7, span, start);
            CASE(NAME(wide_block), 8, span, start);
          }
        }
      } else if (channels >= lanes / 2) {
        switch (2 * channels > lanes ? 2 : 1) {
          CASE(NAME(half_block), 1, channels, 0);
          CASE(NAME(half_block), 2, channels, 0);
        }
      } else if (channels >= lanes / 4) {
        switch (4 * channels > lanes ? 2 : 1) {
          CASE(NAME(quarter_block), 1, channels, 0);
          CASE(NAME(quarter_block), 2, channels, 0);
        }
      } else {
        switch (channels) {
          CASE(NAME(single_block), 1, channels, 0);
          CASE(NAME(single_block), 2, channels, 0);
          CASE(NAME(single_block), 3, channels, 0);
        }
      }
    }
}
#undef CASE

INLINE SCALAR NAME(row_dot)(size_t n, const SCALAR *restrict a, const SCALAR *restrict b) {
#pragma clang fp reassociate(on)
  SCALAR sum = 0;
  for (size_t i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

INLINE void NAME(prefetch_row)(const SCALAR *x, size_t count) {
  const char *first = (const char *)x;
  const size_t bytes = count * sizeof(SCALAR) < 1024 ? count * sizeof(SCALAR) : 1024;
  for (size_t byte = 0; byte < bytes; byte += 64) __builtin_prefetch(first + byte);
}

MERIDIAN_DISPATCHED
static void NAME(sampled_product)(
    size_t begin, size_t end, const int32_t *restrict offsets, const int32_t *restrict columns, size_t heads,
    size_t channels, const SCALAR *restrict a, const SCALAR *restrict b, SCALAR *restrict values) {
  const size_t step = heads * channels;
  const int32_t last = offsets[end];
  for (size_t row = begin; row < end; row++) {
    const SCALAR *left = a + row * step;
    for (int32_t entry = offsets[row]; entry < offsets[row + 1]; entry++) {
      const SCALAR *right = b + (size_t)columns[entry] * step;
      const int32_t later = entry + AHEAD < last ? entry + AHEAD : last - 1;
      NAME(prefetch_row)(b + (size_t)columns[later] * step, step);
      for (size_t head = 0; head < heads; head++)
        values[(size_t)entry * heads + head] =
            NAME(row_dot)(channels, left + head * channels, right + head * channels);
    }
  }
}

MERIDIAN_DISPATCHED
static void NAME(sampled_sum)(
    size_t begin, size_t end, const int32_t *restrict offsets, const int32_t *restrict columns, size_t heads,
    const SCALAR *restrict a, const SCALAR *restrict b, SCALAR *restrict values) {
  for (size_t row = begin; row < end; row++)
    for (int32_t entry = offsets[row]; entry < offsets[row + 1]; entry++)
      for (size_t head = 0; head < heads; head++)
        values[(size_t)entry * heads + head] = a[row * heads + head] + b[(size_t)columns[entry] * heads + head];
}

#undef WIDE
#undef HALF
#undef QUARTER
