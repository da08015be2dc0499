#ifndef MERIDIAN_CSR_H
#define MERIDIAN_CSR_H

#include <stddef.h>
#include <stdint.h>

// Rows [begin, end) of a sparse product (Gustavson 1978). `mark` has an element a column of b, all −1 before.
// The first pass writes the number of entries of each row; the second fills them, columns ascending.
// `scratch` has an element a column of b, `sums` likewise.

void meridian_csr_product_count(
    size_t begin, size_t end, const int32_t *aOffsets, const int32_t *aColumns,
    const int32_t *bOffsets, const int32_t *bColumns, int32_t *mark, int32_t *lengths);
void meridian_csr_product_f64(
    size_t begin, size_t end, const int32_t *aOffsets, const int32_t *aColumns,
    const double *aValues, const int32_t *bOffsets, const int32_t *bColumns,
    const double *bValues, int32_t *mark, int32_t *scratch, double *sums,
    const int32_t *offsets, int32_t *columns, double *values);
void meridian_csr_product_f32(
    size_t begin, size_t end, const int32_t *aOffsets, const int32_t *aColumns,
    const float *aValues, const int32_t *bOffsets, const int32_t *bColumns,
    const float *bValues, int32_t *mark, int32_t *scratch, float *sums,
    const int32_t *offsets, int32_t *columns, float *values);

// Sorts distinct non-negative keys in linear time; `scratch` is as long.
void meridian_sort_indices(int32_t *keys, size_t count, int32_t *scratch);

#endif
