#ifndef MERIDIAN_SPARSE_H
#define MERIDIAN_SPARSE_H

#include <stddef.h>
#include <stdint.h>

// Rows [begin, end) of y = A x for a compressed-row A and a row-major x of `columns` columns.
// Every row is summed in the order of its entries, so the bits do not depend on how rows are shared out.
void meridian_sparse_times_dense(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    const void *values, size_t columns, const void *x, void *y);

#endif
