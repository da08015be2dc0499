// Included once for each element type, with SCALAR and NAME set.

#include "registers_template.h"

// Panels of up to four registers' columns, [panel, k, columns], zero past the last column.
MERIDIAN_DISPATCHED
static void NAME(narrow_pack)(
    size_t k, size_t n, const SCALAR *restrict w, int transposed, SCALAR *restrict packed) {
  const size_t total = (n + LANES - 1) / LANES * LANES;
  for (size_t first = 0; first < total; first += 4 * LANES) {
    const size_t breadth = total - first < 4 * LANES ? total - first : 4 * LANES;
    const size_t there = n - first < breadth ? n - first : breadth;
    for (size_t i = 0; i < k; i++) {
      SCALAR *restrict row = packed + i * breadth;
      if (transposed) for (size_t c = 0; c < there; c++) row[c] = w[(first + c) * k + i];
      else for (size_t c = 0; c < there; c++) row[c] = w[i * n + first + c];
      for (size_t c = there; c < breadth; c++) row[c] = 0;
    }
    packed += k * breadth;
  }
}

INLINE void NAME(narrow_put)(
    const size_t rows, const size_t vectors, NAME(lanes) sums[4][4], SCALAR *restrict y,
    size_t yRow, size_t columns) {
  if (columns >= vectors * LANES) {
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++)
        *(NAME(lanes) *)(y + r * yRow + v * LANES) = sums[r][v];
    return;
  }
  SCALAR whole[16 * LANES];
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++)
      *(NAME(lanes) *)(whole + (r * vectors + v) * LANES) = sums[r][v];
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) y[r * yRow + c] = whole[r * vectors * LANES + c];
}

// A tile of `rows` rows of the left side, whose elements along the sum are aStep apart.
INLINE void NAME(narrow_tile)(
    const size_t rows, const size_t vectors, size_t count, const int adding, const SCALAR *a,
    size_t aRow, size_t aStep, const SCALAR *b, size_t bRow, SCALAR *y, size_t yRow,
    size_t columns) {
  NAME(lanes) sums[4][4] = {0};
  if (adding)
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++)
        sums[r][v] = *(const NAME(lanes) *)(y + r * yRow + v * LANES);
  NAME(multiply)(rows, vectors, count, a, aRow, aStep, b, bRow, sums);
  NAME(narrow_put)(rows, vectors, sums, y, yRow, columns);
}

// All rows of the left side with one panel of the right.
INLINE void NAME(narrow_panel)(
    const size_t vectors, size_t rows, size_t count, const int adding, const SCALAR *a,
    size_t aRow, size_t aStep, const SCALAR *b, size_t bRow, SCALAR *y, size_t yRow, size_t columns) {
  size_t r = 0;
  for (; r + 4 <= rows; r += 4)
    NAME(narrow_tile)(
        4, vectors, count, adding, a + r * aRow, aRow, aStep, b, bRow, y + r * yRow, yRow, columns);
  a += r * aRow;
  y += r * yRow;
  if (rows - r == 3) NAME(narrow_tile)(3, vectors, count, adding, a, aRow, aStep, b, bRow, y, yRow, columns);
  else if (rows - r == 2) NAME(narrow_tile)(2, vectors, count, adding, a, aRow, aStep, b, bRow, y, yRow, columns);
  else if (rows - r == 1) NAME(narrow_tile)(1, vectors, count, adding, a, aRow, aStep, b, bRow, y, yRow, columns);
}

INLINE void NAME(any_narrow_panel)(
    size_t vectors, size_t rows, size_t count, const int adding, const SCALAR *a, size_t aRow,
    size_t aStep, const SCALAR *b, size_t bRow, SCALAR *y, size_t yRow, size_t columns) {
  if (vectors == 4) NAME(narrow_panel)(4, rows, count, adding, a, aRow, aStep, b, bRow, y, yRow, columns);
  else if (vectors == 3) NAME(narrow_panel)(3, rows, count, adding, a, aRow, aStep, b, bRow, y, yRow, columns);
  else if (vectors == 2) NAME(narrow_panel)(2, rows, count, adding, a, aRow, aStep, b, bRow, y, yRow, columns);
  else NAME(narrow_panel)(1, rows, count, adding, a, aRow, aStep, b, bRow, y, yRow, columns);
}

MERIDIAN_DISPATCHED
static void NAME(narrow_product)(
    size_t rows, size_t k, size_t n, const SCALAR *restrict x, const SCALAR *restrict packed,
    SCALAR *restrict y) {
  for (size_t first = 0; first < n; first += 4 * LANES) {
    const size_t columns = n - first < 4 * LANES ? n - first : 4 * LANES;
    const size_t vectors = (columns + LANES - 1) / LANES;
    NAME(any_narrow_panel)(
        vectors, rows, k, 0, x, k, 1, packed, vectors * LANES, y + first, n, columns);
    packed += k * vectors * LANES;
  }
}

MERIDIAN_DISPATCHED
static void NAME(narrow_outer)(
    size_t rows, size_t k, size_t n, size_t xRow, size_t gRow, int adding,
    const SCALAR *restrict x, const SCALAR *restrict g, SCALAR *restrict y, size_t yRow) {
  for (size_t first = 0; first < n; first += 4 * LANES) {
    const size_t columns = n - first < 4 * LANES ? n - first : 4 * LANES;
    if (adding)
      NAME(any_narrow_panel)(
          columns / LANES, k, rows, 1, x, 1, xRow, g + first, gRow, y + first, yRow, columns);
    else
      NAME(any_narrow_panel)(
          columns / LANES, k, rows, 0, x, 1, xRow, g + first, gRow, y + first, yRow, columns);
  }
}
