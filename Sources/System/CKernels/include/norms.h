#ifndef MERIDIAN_NORMS_H
#define MERIDIAN_NORMS_H

#include <stddef.h>

// Σ x² with squares and sums in double precision
double meridian_sum_wide_squares(int type, size_t n, const void *x);

#endif
