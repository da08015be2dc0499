#include "include/graph_attention.h"

#include "functions_f32.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"
#include "include/segments.h"

// Heads that are worked on together, their sums on the stack.
enum { GROUP = 32 };

#define TEMPLATE "graph_attention_template.h"
#include "both_types.h"

void meridian_attention_coefficients(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, double slope, const void *a, const void *b, void *coefficients) {
  DISPATCH(leaky_sums, begin, end, rowOffsets, columnIndices, heads, slope, a, b, coefficients);
  meridian_segment_softmax(type, begin, end, rowOffsets, NULL, heads, coefficients, coefficients);
}

void meridian_attention_pullback(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, size_t channels, double slope, const void *a, const void *b,
    const void *coefficients, const void *dropped, const void *x, const void *g, void *sums,
    void *ga) {
  DISPATCH(
      attention_pullback, begin, end, rowOffsets, columnIndices, heads, channels, slope, a, b,
      coefficients, dropped, x, g, sums, ga);
}

void meridian_attention_scores(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, size_t channels, double slope, const void *a, const void *b, const void *weights,
    void *scores) {
  DISPATCH(
      attention_scores, begin, end, rowOffsets, columnIndices, heads, channels, slope, a, b, weights, scores);
}

void meridian_attention_scores_pullback(
    int type, size_t begin, size_t end, const int32_t *rowOffsets, const int32_t *columnIndices,
    size_t heads, size_t channels, double slope, const void *a, const void *b, const void *weights,
    const void *gscores, void *ga, void *gweights) {
  DISPATCH(
      attention_scores_pullback, begin, end, rowOffsets, columnIndices, heads, channels, slope, a, b,
      weights, gscores, ga, gweights);
}
