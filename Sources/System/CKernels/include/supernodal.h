#ifndef MERIDIAN_SUPERNODAL_H
#define MERIDIAN_SUPERNODAL_H

#include <stddef.h>
#include <stdint.h>

// The structure of P A Pᵀ = L D Lᵀ in supernodes: runs of columns with the same rows below them, each stored as a
// dense block by columns. Row indices of a supernode ascend and begin with its own columns.
struct meridian_supernodes {
  int32_t rows;
  int32_t count;
  // The first column of each supernode, and the number of rows at the end.
  const int32_t *columns;
  // Where the row indices and the values of each supernode begin, and their numbers at the end.
  const int64_t *rowStarts;
  const int64_t *valueStarts;
  const int32_t *rowIndices;
  // As rowIndices, but the rows that lie outside a supernode's subtree are numbered from `rows` upwards, each subtree
  // with its own: so subtrees are solved at the same time without writing to the same place.
  const int32_t *solveIndices;
  // The supernode that each one adds its update to, or −1.
  const int32_t *parents;
  // Tasks are lists of supernodes, ascending, of whole subtrees; what no subtree holds comes after them.
  int32_t taskCount;
  const int32_t *taskStarts;
  const int32_t *order;
  // The root of each subtree and where its outside rows begin.
  int32_t subtreeCount;
  const int32_t *subtreeRoots;
  const int64_t *subtreeStarts;
  // Row k of the factored matrix is row permutation[k] of the given one.
  const int32_t *permutation;
};

// Factors a symmetric matrix given by full compressed rows, without exchanging pivots (multifrontal: Duff and Reid,
// ACM TOMS 9(3), 1983). `values` receives unit lower blocks, `pivots` D. Subtrees run on the pool at the same time;
// the bits do not depend on its size.
// Returns −1, −2 when memory ran out, or the first column whose pivot is not larger than the rounding errors of its
// own diagonal element (in magnitude, unless `positive`).
int64_t meridian_supernodal_factor(
    const struct meridian_supernodes *nodes, const int32_t *offsets, const int32_t *indices,
    const double *entries, int positive, double *values, double *pivots);

// Solves L D Lᵀ x = x in place for 1, 8 or 16 right-hand sides, x being row-major with a row for each row of the
// matrix and for each row outside a subtree (whatever these hold before). Subtrees run on the pool at the same time.
void meridian_supernodal_solve(
    const struct meridian_supernodes *nodes, const double *values, const double *pivots, int lanes, double *x);

#endif
