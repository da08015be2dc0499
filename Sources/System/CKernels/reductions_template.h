// Included once for each element type, with SCALAR, NAME and F set. Sums may be reassociated: the
// order is then the compiler's, but it is fixed by the length alone.

#define SUM_BLOCK 2048

INLINE double NAME(block_sum)(size_t n, const SCALAR *x) {
#pragma clang fp reassociate(on)
  double total = 0;
  for (size_t begin = 0; begin < n; begin += SUM_BLOCK) {
    size_t end = begin + SUM_BLOCK < n ? begin + SUM_BLOCK : n;
    SCALAR sum = 0;
    for (size_t i = begin; i < end; i++) sum += x[i];
    total += (double)sum;
  }
  return total;
}

MERIDIAN_DISPATCHED
static void NAME(sum_rows)(
    size_t rows, size_t columns, const SCALAR *restrict x, SCALAR *restrict y) {
  for (size_t r = 0; r < rows; r++) y[r] = (SCALAR)NAME(block_sum)(columns, x + r * columns);
}

MERIDIAN_DISPATCHED
static void NAME(sum_columns)(
    size_t rows, size_t columns, size_t stride, const SCALAR *restrict x, SCALAR *restrict y) {
  for (size_t c = 0; c < columns; c++) y[c] = 0;
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) y[c] += x[r * stride + c];
}

MERIDIAN_DISPATCHED
static double NAME(sum_squares)(size_t n, const SCALAR *x) {
#pragma clang fp reassociate(on)
  double total = 0;
  for (size_t begin = 0; begin < n; begin += SUM_BLOCK) {
    size_t end = begin + SUM_BLOCK < n ? begin + SUM_BLOCK : n;
    SCALAR sum = 0;
    for (size_t i = begin; i < end; i++) sum += x[i] * x[i];
    total += (double)sum;
  }
  return total;
}
#undef SUM_BLOCK

// Vectors by hand: a maximum with a branch on NaN is not vectorized.
INLINE SCALAR NAME(row_max)(size_t n, const SCALAR *x) {
  typedef SCALAR lanes __attribute__((vector_size(64), aligned(sizeof(SCALAR))));
  enum { WIDTH = 64 / sizeof(SCALAR) };
  SCALAR best = x[0];
  size_t i = 0;
  if (n >= WIDTH) {
    lanes top = *(const lanes *)x;
    for (i = WIDTH; i + WIDTH <= n; i += WIDTH)
      top = __builtin_elementwise_max(*(const lanes *)(x + i), top);
    for (int lane = 0; lane < WIDTH; lane++) best = top[lane] > best ? top[lane] : best;
  }
  for (; i < n; i++) best = x[i] > best ? x[i] : best;
  return best;
}

MERIDIAN_DISPATCHED
static void NAME(softmax)(
    int logarithm, size_t rows, size_t columns, const SCALAR *restrict px, SCALAR *restrict py) {
#pragma clang fp reassociate(on)
  for (size_t r = 0; r < rows; r++) {
    const SCALAR *x = px + r * columns;
    SCALAR *y = py + r * columns;
    SCALAR top = NAME(row_max)(columns, x), sum = 0;
    if (logarithm) {
      for (size_t c = 0; c < columns; c++) sum += F(exp)(x[c] - top);
      SCALAR shift = F(log)(sum);
      for (size_t c = 0; c < columns; c++) y[c] = (x[c] - top) - shift;
    } else {
      for (size_t c = 0; c < columns; c++) y[c] = F(exp)(x[c] - top);
      for (size_t c = 0; c < columns; c++) sum += y[c];
      SCALAR scale = 1 / sum;
      for (size_t c = 0; c < columns; c++) y[c] *= scale;
    }
  }
}

MERIDIAN_DISPATCHED
static void NAME(softmax_pullback)(
    int logarithm, size_t rows, size_t columns, const SCALAR *restrict py,
    const SCALAR *restrict pgy, SCALAR *restrict pgx) {
#pragma clang fp reassociate(on)
  for (size_t r = 0; r < rows; r++) {
    const SCALAR *y = py + r * columns, *gy = pgy + r * columns;
    SCALAR *gx = pgx + r * columns, sum = 0;
    if (logarithm) {
      for (size_t c = 0; c < columns; c++) sum += gy[c];
      for (size_t c = 0; c < columns; c++) gx[c] = gy[c] - sum * F(exp)(y[c]);
    } else {
      for (size_t c = 0; c < columns; c++) sum += gy[c] * y[c];
      for (size_t c = 0; c < columns; c++) gx[c] = y[c] * (gy[c] - sum);
    }
  }
}

MERIDIAN_DISPATCHED
static void NAME(cross_entropy)(
    size_t count, size_t columns, const SCALAR *restrict px, const int32_t *restrict rows,
    const int32_t *restrict labels, SCALAR *restrict losses, SCALAR *restrict logarithms) {
#pragma clang fp reassociate(on)
  for (size_t k = 0; k < count; k++) {
    const SCALAR *x = px + (size_t)rows[k] * columns;
    SCALAR top = NAME(row_max)(columns, x), sum = 0;
    for (size_t c = 0; c < columns; c++) sum += F(exp)(x[c] - top);
    SCALAR shift = F(log)(sum);
    logarithms[k] = top + shift;
    losses[k] = shift - (x[labels[rows[k]]] - top);
  }
}

MERIDIAN_DISPATCHED
static void NAME(cross_entropy_pullback)(
    size_t count, size_t columns, const SCALAR *restrict px, const int32_t *restrict rows,
    const int32_t *restrict labels, const SCALAR *restrict logarithms, double scale_,
    SCALAR *restrict pgx) {
  const SCALAR scale = (SCALAR)scale_;
  for (size_t k = 0; k < count; k++) {
    const SCALAR *x = px + (size_t)rows[k] * columns;
    SCALAR *gx = pgx + (size_t)rows[k] * columns;
    for (size_t c = 0; c < columns; c++) gx[c] += scale * F(exp)(x[c] - logarithms[k]);
    gx[labels[rows[k]]] -= scale;
  }
}

MERIDIAN_DISPATCHED
static void NAME(layer_norm)(
    size_t rows, size_t columns, double epsilon, const SCALAR *restrict px,
    const SCALAR *restrict scale, const SCALAR *restrict shift, SCALAR *restrict py,
    SCALAR *restrict means, SCALAR *restrict inverses) {
#pragma clang fp reassociate(on)
  for (size_t r = 0; r < rows; r++) {
    const SCALAR *x = px + r * columns;
    SCALAR *y = py + r * columns;
    SCALAR mean = (SCALAR)(NAME(block_sum)(columns, x) / (double)columns), square = 0;
    for (size_t c = 0; c < columns; c++) square += (x[c] - mean) * (x[c] - mean);
    SCALAR inverse = 1 / F(sqrt)(square / (SCALAR)columns + (SCALAR)epsilon);
    for (size_t c = 0; c < columns; c++) y[c] = (x[c] - mean) * inverse * scale[c] + shift[c];
    means[r] = mean;
    inverses[r] = inverse;
  }
}

MERIDIAN_DISPATCHED
static void NAME(layer_norm_pullback)(
    size_t rows, size_t columns, const SCALAR *restrict px, const SCALAR *restrict scale,
    const SCALAR *restrict means, const SCALAR *restrict inverses, const SCALAR *restrict pgy,
    SCALAR *restrict pgx, SCALAR *restrict gscale, SCALAR *restrict gshift) {
#pragma clang fp reassociate(on)
  for (size_t c = 0; c < columns; c++) gscale[c] = gshift[c] = 0;
  for (size_t r = 0; r < rows; r++) {
    const SCALAR *restrict x = px + r * columns, *restrict gy = pgy + r * columns;
    SCALAR *restrict gx = pgx + r * columns;
    const SCALAR mean = means[r], inverse = inverses[r];
    SCALAR sum = 0, moment = 0;
    for (size_t c = 0; c < columns; c++) {
      const SCALAR normal = (x[c] - mean) * inverse, g = gy[c] * scale[c];
      sum += g;
      moment += g * normal;
      gscale[c] += gy[c] * normal;
      gshift[c] += gy[c];
    }
    sum /= (SCALAR)columns;
    moment /= (SCALAR)columns;
    for (size_t c = 0; c < columns; c++)
      gx[c] = inverse * (gy[c] * scale[c] - sum - (x[c] - mean) * inverse * moment);
  }
}
