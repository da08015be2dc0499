#ifndef MERIDIAN_COMPLEX_H
#define MERIDIAN_COMPLEX_H

#include <stddef.h>

// Complex elements are pairs, real part first.

enum {
  MERIDIAN_COMPLEX_PRODUCT = 0,        // a b
  MERIDIAN_COMPLEX_CONJUGATE_PRODUCT,  // a conj(b)
  MERIDIAN_COMPLEX_SCALE,              // a b for a real b
  MERIDIAN_COMPLEX_INNER               // the real part of a conj(b), a real result
};

// y[r, c] = a[r aRow + c aColumn] ∘ b[r bRow + c bColumn], steps counted in elements; y is contiguous, column steps are
// 0 or 1.
void meridian_complex_binary(
    int type, int function, size_t rows, size_t columns, const void *a, ptrdiff_t aRow,
    ptrdiff_t aColumn, const void *b, ptrdiff_t bRow, ptrdiff_t bColumn, void *y);

// y = conj(x) for n elements
void meridian_complex_conjugate(int type, size_t n, const void *x, void *y);

// y[k] = x[k] weight(k mod cycle) for the first `count` runs of `length` numbers, xStep and yStep apart: the first and, if
// `hasLast`, the last of a cycle take `edge`, the others `interior`. x and y are the same memory or apart.
void meridian_weigh_runs(
    int type, size_t count, size_t length, size_t cycle, int hasLast, double edge, double interior,
    const void *x, size_t xStep, void *y, size_t yStep);

#endif
