#ifndef MERIDIAN_ATTENTION_H
#define MERIDIAN_ATTENTION_H

#include <stddef.h>
#include <stdint.h>

// What all pairs of a batch's element and a head have in common.
struct meridian_head_attention {
  size_t queries, keys;
  size_t depth, width;  // columns of queries and keys, and of values
  double scale;
  int causal;  // query i sees keys up to i
  // steps between rows; columns lie side by side
  size_t queryStep, keyStep, valueStep, resultStep;
  size_t biasStep, maskStep;
  // dropout of the coefficients
  uint32_t threshold;
  double keep;
  uint64_t key;
};

// Queries and keys that are worked out together.
enum { MERIDIAN_ATTENTION_QUERIES = 128, MERIDIAN_ATTENTION_KEYS = 512 };

// Scalars of scratch that a call of either function needs.
size_t meridian_head_attention_scratch(int type, const struct meridian_head_attention *shape);

// Rows first … first + count of the result of one pair: softmax(q kᵀ scale + bias) v, and the logarithms of the
// sums of exponentials. Keys from `limit` on do not count; nor do those whose mask is 0. A row without keys gives zeros.
void meridian_head_attention(
    int type, const struct meridian_head_attention *shape, size_t pair, size_t limit, size_t first,
    size_t count, const void *q, const void *k, const void *v, const void *bias,
    const uint8_t *mask, void *result, void *logarithms, void *scratch);

// What the keys firstKey … firstKey + countKeys (a multiple of MERIDIAN_ATTENTION_KEYS and at most so many) of one pair add
// to the gradients: gk and gv of these keys are written, gq (which may start at 0)
// and gbias (or null) added to. `products` are
// the sums of gradient times result of each row.
void meridian_head_attention_pullback(
    int type, const struct meridian_head_attention *shape, size_t pair, size_t limit, size_t firstKey,
    size_t countKeys, const void *q, const void *k, const void *v, const void *bias,
    const uint8_t *mask, const void *logarithms, const void *products, const void *gradient,
    size_t gradientStep, int startsQueries, void *gq, size_t gqStep, void *gk, size_t gkStep, void *gv, size_t gvStep,
    void *gbias, void *scratch);

// products[i] = Σ_c a[i, c] b[i, c]
void meridian_row_products(
    int type, size_t rows, size_t columns, const void *a, size_t aStep, const void *b,
    size_t bStep, void *products);

#endif
