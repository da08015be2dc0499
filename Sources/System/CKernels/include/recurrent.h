#ifndef MERIDIAN_RECURRENT_H
#define MERIDIAN_RECURRENT_H

#include <stddef.h>
#include <stdint.h>

// Recurrent cells over whole sequences. A shard of the batch goes through all steps in one call, with weights that were
// packed once. What a step multiplies stands in one row, [x, 1, h, 1], so that biases are rows of the weights; these
// rows are kept, and are the left side of the product that gives the weights' gradients.

enum {
  MERIDIAN_LSTM = 0,       // columns of the weights: input, forget, cell, output gate
  MERIDIAN_GRU,            // reset, update, new
  MERIDIAN_RECURRENT_TANH,
  MERIDIAN_RECURRENT_RELU
};

typedef struct {
  int32_t kind, reversed;
  // Steps, inputs of a step, units.
  size_t length, in, hidden;
  // Columns are taken from `vectors` groups at a time, each `group` units long with those that fill a register.
  size_t vectors, group;
  // Terms of a step's products: in + 1 + hidden + 1.
  size_t depth;
  // Elements kept of the gates of a step and a sequence, and of its state.
  size_t width, units;
} meridian_recurrent;

meridian_recurrent meridian_recurrent_plan(
    int type, int kind, int reversed, size_t length, size_t in, size_t hidden);

// Elements of the packed weights, and of those that gradients are multiplied with.
size_t meridian_recurrent_packed(int type, const meridian_recurrent *s);
size_t meridian_recurrent_packed_transposed(int type, const meridian_recurrent *s);
// The columns of `weights` [rows, gates hidden] where the gates' gradients have them: [rows, width], zero between.
void meridian_recurrent_widen(
    int type, const meridian_recurrent *s, size_t rows, int toHidden, const void *weights, void *wide);
// And back.
void meridian_recurrent_narrow(
    int type, const meridian_recurrent *s, size_t rows, int toHidden, const void *wide, void *weights);
// Biases may be NULL.
void meridian_recurrent_pack(
    int type, const meridian_recurrent *s, const void *inputWeights, const void *inputBias,
    const void *hiddenWeights, const void *hiddenBias, void *packed);
void meridian_recurrent_pack_transposed(
    int type, const meridian_recurrent *s, const void *hiddenWeights, void *packed);

// `rows` sequences x [rows, length, in] from states h0, c0 [rows, hidden] (NULL: zero): y [rows, length, hidden] (NULL
// where only the last state is wanted), and the last states. A sequence with a length stops there: its state stays, y
// is zero. Step t uses slot t % slots of each buffer: steps [stepSlots, rows, depth], gates [gateSlots, rows, width],
// cells [cellSlots, rows, group]; with length + 1 slots for steps and cells and `length` for gates all is kept.
void meridian_recurrent_forward(
    int type, const meridian_recurrent *s, size_t rows, const void *packed, const void *x,
    const void *h0, const void *c0, const int32_t *lengths, void *steps, size_t stepSlots,
    void *gates, size_t gateSlots, void *cells, size_t cellSlots, void *y, void *hLast, void *cLast);

// Steps [begin, end) backwards over what the forward pass kept. gy [rows, length, hidden] may be NULL. The states'
// gradients gh [rows, units] and gc [rows, group] are read and replaced. Writes the gradients to the gates'
// arguments: [end - begin, rows, width].
void meridian_recurrent_backward(
    int type, const meridian_recurrent *s, size_t rows, size_t begin, size_t end,
    const void *packed, const int32_t *lengths, const void *steps, const void *gates,
    const void *cells, const void *gy, void *gh, void *gc, void *gradients);

// y [depth, width] = stepsᵀ gradients over `count` rows of both, or added to y: the gradients to all weights and biases.
// A gated unit's new state has its two parts in columns of their own, so there input and state are multiplied with what
// belongs to each, and the rest of y is not written. No side is packed: both are read where they lie.
void meridian_recurrent_weight_gradients(
    int type, const meridian_recurrent *s, size_t count, const void *steps, const void *gradients,
    int adding, void *y);

// Sets gx [rows, length, in] at the places of steps [begin, end) from [end - begin, rows, in], or to zero past a
// sequence's end.
void meridian_recurrent_place_inputs(
    int type, const meridian_recurrent *s, size_t rows, size_t begin, size_t end,
    const int32_t *lengths, const void *gradients, void *gx);

#endif
