// Included once for each element type, with SCALAR and NAME set.
#include "registers_template.h"

// c[r, v] (+)= sign Σ_k a[r aRow + k aStep] b[k, v], the last of `vectors` beginning at `last`; rows of b lie where
// `bAt` says, those of c where `cAt` says.
WIDE INLINE void NAME(angle_tile)(
    const size_t rows, const size_t vectors, size_t count, const SCALAR *restrict a, size_t aRow, size_t aStep,
    const SCALAR *restrict b, const size_t *restrict bAt, SCALAR *restrict c, const size_t *restrict cAt,
    size_t last, SCALAR sign, int adding) {
  NAME(lanes) sums[4][4];
  size_t at[4];
#pragma clang loop unroll(full)
  for (size_t v = 0; v < vectors; v++) at[v] = v + 1 < vectors ? v * LANES : last;
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) sums[r][v] = (NAME(lanes)){0};
  for (size_t k = 0; k < count; k++) {
    NAME(lanes) right[4];
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) right[v] = *(const NAME(lanes) *)(b + bAt[k] + at[v]);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
      const NAME(lanes) left = a[r * aRow + k * aStep] - (NAME(lanes)){0};
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) sums[r][v] += left * right[v];
    }
  }
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++) {
    NAME(lanes) before[4];
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) {
      NAME(lanes) *to = (NAME(lanes) *)(c + cAt[r] + at[v]);
      before[v] = adding ? *to : (NAME(lanes)){0};
    }
    // Vectors that overlap are read before either is written.
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) *(NAME(lanes) *)(c + cAt[r] + at[v]) = before[v] + sign * sums[r][v];
  }
}

#define TILE(ROWS, VECTORS) \
  NAME(angle_tile)(ROWS, VECTORS, count, left, aRow, aStep, b + j, bAt, c + j, cAt + i, last, sign, adding)
#define TILES(ROWS) \
  switch (vectors) { \
    case 1: TILE(ROWS, 1); break; \
    case 2: TILE(ROWS, 2); break; \
    case 3: TILE(ROWS, 3); break; \
    default: TILE(ROWS, 4); \
  }

// The same for fewer columns than a vector has; rows of b are brought into vectors of their own, some at a time.
WIDE INLINE void NAME(narrow_product)(
    size_t rows, size_t columns, size_t count, const SCALAR *restrict a, size_t aRow, size_t aStep,
    const SCALAR *restrict b, const size_t *restrict bAt, SCALAR *restrict c, const size_t *restrict cAt,
    SCALAR sign, int adding) {
  NAME(lanes) packed[NARROW_ROWS];
  for (size_t from = 0; from < count || from == 0; from += NARROW_ROWS) {
    const size_t part = count - from < NARROW_ROWS ? count - from : NARROW_ROWS;
    for (size_t k = 0; k < part; k++) {
      packed[k] = (NAME(lanes)){0};
      for (size_t n = 0; n < columns; n++) packed[k][n] = b[bAt[from + k] + n];
    }
    for (size_t r = 0; r < rows; r += 4) {
      const size_t own = rows - r < 4 ? rows - r : 4;
      const SCALAR *left[4];
      for (size_t i = 0; i < 4; i++) left[i] = a + (r + (i < own ? i : 0)) * aRow + from * aStep;
      NAME(lanes) sums[4] = {{0}, {0}, {0}, {0}};
      for (size_t k = 0; k < part; k++)
        for (size_t i = 0; i < 4; i++) sums[i] += left[i][k * aStep] * packed[k];
      for (size_t i = 0; i < own; i++) {
        SCALAR *to = c + cAt[r + i];
        for (size_t n = 0; n < columns; n++) to[n] = (adding || from > 0 ? to[n] : 0) + sign * sums[i][n];
      }
    }
  }
}

// c (+)= sign a b for `rows` rows and any number of columns.
WIDE INLINE void NAME(angle_product)(
    size_t rows, size_t columns, size_t count, const SCALAR *restrict a, size_t aRow, size_t aStep,
    const SCALAR *restrict b, const size_t *restrict bAt, SCALAR *restrict c, const size_t *restrict cAt,
    SCALAR sign, int adding) {
  if (columns < LANES) {
    NAME(narrow_product)(rows, columns, count, a, aRow, aStep, b, bAt, c, cAt, sign, adding);
    return;
  }
  size_t open = (columns + LANES - 1) / LANES;
  for (size_t j = 0; open > 0;) {
    // The last two vectors may overlap and are then of one tile.
    const size_t vectors = open == 5 ? 3 : open < 4 ? open : 4;
    const size_t end = j + vectors * LANES;
    const size_t last = (vectors - 1) * LANES - (end > columns ? end - columns : 0);
    for (size_t i = 0; i < rows; i += 4) {
      const SCALAR *left = a + i * aRow;
      switch (rows - i) {
        case 1: TILES(1); break;
        case 2: TILES(2); break;
        case 3: TILES(3); break;
        default: TILES(4);
      }
    }
    j = end;
    open -= vectors;
  }
}

#undef TILE
#undef TILES

// Between the spectrum and the transformed grid, forth or back.
WIDE INLINE void NAME(angle_orders)(
    const meridian_angles *a, const int analyzing, SCALAR *spectrum, SCALAR *lines, angle_places p) {
  const size_t columns = (size_t)a->columns, latitudes = (size_t)a->latitudes;
  const size_t gammaFunctions = (size_t)(2 * a->gammaOrders - 1);
  for (int32_t m = 0; m < a->orders; m++)
    for (int32_t n = 0; n < a->gammaOrders; n++) {
      const int32_t first = m > n ? m : n;
      if (first >= a->degrees) continue;
      const size_t degrees = (size_t)(a->degrees - first);
      const size_t table = (size_t)a->starts[m * a->gammaOrders + n] * latitudes;
      const SCALAR *plus = (const SCALAR *)a->plus + table, *minus = (const SCALAR *)a->minus + table;
      for (int k = 0; k < 4; k++) {
        const angle_part part = angleParts[k];
        if ((m == 0 && part.mu < 0) || (n == 0 && part.nu < 0)) continue;
        degreePlaces(a, first, part.mu * m, part.nu * n, p.degrees);
        for (int term = 0; term < 2; term++) {
          const int sineM = part.terms[term].sineM, sineN = part.terms[term].sineN;
          // There is no sine of order 0.
          if ((m == 0 && sineM) || (n == 0 && sineN)) continue;
          const size_t row = m == 0 ? 0 : (size_t)(2 * m - 1 + sineM), column = n == 0 ? 0 : (size_t)(2 * n - 1 + sineN);
          const SCALAR *values = part.terms[term].isPlus ? plus : minus;
          const SCALAR sign = (SCALAR)part.terms[term].sign;
          SCALAR *line = lines + (row * gammaFunctions + column) * columns;
          if (analyzing)
            NAME(angle_product)(
                degrees, columns, latitudes, values, latitudes, 1, line, p.latitudes, spectrum, p.degrees, sign,
                term);
          else
            NAME(angle_product)(
                latitudes, columns, degrees, values, 1, latitudes, spectrum, p.degrees, line, p.latitudes, sign, 1);
        }
      }
    }
}

MERIDIAN_DISPATCHED
static void NAME(angles_analyze)(
    const meridian_angles *a, const SCALAR *grid, SCALAR *spectrum, SCALAR *scratch, size_t *places) {
  const angle_places p = placesOf(a, places);
  const size_t columns = (size_t)a->columns, line = (size_t)a->gammas * columns;
  const size_t functions = (size_t)(2 * a->orders - 1), gammaFunctions = (size_t)(2 * a->gammaOrders - 1);
  SCALAR *lines = scratch + functions * line;
  for (size_t j = 0; j < (size_t)a->latitudes; j++) {
    SCALAR *to = lines + p.latitudes[j], *between = a->gammas == 1 ? to : scratch;
    NAME(angle_product)(
        functions, line, (size_t)a->alphas, a->alpha, (size_t)a->alphas, 1, grid + j * (size_t)a->alphas * line,
        p.alphas, between, p.functions, 1, 0);
    if (a->gammas == 1) continue;
    for (size_t i = 0; i < functions; i++)
      NAME(angle_product)(
          gammaFunctions, columns, (size_t)a->gammas, a->gamma, (size_t)a->gammas, 1, between + i * line, p.gammas,
          to + i * gammaFunctions * columns, p.gammaFunctions, 1, 0);
  }
  NAME(angle_orders)(a, 1, spectrum, lines, p);
}

MERIDIAN_DISPATCHED
static void NAME(angles_synthesize)(
    const meridian_angles *a, const SCALAR *spectrum, SCALAR *grid, SCALAR *scratch, size_t *places) {
  const angle_places p = placesOf(a, places);
  const size_t columns = (size_t)a->columns, line = (size_t)a->gammas * columns;
  const size_t functions = (size_t)(2 * a->orders - 1), gammaFunctions = (size_t)(2 * a->gammaOrders - 1);
  SCALAR *lines = scratch + functions * line;
  memset(lines, 0, (size_t)a->latitudes * functions * gammaFunctions * columns * sizeof *lines);
  NAME(angle_orders)(a, 0, (SCALAR *)spectrum, lines, p);
  for (size_t j = 0; j < (size_t)a->latitudes; j++) {
    SCALAR *from = lines + p.latitudes[j], *between = a->gammas == 1 ? from : scratch;
    if (a->gammas > 1)
      for (size_t i = 0; i < functions; i++)
        NAME(angle_product)(
            (size_t)a->gammas, columns, gammaFunctions, a->gamma, 1, (size_t)a->gammas,
            from + i * gammaFunctions * columns, p.gammaFunctions, between + i * line, p.gammas, 1, 0);
    NAME(angle_product)(
        (size_t)a->alphas, line, functions, a->alpha, 1, (size_t)a->alphas, between, p.functions,
        grid + j * (size_t)a->alphas * line, p.alphas, 1, 0);
  }
}
