// Included once for each element type, with SCALAR, NAME and F set.

// The loss of n elements in a row, at most LOSS_BLOCK, into a buffer.
#define EACH(value) \
  for (size_t c = 0; c < n; c++) { \
    const SCALAR x = px[c], y = py[c], d = x - y, a = d < 0 ? -d : d; \
    (void)d, (void)a; \
    out[c] = (value); \
  } \
  break

INLINE void NAME(loss_block)(
    int function, size_t n, const SCALAR *restrict px, const SCALAR *restrict py, SCALAR p,
    SCALAR q, SCALAR *restrict out) {
  switch (function) {
    case MERIDIAN_SQUARED_ERROR: EACH(d * d);
    case MERIDIAN_ABSOLUTE_ERROR: EACH(a);
    case MERIDIAN_HUBER: EACH(q * (a <= p ? (SCALAR)0.5 * d * d : p * (a - (SCALAR)0.5 * p)));
    case MERIDIAN_BINARY_LOGITS:
      // softplus(−|x|) is what both logarithms share, so that neither overflows.
      EACH(
          (1 - y) * (x > 0 ? x : 0) + p * y * (x < 0 ? -x : 0) +
          (1 - y + p * y) * F(log1p_of)(F(exp)(x < 0 ? x : -x)));
    case MERIDIAN_RELATIVE_ENTROPY: EACH(y == 0 ? 0 : y * (F(log)(y) - x));
  }
}
#undef EACH

MERIDIAN_DISPATCHED
static void NAME(loss)(
    int function, size_t count, size_t columns, const int32_t *rows, const SCALAR *px,
    const SCALAR *py, double p, double q, const SCALAR *weights, size_t weightStep, SCALAR *losses,
    double *sums) {
#pragma clang fp reassociate(on)
  SCALAR out[LOSS_BLOCK];
  for (size_t i = 0; i < count; i++) {
    const size_t row = rows ? (size_t)rows[i] : i;
    for (size_t begin = 0; begin < columns; begin += LOSS_BLOCK) {
      const size_t n = columns - begin < LOSS_BLOCK ? columns - begin : LOSS_BLOCK;
      const size_t start = row * columns + begin;
      NAME(loss_block)(function, n, px + start, py + start, (SCALAR)p, (SCALAR)q, out);
      SCALAR sum = 0, weight = 0;
      if (!weights) {
        for (size_t c = 0; c < n; c++) sum += out[c];
        weight = (SCALAR)n;
      } else if (weightStep == 1 && columns > 1) {
        const SCALAR w = weights[row];
        // A weight of 0 takes out what it stands at, even if that is not a number.
        for (size_t c = 0; c < n; c++) out[c] = w == 0 ? 0 : w * out[c];
        for (size_t c = 0; c < n; c++) sum += out[c];
        weight = w * (SCALAR)n;
      } else {
        const SCALAR *restrict w = weights + start;
        for (size_t c = 0; c < n; c++) out[c] = w[c] == 0 ? 0 : w[c] * out[c];
        for (size_t c = 0; c < n; c++) sum += out[c];
        for (size_t c = 0; c < n; c++) weight += w[c];
      }
      sums[0] += (double)sum;
      sums[1] += (double)weight;
      if (losses)
        for (size_t c = 0; c < n; c++) losses[i * columns + begin + c] = out[c];
    }
  }
}

#define EACH(toX, toY) \
  if (gx) \
    for (size_t c = 0; c < n; c++) { \
      const SCALAR x = px[c], y = py[c], d = x - y, s = factors[c]; \
      (void)d, (void)y; \
      gx[c] += s == 0 ? 0 : s * (toX); \
    } \
  if (gy) \
    for (size_t c = 0; c < n; c++) { \
      const SCALAR x = px[c], y = py[c], d = x - y, s = factors[c]; \
      (void)d, (void)y; \
      gy[c] += s == 0 ? 0 : s * (toY); \
    } \
  break

INLINE void NAME(slope_block)(
    int function, size_t n, const SCALAR *restrict px, const SCALAR *restrict py, SCALAR p,
    SCALAR q, const SCALAR *restrict factors, SCALAR *restrict gx, SCALAR *restrict gy) {
  switch (function) {
    case MERIDIAN_SQUARED_ERROR: EACH(2 * d, -2 * d);
    case MERIDIAN_ABSOLUTE_ERROR:
      EACH((SCALAR)(d > 0) - (SCALAR)(d < 0), (SCALAR)(d < 0) - (SCALAR)(d > 0));
    case MERIDIAN_HUBER: EACH(q * (d > p ? p : d < -p ? -p : d), q * (d > p ? -p : d < -p ? p : -d));
    case MERIDIAN_BINARY_LOGITS:
      EACH(
          F(sigmoid)(x) * (1 - y) - p * y * F(sigmoid)(-x),
          (p - 1) * F(log1p_of)(F(exp)(x < 0 ? x : -x)) + p * (x < 0 ? -x : 0) - (x > 0 ? x : 0));
    case MERIDIAN_RELATIVE_ENTROPY: EACH(-y, F(log)(y) + 1 - x);
  }
}
#undef EACH

MERIDIAN_DISPATCHED
static void NAME(loss_pullback)(
    int function, size_t count, size_t columns, const int32_t *rows, const SCALAR *px,
    const SCALAR *py, double p, double q, const SCALAR *weights, size_t weightStep, double scale_,
    const SCALAR *gradients, SCALAR *pgx, SCALAR *pgy) {
  const SCALAR scale = (SCALAR)scale_;
  SCALAR factors[LOSS_BLOCK];
  for (size_t i = 0; i < count; i++) {
    const size_t row = rows ? (size_t)rows[i] : i;
    for (size_t begin = 0; begin < columns; begin += LOSS_BLOCK) {
      const size_t n = columns - begin < LOSS_BLOCK ? columns - begin : LOSS_BLOCK;
      const size_t start = row * columns + begin;
      const int byRow = weights && weightStep == 1 && columns > 1;
      for (size_t c = 0; c < n; c++) factors[c] = byRow ? scale * weights[row] : scale;
      if (weights && !byRow)
        for (size_t c = 0; c < n; c++) factors[c] *= weights[start + c];
      if (gradients)
        for (size_t c = 0; c < n; c++) factors[c] *= gradients[i * columns + begin + c];
      NAME(slope_block)(
          function, n, px + start, py + start, (SCALAR)p, (SCALAR)q, factors,
          pgx ? pgx + start : 0, pgy ? pgy + start : 0);
    }
  }
}

static void NAME(likelihood)(
    size_t count, size_t columns, const int32_t *rows, const int32_t *labels, const SCALAR *x,
    SCALAR *losses) {
  for (size_t i = 0; i < count; i++) losses[i] = -x[(size_t)rows[i] * columns + labels[rows[i]]];
}

static void NAME(likelihood_pullback)(
    size_t count, size_t columns, const int32_t *rows, const int32_t *labels, double scale,
    const SCALAR *gradients, SCALAR *gx) {
  for (size_t i = 0; i < count; i++)
    gx[(size_t)rows[i] * columns + labels[rows[i]]] -=
        (SCALAR)scale * (gradients ? gradients[i] : 1);
}

MERIDIAN_DISPATCHED
static void NAME(cosine)(
    size_t rows, size_t columns, double least, const SCALAR *restrict px, const SCALAR *restrict py,
    SCALAR *restrict similarities, SCALAR *restrict inverses) {
#pragma clang fp reassociate(on)
  for (size_t r = 0; r < rows; r++) {
    const SCALAR *x = px + r * columns, *y = py + r * columns;
    SCALAR product = 0, xx = 0, yy = 0;
    for (size_t c = 0; c < columns; c++) {
      product += x[c] * y[c];
      xx += x[c] * x[c];
      yy += y[c] * y[c];
    }
    const SCALAR a = F(sqrt)(xx), b = F(sqrt)(yy), low = (SCALAR)least;
    inverses[2 * r] = 1 / (a < low ? low : a);
    inverses[2 * r + 1] = 1 / (b < low ? low : b);
    similarities[r] = product * inverses[2 * r] * inverses[2 * r + 1];
  }
}

MERIDIAN_DISPATCHED
static void NAME(cosine_pullback)(
    size_t rows, size_t columns, double least, int first, const SCALAR *restrict px,
    const SCALAR *restrict py, const SCALAR *restrict similarities,
    const SCALAR *restrict inverses, const SCALAR *restrict g, SCALAR *restrict pgx) {
  for (size_t r = 0; r < rows; r++) {
    const SCALAR *restrict x = px + r * columns, *restrict y = py + r * columns;
    SCALAR *restrict gx = pgx + r * columns;
    const SCALAR own = inverses[2 * r + (first ? 0 : 1)], both = inverses[2 * r] * inverses[2 * r + 1];
    // A length below the least is a constant.
    const SCALAR along = own * (SCALAR)least < 1 ? similarities[r] * own * own : 0;
    for (size_t c = 0; c < columns; c++) gx[c] = g[r] * (both * y[c] - along * x[c]);
  }
}
