#ifndef MERIDIAN_TILES_H
#define MERIDIAN_TILES_H

#include <stddef.h>

// Products of small matrices that lie in cache, with operands in any steps: the right one is packed into panels, the left
// one is read where it is. Every element is one sum in the order of k, so its bits depend on nothing else.

// Scalars that the panels of a k × n matrix take.
size_t meridian_panel_size(int type, size_t k, size_t n);
// Packs b[t, j] = b[t rowStep + j columnStep] into panels aligned to 64 bytes.
void meridian_pack(
    int type, size_t k, size_t n, const void *b, size_t rowStep, size_t columnStep, void *panels);
// c[i, j] = Σ_t a[i, t] b[t, j], or added to c; a[i, t] = a[i rowStep + t columnStep]
void meridian_multiply(
    int type, size_t m, size_t n, size_t k, const void *a, size_t rowStep, size_t columnStep,
    const void *panels, int adding, void *c, size_t cStep);
// c = a b, or added to c, for operands in any steps, in blocks of MERIDIAN_TILE_DEPTH terms that are added in order;
// `panels` is scratch for so many rows of b, or for k.
void meridian_gemm(
    int type, size_t m, size_t n, size_t k, const void *a, size_t aRow, size_t aColumn,
    const void *b, size_t bRow, size_t bColumn, int adding, void *c, size_t cStep, void *panels);

// Terms of a sum whose panels stay in cache.
enum { MERIDIAN_TILE_DEPTH = 512 };

#endif
