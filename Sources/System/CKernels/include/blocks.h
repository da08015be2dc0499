#ifndef MERIDIAN_BLOCKS_H
#define MERIDIAN_BLOCKS_H

#include <stddef.h>

// Products of tall matrices of eight columns, each row eight doubles. A basis is a run of such matrices (panels) of
// `rows` rows, one after the other. All work on rows [begin, end) alone.

// Writes the inner products of these rows: for every column of every panel eight numbers, one a column of w.
void meridian_blocks_inner(
    size_t begin, size_t end, size_t rows, size_t panels, const double *basis, const double *w, double *products);

// w −= the panels times `factors`, which has eight numbers for every column of every panel.
void meridian_blocks_subtract(
    size_t begin, size_t end, size_t rows, size_t panels, const double *basis, const double *factors, double *w);

// w = w times `factors` (8 × 8).
void meridian_blocks_transform(size_t begin, size_t end, const double *factors, double *w);

#endif
