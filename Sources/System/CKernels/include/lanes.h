#ifndef MERIDIAN_LANES_H
#define MERIDIAN_LANES_H

#include <stddef.h>
#include <stdint.h>

// Along the middle axis of x[outer, middle, inner], for the lanes begin ..< end of the innermost axis: a call does one outer
// index, whose first elements its pointers name.

// y[i] = min or max over m of x[m, i], and the first m that attains it; NaN wins
void meridian_extreme(
    int type, int minimum, size_t middle, size_t inner, size_t begin, size_t end, const void *x,
    void *y, int32_t *where);
// gx[where[i], i] = gy[i], elsewhere 0
void meridian_extreme_pullback(
    int type, size_t middle, size_t inner, size_t begin, size_t end, const void *gy,
    const int32_t *where, void *gx);
// y[m, i] = Σ_{l ≤ m} x[l, i], or over l ≥ m; the running sum is in double precision
void meridian_cumulative_sum(
    int type, int reversed, size_t middle, size_t inner, size_t begin, size_t end, const void *x,
    void *y);
// y[m, i] = x[indices[m, i], i] for m < chosen
void meridian_gather_along(
    int type, size_t chosen, size_t inner, size_t begin, size_t end, const void *x,
    const int32_t *indices, void *y);
// y[indices[m, i], i] += x[m, i] for m < chosen, in the order of m
void meridian_scatter_add_along(
    int type, size_t chosen, size_t inner, size_t begin, size_t end, const void *x,
    const int32_t *indices, void *y);

enum { MERIDIAN_LESS = 0, MERIDIAN_LESS_OR_EQUAL, MERIDIAN_EQUAL };

// y[i] = 1 where a[i aStep] and b[i bStep] compare as told, else 0; steps are 0 or 1
void meridian_compare(
    int type, int comparison, size_t n, const void *a, size_t aStep, const void *b, size_t bStep,
    int32_t *y);
// y[i] = a[i aStep] where mask[i] is not 0, else b[i bStep]
void meridian_select(
    int type, size_t n, const int32_t *mask, const void *a, size_t aStep, const void *b,
    size_t bStep, void *y);

#endif
