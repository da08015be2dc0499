#ifndef MERIDIAN_NARROW_H
#define MERIDIAN_NARROW_H

#include <stddef.h>

// Products with a matrix that is small enough to stay in the innermost cache, where packing the other side, as a general
// product does, costs more than it saves.

// Elements of a packed k × n matrix.
size_t meridian_narrow_packed(int type, size_t k, size_t n);
// w is k × n, or n × k if transposed.
void meridian_narrow_pack(int type, size_t k, size_t n, const void *w, int transposed, void *packed);
// y = x w for `rows` rows: x is rows × k, y rows × n
void meridian_narrow_product(
    int type, size_t rows, size_t k, size_t n, const void *x, const void *packed, void *y);
// y = xᵀ g over `rows` rows, or added to y: x is rows × k, g rows × n, y k × n, their rows xRow, gRow and yRow apart;
// n fills whole registers (64 bytes).
void meridian_narrow_outer(
    int type, size_t rows, size_t k, size_t n, size_t xRow, size_t gRow, int adding, const void *x,
    const void *g, void *y, size_t yRow);

#endif
