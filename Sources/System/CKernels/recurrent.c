#include "include/recurrent.h"

#include <string.h>

#include "functions_f32.h"
#include "functions_f64.h"
#include "include/elementwise.h"
#include "include/kernels_base.h"

static size_t rounded(size_t n, size_t to) { return (n + to - 1) / to * to; }

static size_t gates_of(const meridian_recurrent *s) {
  return s->kind == MERIDIAN_LSTM ? 4 : s->kind == MERIDIAN_GRU ? 3 : 1;
}

// Where the kept gates have a column of the weights. A gated unit's new state needs its two parts apart: its groups are
// the new state's input part, reset, update and the new state's hidden part.
static size_t kept_column(const meridian_recurrent *s, size_t gate, size_t unit, int toHidden) {
  if (s->kind == MERIDIAN_GRU) return (gate < 2 ? gate + 1 : toHidden ? 3 : 0) * s->group + unit;
  return gate * s->group + unit;
}

// The kept columns that the gradients to the input's or the hidden state's weights come from.
static size_t first_kept(const meridian_recurrent *s) { return s->kind == MERIDIAN_GRU ? s->group : 0; }

// The place of step t of a sequence that has `length` steps.
static size_t place(const meridian_recurrent *s, size_t length, size_t t) {
  return s->reversed && t < length ? length - 1 - t : t;
}

static size_t length_of(const meridian_recurrent *s, const int32_t *lengths, size_t row) {
  return lengths ? (size_t)lengths[row] : s->length;
}

#define TEMPLATE "recurrent_template.h"
#include "both_types.h"

meridian_recurrent meridian_recurrent_plan(
    int type, int kind, int reversed, size_t length, size_t in, size_t hidden) {
  const size_t lanes = LANES_OF(type);
  meridian_recurrent s = {.kind = kind, .reversed = reversed, .length = length, .in = in, .hidden = hidden};
  const size_t registers = rounded(hidden > 0 ? hidden : 1, lanes) / lanes;
  const int gated = kind == MERIDIAN_LSTM || kind == MERIDIAN_GRU;
  s.vectors = kind == MERIDIAN_LSTM ? 4 : kind == MERIDIAN_GRU ? 3 : registers < 4 ? registers : 4;
  s.group = gated ? registers * lanes : (registers + s.vectors - 1) / s.vectors * lanes;
  s.depth = in + hidden + 2;
  s.width = kind == MERIDIAN_GRU ? 4 * s.group : s.vectors * s.group;
  s.units = gated ? s.group : s.width;
  return s;
}

size_t meridian_recurrent_packed(int type, const meridian_recurrent *s) {
  (void)type;
  return s->vectors * s->group * s->depth;
}

size_t meridian_recurrent_packed_transposed(int type, const meridian_recurrent *s) {
  return (s->width - first_kept(s)) * rounded(s->hidden, LANES_OF(type));
}

void meridian_recurrent_widen(
    int type, const meridian_recurrent *s, size_t rows, int toHidden, const void *weights, void *wide) {
  DISPATCH(widen, s, rows, toHidden, weights, wide);
}

void meridian_recurrent_narrow(
    int type, const meridian_recurrent *s, size_t rows, int toHidden, const void *wide, void *weights) {
  DISPATCH(narrow, s, rows, toHidden, wide, weights);
}

void meridian_recurrent_pack(
    int type, const meridian_recurrent *s, const void *inputWeights, const void *inputBias,
    const void *hiddenWeights, const void *hiddenBias, void *packed) {
  DISPATCH(pack, s, inputWeights, inputBias, hiddenWeights, hiddenBias, packed);
}

void meridian_recurrent_pack_transposed(
    int type, const meridian_recurrent *s, const void *hiddenWeights, void *packed) {
  DISPATCH(pack_transposed, s, hiddenWeights, packed);
}

void meridian_recurrent_forward(
    int type, const meridian_recurrent *s, size_t rows, const void *packed, const void *x,
    const void *h0, const void *c0, const int32_t *lengths, void *steps, size_t stepSlots,
    void *gates, size_t gateSlots, void *cells, size_t cellSlots, void *y, void *hLast, void *cLast) {
  DISPATCH(
      forward, s, rows, packed, x, h0, c0, lengths, steps, stepSlots, gates, gateSlots, cells,
      cellSlots, y, hLast, cLast);
}

void meridian_recurrent_backward(
    int type, const meridian_recurrent *s, size_t rows, size_t begin, size_t end,
    const void *packed, const int32_t *lengths, const void *steps, const void *gates,
    const void *cells, const void *gy, void *gh, void *gc, void *gradients) {
  DISPATCH(
      backward, s, rows, begin, end, packed, lengths, steps, gates, cells, gy, gh, gc, gradients);
}

void meridian_recurrent_place_inputs(
    int type, const meridian_recurrent *s, size_t rows, size_t begin, size_t end,
    const int32_t *lengths, const void *gradients, void *gx) {
  DISPATCH(place_inputs, s, rows, begin, end, lengths, gradients, gx);
}

void meridian_recurrent_weight_gradients(
    int type, const meridian_recurrent *s, size_t count, const void *steps, const void *gradients,
    int adding, void *y) {
  DISPATCH(weight_gradients, s, count, steps, gradients, adding, y);
}
