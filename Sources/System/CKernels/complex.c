#include "include/complex.h"

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define TEMPLATE "complex_template.h"
#include "both_types.h"

void meridian_complex_binary(
    int type, int function, size_t rows, size_t columns, const void *a, ptrdiff_t aRow,
    ptrdiff_t aColumn, const void *b, ptrdiff_t bRow, ptrdiff_t bColumn, void *y) {
  DISPATCH(complex_binary, function, rows, columns, a, aRow, aColumn, b, bRow, bColumn, y);
}

void meridian_complex_conjugate(int type, size_t n, const void *x, void *y) {
  DISPATCH(complex_conjugate, n, x, y);
}

void meridian_weigh_runs(
    int type, size_t count, size_t length, size_t cycle, int hasLast, double edge, double interior,
    const void *x, size_t xStep, void *y, size_t yStep) {
  DISPATCH(weigh_runs, count, length, cycle, hasLast, edge, interior, x, xStep, y, yStep);
}
