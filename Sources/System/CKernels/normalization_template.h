// Included once for each element type, with SCALAR and NAME set. Four rows are added before their sum joins the
// channel's, or every row would wait for the one before it.

MERIDIAN_DISPATCHED
static void NAME(moments)(
    size_t rows, size_t channels, const SCALAR *restrict x, double *restrict means,
    double *restrict moments) {
  const double share = 1 / (double)rows;
  for (size_t c = 0; c < channels; c++) means[c] = moments[c] = 0;
  size_t r = 0;
  for (; r + 4 <= rows; r += 4) {
    const SCALAR *a = x + r * channels, *b = a + channels, *d = b + channels, *e = d + channels;
    for (size_t c = 0; c < channels; c++)
      means[c] += ((double)a[c] + (double)b[c]) + ((double)d[c] + (double)e[c]);
  }
  for (; r < rows; r++)
    for (size_t c = 0; c < channels; c++) means[c] += (double)x[r * channels + c];
  for (size_t c = 0; c < channels; c++) means[c] *= share;
  for (r = 0; r + 4 <= rows; r += 4) {
    const SCALAR *a = x + r * channels, *b = a + channels, *d = b + channels, *e = d + channels;
    for (size_t c = 0; c < channels; c++) {
      const double m = means[c], p = (double)a[c] - m, q = (double)b[c] - m;
      const double s = (double)d[c] - m, t = (double)e[c] - m;
      moments[c] += (p * p + q * q) + (s * s + t * t);
    }
  }
  for (; r < rows; r++)
    for (size_t c = 0; c < channels; c++) {
      const double p = (double)x[r * channels + c] - means[c];
      moments[c] += p * p;
    }
}

MERIDIAN_DISPATCHED
static void NAME(products)(
    size_t rows, size_t channels, const SCALAR *restrict x, const SCALAR *restrict means,
    const SCALAR *restrict gy, double *restrict sums, double *restrict products) {
  for (size_t c = 0; c < channels; c++) sums[c] = products[c] = 0;
  size_t r = 0;
  for (; r + 4 <= rows; r += 4) {
    const SCALAR *a = x + r * channels, *b = a + channels, *d = b + channels, *e = d + channels;
    const SCALAR *ga = gy + r * channels, *gb = ga + channels, *gd = gb + channels, *ge = gd + channels;
    for (size_t c = 0; c < channels; c++) {
      const SCALAR m = means[c];
      const double p = (double)ga[c], q = (double)gb[c], s = (double)gd[c], t = (double)ge[c];
      sums[c] += (p + q) + (s + t);
      products[c] += (p * (double)(a[c] - m) + q * (double)(b[c] - m)) +
                     (s * (double)(d[c] - m) + t * (double)(e[c] - m));
    }
  }
  for (; r < rows; r++)
    for (size_t c = 0; c < channels; c++) {
      const double g = (double)gy[r * channels + c];
      sums[c] += g;
      products[c] += g * (double)(x[r * channels + c] - means[c]);
    }
}

MERIDIAN_DISPATCHED
static void NAME(affine)(
    size_t rows, size_t channels, const SCALAR *restrict x, const SCALAR *restrict means,
    const SCALAR *restrict factors, const SCALAR *restrict shifts, SCALAR *restrict y) {
  for (size_t r = 0; r < rows; r++, x += channels, y += channels)
    for (size_t c = 0; c < channels; c++) y[c] = (x[c] - means[c]) * factors[c] + shifts[c];
}

MERIDIAN_DISPATCHED
static void NAME(affine_pullback)(
    size_t rows, size_t channels, const SCALAR *restrict x, const SCALAR *restrict means,
    const SCALAR *restrict gy, const SCALAR *restrict factors, const SCALAR *restrict slopes,
    const SCALAR *restrict shifts, SCALAR *restrict gx) {
  for (size_t r = 0; r < rows; r++, x += channels, gy += channels, gx += channels)
    for (size_t c = 0; c < channels; c++)
      gx[c] = gy[c] * factors[c] + ((x[c] - means[c]) * slopes[c] + shifts[c]);
}
