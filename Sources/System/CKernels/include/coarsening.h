#ifndef MERIDIAN_COARSENING_H
#define MERIDIAN_COARSENING_H

#include <stddef.h>
#include <stdint.h>

// Visits nodes in the given order; each that is still free takes the free neighbour of greatest affinity, the first of
// several in its row. The affinity of an entry is its value, times inverses[row] + inverses[column] unless `inverses`
// is NULL. `mates` is −1 everywhere before; a node without a free neighbour becomes its own mate.
void meridian_matching(
    size_t count, const int32_t *order, const int32_t *offsets, const int32_t *columns,
    const double *values, const double *inverses, int32_t *mates);

// The part right of the diagonal of rows [begin, end) of the Galerkin product Pᵀ A P of a clustering, and the diagonal
// with it if `diagonal`. The members of cluster c stand at members[starts[c]] to members[starts[c + 1]]. Entries are
// summed in the order of members, then of their rows; columns ascend. `mark` has an element a cluster, all −1 before.
// `scratchColumns` and `scratchValues` have an element a cluster, too. Writes from the front of `outColumns` and
// `outValues`, and where each row ends from the front of `ends`.
void meridian_contract_upper(
    size_t begin, size_t end, const int32_t *starts, const int32_t *members,
    const int32_t *clusters, const int32_t *offsets, const int32_t *columns, const double *values,
    int diagonal, int32_t *mark, int32_t *scratchColumns, double *scratchValues, int32_t *ends,
    int32_t *outColumns, double *outValues);

// Places the upper part of rows [begin, end) and its mirror into the rows of a symmetric matrix whose offsets are
// known. `next[r]` is the first free place of row r. Call it for all rows in ascending order.
void meridian_mirror_upper(
    size_t begin, size_t end, const int32_t *ends, const int32_t *upperColumns,
    const double *upperValues, int32_t *next, int32_t *columns, double *values);

// The first row of a square matrix that differs from its column, whether by pattern or by value, or −1. `next` is a
// copy of the offsets.
int64_t meridian_first_asymmetric_row(
    size_t rows, const int32_t *offsets, const int32_t *columns, const double *values,
    int32_t *next);

#endif
