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

#endif
