#ifndef MERIDIAN_MOMENTS_H
#define MERIDIAN_MOMENTS_H

#include <stddef.h>
#include <stdint.h>

// Weighted sums of neighbours over a compressed-row pattern, several at a time, whose channels may turn on the way: what
// convolutions on surfaces gather with.

// A run of a row's elements, [start, start + width). Of a pair it is the first component, the second one follows it, and
// (a, b) becomes (c a − s b, s a + c b) with the entry's `turn`-th cosine and sine; −1 is what does not turn.
typedef struct {
  size_t start, width;
  int32_t turn;
} meridian_span;

// What all the products below have in common.
typedef struct {
  const int32_t *offsets, *columns;
  // The entry that each of the pattern's is, if that is not the entry itself.
  const int32_t *order;
  // The weights of an entry, its angles and the elements of a row of x.
  size_t count, turnCount, width;
  const meridian_span *spans;
  size_t spanCount;
} meridian_moment_plan;

// Rows [begin, end): y[row, k, :] = Σ_entries weights[entry, k] turned(x[column, :])
void meridian_moments(
    int type, size_t begin, size_t end, const meridian_moment_plan *plan, const void *weights,
    const void *turns, const void *x, void *y);
// Rows [begin, end) of the transposed pattern: gx[row, :] = Σ_entries turned back(Σ_k weights[entry, k] g[column, k, :])
void meridian_moments_pullback(
    int type, size_t begin, size_t end, const meridian_moment_plan *plan, const void *weights,
    const void *turns, const void *g, void *gx);
// Rows [begin, end): gweights[entry, k] = g[row, k, :] · turned(x[column, :])
void meridian_moment_weights_pullback(
    int type, size_t begin, size_t end, const meridian_moment_plan *plan, const void *turns,
    const void *x, const void *g, void *gweights);

#endif
