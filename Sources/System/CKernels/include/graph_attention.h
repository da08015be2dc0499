#ifndef MERIDIAN_GRAPH_ATTENTION_H
#define MERIDIAN_GRAPH_ATTENTION_H

#include <stddef.h>
#include <stdint.h>

// Attention over the entries of rows [begin, end) of a compressed-row pattern. leaky(z) is z, or `slope` z below 0.

// coefficients[entry, head] = softmax over the row's entries of leaky(a[row, head] + b[column, head])
void meridian_attention_coefficients(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, double slope, const void *a, const void *b, void *coefficients);
// From the gradient g to y[row, head, :] = Σ dropped[entry, head] x[column, head, :], where `dropped` is the coefficients
// after dropout: the gradient to every a + b, and its sums over rows, the gradient to a.
void meridian_attention_pullback(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, size_t channels, double slope, const void *a, const void *b,
    const void *coefficients, const void *dropped, const void *x, const void *g, void *sums,
    void *ga);

// scores[entry, head] = weights[head, :] · leaky(a[row, head, :] + b[column, head, :])
void meridian_attention_scores(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, size_t channels, double slope, const void *a, const void *b, const void *weights,
    void *scores);
// The gradient to a, and, unless `gweights` is NULL, these rows' part of the gradient to the weights.
void meridian_attention_scores_pullback(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, size_t channels, double slope, const void *a, const void *b, const void *weights,
    const void *gscores, void *ga, void *gweights);

#endif
