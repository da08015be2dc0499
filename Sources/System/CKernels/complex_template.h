// Included once for each element type, with SCALAR and NAME set.

#define GRID(WIDTH_A, WIDTH_B, WIDTH_Y, BODY) \
  for (size_t r = 0; r < rows; r++) { \
    const SCALAR *restrict ra = a + (ptrdiff_t)r * aRow * WIDTH_A; \
    const SCALAR *restrict rb = b + (ptrdiff_t)r * bRow * WIDTH_B; \
    SCALAR *restrict ry = y + r * columns * WIDTH_Y; \
    if (aColumn == 1 && bColumn == 1) { \
      for (size_t c = 0; c < columns; c++) { \
        const SCALAR *pa = ra + WIDTH_A * c, *pb = rb + WIDTH_B * c; \
        SCALAR *py = ry + WIDTH_Y * c; \
        BODY \
      } \
    } else { \
      for (size_t c = 0; c < columns; c++) { \
        const SCALAR *pa = ra + WIDTH_A * (ptrdiff_t)c * aColumn; \
        const SCALAR *pb = rb + WIDTH_B * (ptrdiff_t)c * bColumn; \
        SCALAR *py = ry + WIDTH_Y * c; \
        BODY \
      } \
    } \
  } \
  break

MERIDIAN_DISPATCHED
static void NAME(complex_binary)(
    int function, size_t rows, size_t columns, const SCALAR *restrict a, ptrdiff_t aRow,
    ptrdiff_t aColumn, const SCALAR *restrict b, ptrdiff_t bRow, ptrdiff_t bColumn,
    SCALAR *restrict y) {
  switch (function) {
    case MERIDIAN_COMPLEX_PRODUCT:
      GRID(2, 2, 2, {
        const SCALAR real = pa[0] * pb[0] - pa[1] * pb[1];
        py[1] = pa[0] * pb[1] + pa[1] * pb[0];
        py[0] = real;
      });
    case MERIDIAN_COMPLEX_CONJUGATE_PRODUCT:
      GRID(2, 2, 2, {
        const SCALAR real = pa[0] * pb[0] + pa[1] * pb[1];
        py[1] = pa[1] * pb[0] - pa[0] * pb[1];
        py[0] = real;
      });
    case MERIDIAN_COMPLEX_SCALE:
      GRID(2, 1, 2, {
        py[0] = pa[0] * pb[0];
        py[1] = pa[1] * pb[0];
      });
    case MERIDIAN_COMPLEX_INNER:
      GRID(2, 2, 1, { py[0] = pa[0] * pb[0] + pa[1] * pb[1]; });
  }
}
#undef GRID

MERIDIAN_DISPATCHED
static void NAME(complex_conjugate)(size_t n, const SCALAR *restrict x, SCALAR *restrict y) {
  for (size_t i = 0; i < n; i++) {
    y[2 * i] = x[2 * i];
    y[2 * i + 1] = -x[2 * i + 1];
  }
}

MERIDIAN_DISPATCHED
static void NAME(weigh_runs)(
    size_t count, size_t length, size_t cycle, int hasLast, double edge, double interior,
    const SCALAR *x, size_t xStep, SCALAR *y, size_t yStep) {
  for (size_t k = 0; k < count; k++) {
    const size_t place = k % cycle;
    const SCALAR w = (SCALAR)(place == 0 || (hasLast && place == cycle - 1) ? edge : interior);
    for (size_t i = 0; i < length; i++) y[k * yStep + i] = w * x[k * xStep + i];
  }
}
