#ifndef MERIDIAN_SPARSE_H
#define MERIDIAN_SPARSE_H

#include <stddef.h>
#include <stdint.h>

// Rows [begin, end) of y = A x for a compressed-row A with a value for each entry and head, and a row-major x whose rows
// hold `channels` elements for each head.
// Every row is summed in the order of its entries, so the bits do not depend on how rows are shared out.
void meridian_sparse_times_dense(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    const void *values, size_t heads, size_t channels, const void *x, void *y);

// For the entries of rows [begin, end): values[entry, head] = a[row, head, :] · b[column, head, :]
void meridian_sampled_product(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, size_t channels, const void *a, const void *b, void *values);
// values[entry, head] = a[row, head] + b[column, head]
void meridian_sampled_sum(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, const void *a, const void *b, void *values);

#endif
