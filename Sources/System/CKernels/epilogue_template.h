// Included once for each element type, with SCALAR, NAME and F set.

// `step` is what value and slope share.
#define EACH(step, value, slope) \
  for (size_t r = 0; r < rows; r++) { \
    SCALAR *restrict row = py + r * yStep; \
    if (ps) { \
      SCALAR *restrict slopes = ps + r * yStep; \
      if (bias) \
        for (size_t c = 0; c < columns; c++) { \
          const SCALAR x = row[c] + bias[c]; \
          const SCALAR s = (step), y = (value); \
          (void)s; \
          row[c] = y; \
          slopes[c] = (slope); \
        } \
      else \
        for (size_t c = 0; c < columns; c++) { \
          const SCALAR x = row[c]; \
          const SCALAR s = (step), y = (value); \
          (void)s; \
          row[c] = y; \
          slopes[c] = (slope); \
        } \
    } else if (bias) \
      for (size_t c = 0; c < columns; c++) { \
        const SCALAR x = row[c] + bias[c]; \
        const SCALAR s = (step), y = (value); \
        (void)s; \
        row[c] = y; \
      } \
    else \
      for (size_t c = 0; c < columns; c++) { \
        const SCALAR x = row[c]; \
        const SCALAR s = (step), y = (value); \
        (void)s; \
        row[c] = y; \
      } \
  } \
  break

MERIDIAN_DISPATCHED
static void NAME(bias_activation)(
    int function, double parameter, size_t rows, size_t columns, size_t yStep,
    const SCALAR *restrict bias, SCALAR *restrict py, SCALAR *restrict ps) {
  const SCALAR p = (SCALAR)parameter;
  switch (function) {
    case MERIDIAN_TANH: EACH(F(tanh)(x), s, 1 - y * y);
    case MERIDIAN_SIGMOID: EACH(F(sigmoid)(x), s, y * (1 - y));
    case MERIDIAN_RELU: EACH(x, x < 0 ? 0 : x, y > 0 ? 1 : 0);
    case MERIDIAN_LEAKY_RELU: EACH(x, x < 0 ? x * p : x, x > 0 ? 1 : p);
    case MERIDIAN_ELU: EACH(x, x < 0 ? p * F(expm1)(x) : x, y > 0 ? 1 : y + p);
    case MERIDIAN_GELU: EACH(F(normal)(x), x * s, s + x * F(density)(x));
    case MERIDIAN_SILU: EACH(F(sigmoid)(x), x * s, s + y * (1 - s));
    case MERIDIAN_SOFTPLUS: EACH(x, F(softplus)(x), F(sigmoid)(x));
    default: EACH(x, x, 1);
  }
}
#undef EACH

#define EACH_SLOPE(slope) \
  for (size_t r = 0; r < rows; r++) { \
    const SCALAR *restrict kept = pk + r * columns, *restrict gy = pgy + r * columns; \
    SCALAR *restrict gz = pgz + r * columns; \
    if (sums) \
      for (size_t c = 0; c < columns; c++) { \
        const SCALAR y = kept[c], g = gy[c] * (slope); \
        (void)y; \
        gz[c] = g; \
        sums[c] += g; \
      } \
    else \
      for (size_t c = 0; c < columns; c++) { \
        const SCALAR y = kept[c]; \
        (void)y; \
        gz[c] = gy[c] * (slope); \
      } \
  } \
  break

MERIDIAN_DISPATCHED
static void NAME(activation_pullback)(
    int function, double parameter, int keptResults, size_t rows, size_t columns,
    const SCALAR *pk, const SCALAR *restrict pgy, SCALAR *restrict pgz, SCALAR *restrict sums) {
  const SCALAR p = (SCALAR)parameter;
  if (sums)
    for (size_t c = 0; c < columns; c++) sums[c] = 0;
  if (function < 0) {
    if (sums)
      for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) sums[c] += pgy[r * columns + c];
    return;
  }
  switch (keptResults ? function : -1) {
    case MERIDIAN_TANH: EACH_SLOPE(1 - y * y);
    case MERIDIAN_SIGMOID: EACH_SLOPE(y * (1 - y));
    case MERIDIAN_RELU: EACH_SLOPE((SCALAR)(y > 0));
    case MERIDIAN_ELU: EACH_SLOPE(y > 0 ? 1 : y + p);
    default: EACH_SLOPE(y);
  }
}
#undef EACH_SLOPE
