#ifndef MERIDIAN_HARMONICS_H
#define MERIDIAN_HARMONICS_H

#include <stddef.h>
#include <stdint.h>

// Sums over grids of angles (β, α, γ), `columns` numbers at every point, and what spreads spectra over such grids, the
// transpose of the sums. A grid is [latitudes, alphas, gammas, columns], a spectrum rows of `columns` numbers.
//
// Along α and γ the functions are 1, cos, sin, cos 2, sin 2, …; those of β belong to a pair of orders (m, n), each
// with `degrees - max(m, n)` functions: `plus` and `minus` tables of latitudes, from the place that `starts` says on.
typedef struct {
  int32_t latitudes, alphas, gammas, columns;
  // Orders of α and γ, from 0 to one less; the functions of an angle are 2 orders − 1.
  int32_t orders, gammaOrders, degrees;
  const void *alpha, *gamma;         // [2 orders − 1, alphas], [2 gammaOrders − 1, gammas]
  const void *plus, *minus;          // for each m, n and degree from max(m, n): [latitudes]
  const int32_t *starts;             // [orders, gammaOrders]: the row of plus and minus where a pair begins
  // Where the row of degree l, orders μ and ν begins: rows[l] + μ (2 l + 1) + ν, or rows[l] + μ on a grid of one γ.
  const int32_t *rows;
} meridian_angles;

// Numbers of scratch that either way needs.
size_t meridian_angles_scratch(const meridian_angles *a);

// spectrum = the sums of one grid
void meridian_angles_analyze(int type, const meridian_angles *a, const void *grid, void *spectrum, void *scratch);

// grid = the transpose, of one spectrum
void meridian_angles_synthesize(int type, const meridian_angles *a, const void *spectrum, void *grid, void *scratch);

#endif
