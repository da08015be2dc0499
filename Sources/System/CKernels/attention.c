#include "include/attention.h"

#include <math.h>
#include <string.h>

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"
#include "include/tiles.h"
#include "philox.h"

// Attention in tiles (Dao et al., "FlashAttention", 2022): scores and coefficients of some queries and keys live in
// scratch that fits into cache; the way back works them out again.

// Columns of a tile of scores: 64 at a time, as dropout's bits come.
static size_t pitch_of(size_t keys) {
  const size_t most = keys < MERIDIAN_ATTENTION_KEYS ? keys : MERIDIAN_ATTENTION_KEYS;
  return most == 0 ? 64 : (most + 63) / 64 * 64;
}

// Scalars of the panels of as many rows as a tile has, either way round.
static size_t panels_of(const struct meridian_head_attention *s, size_t pitch) {
  const size_t widest = (s->depth > s->width ? s->depth : s->width) + 15;
  const size_t rows = pitch > MERIDIAN_ATTENTION_QUERIES ? pitch : MERIDIAN_ATTENTION_QUERIES;
  return (widest / 16 * 16 + 16) * rows;
}
#define PITCH(keys) pitch_of(keys)
#define PANELS(shape, pitch) panels_of(shape, pitch)

#define SCALAR float
#define TYPE MERIDIAN_FLOAT32
#define NAME(x) x##_f32
#define F(x) f32_##x
#include "attention_template.h"
#undef SCALAR
#undef TYPE
#undef NAME
#undef F

#define SCALAR double
#define TYPE MERIDIAN_FLOAT64
#define NAME(x) x##_f64
#define F(x) f64_##x
#include "attention_template.h"
#undef SCALAR
#undef TYPE
#undef NAME
#undef F

size_t meridian_head_attention_scratch(int type, const struct meridian_head_attention *shape) {
  (void)type;
  const size_t pitch = pitch_of(shape->keys);
  return 2 * MERIDIAN_ATTENTION_QUERIES * (pitch + 1) + 4 * panels_of(shape, pitch);
}

void meridian_head_attention(
    int type, const struct meridian_head_attention *shape, size_t pair, size_t limit, size_t first,
    size_t count, const void *q, const void *k, const void *v, const void *bias,
    const uint8_t *mask, void *result, void *logarithms, void *scratch) {
  if (type == MERIDIAN_FLOAT32)
    attention_f32(
        shape, pair, limit, first, count, q, k, v, bias, mask, result, logarithms, scratch);
  else
    attention_f64(
        shape, pair, limit, first, count, q, k, v, bias, mask, result, logarithms, scratch);
}

void meridian_head_attention_pullback(
    int type, const struct meridian_head_attention *shape, size_t pair, size_t limit, size_t firstKey,
    size_t countKeys, const void *q, const void *k, const void *v, const void *bias,
    const uint8_t *mask, const void *logarithms, const void *products, const void *gradient,
    size_t gradientStep, int startsQueries, void *gq, size_t gqStep, void *gk, size_t gkStep, void *gv, size_t gvStep,
    void *gbias, void *scratch) {
  if (type == MERIDIAN_FLOAT32)
    attention_pullback_f32(
        shape, pair, limit, firstKey, countKeys, q, k, v, bias, mask, logarithms, products,
        gradient, gradientStep, startsQueries, gq, gqStep, gk, gkStep, gv, gvStep,
        gbias, scratch);
  else
    attention_pullback_f64(
        shape, pair, limit, firstKey, countKeys, q, k, v, bias, mask, logarithms, products,
        gradient, gradientStep, startsQueries, gq, gqStep, gk, gkStep, gv, gvStep,
        gbias, scratch);
}

void meridian_row_products(
    int type, size_t rows, size_t columns, const void *a, size_t aStep, const void *b,
    size_t bStep, void *products) {
  if (type == MERIDIAN_FLOAT32) row_products_f32(rows, columns, a, aStep, b, bStep, products);
  else row_products_f64(rows, columns, a, aStep, b, bStep, products);
}
