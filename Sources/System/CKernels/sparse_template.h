// A sparse matrix times a dense one, for one element type: included once for each with SCALAR and NAME defined.

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

// A block of `LANES` columns stays in registers while the entries of a row stream by.
#define BLOCKS(LANES) \
  for (; column + LANES <= width; column += LANES) { \
    SCALAR sums[LANES] = {0}; \
    for (int32_t entry = offsets[row]; entry < offsets[row + 1]; entry++) { \
      const SCALAR *restrict source = x + (size_t)columns[entry] * width + column; \
      SCALAR factor = values[entry]; \
      for (size_t lane = 0; lane < LANES; lane++) sums[lane] += factor * source[lane]; \
    } \
    for (size_t lane = 0; lane < LANES; lane++) target[column + lane] = sums[lane]; \
  }

MERIDIAN_DISPATCHED
static void NAME(times_dense)(
    size_t begin, size_t end, const int32_t *restrict offsets, const int32_t *restrict columns,
    const SCALAR *restrict values, size_t width, const SCALAR *restrict x, SCALAR *restrict y) {
  for (size_t row = begin; row < end; row++) {
    SCALAR *restrict target = y + row * width;
    size_t column = 0;
    BLOCKS(64)
    BLOCKS(32)
    BLOCKS(8)
    BLOCKS(1)
  }
}

#undef BLOCKS
#undef SCALAR
#undef NAME
