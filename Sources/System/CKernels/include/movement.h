#ifndef MERIDIAN_MOVEMENT_H
#define MERIDIAN_MOVEMENT_H

#include <stddef.h>
#include <stdint.h>

// y[i, :] = x[indices[i], :]
void meridian_gather_rows(
    int type, size_t count, size_t columns, const void *x, const int32_t *indices, void *y);
// y[indices[i], :] += x[i, :], in the order of i
void meridian_scatter_add_rows(
    int type, size_t count, size_t columns, const void *x, const int32_t *indices, void *y);
// y[r, c] = x[r rowStep + c columnStep], y contiguous
void meridian_copy_strided(
    int type, size_t rows, size_t columns, const void *x, size_t rowStep, size_t columnStep,
    void *y);
// count runs of `columns` elements, from x in steps of xStep to y in steps of yStep
void meridian_copy_runs(
    int type, size_t count, size_t columns, const void *x, size_t xStep, void *y, size_t yStep);

// y[r yRow + c yColumn] = x[r xRow + c xColumn]; the elements of y are apart
void meridian_copy_grid(
    int type, size_t rows, size_t columns, const void *x, ptrdiff_t xRow, ptrdiff_t xColumn,
    void *y, ptrdiff_t yRow, ptrdiff_t yColumn);
// y[r yRow + c yColumn] += x[r xRow + c xColumn]; the elements of y are apart
void meridian_add_grid(
    int type, size_t rows, size_t columns, const void *x, ptrdiff_t xRow, ptrdiff_t xColumn,
    void *y, ptrdiff_t yRow, ptrdiff_t yColumn);
// Every element of y becomes the one behind `value`.
void meridian_fill_element(int type, size_t n, const void *value, void *y);
// y = x in another element type; to whole numbers towards zero, clamped, NaN to 0
void meridian_convert(int from, int to, size_t n, const void *x, void *y);
// 1 when all elements are equal; NaN equals nothing
int meridian_equal(int type, size_t n, const void *x, const void *y);
// 1 when every index is in 0 ..< bound
int meridian_indices_within(size_t n, const int32_t *indices, size_t bound);

#endif
