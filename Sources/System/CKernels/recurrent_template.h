// Included once for each element type, with SCALAR, NAME and F set.

#include "registers_template.h"

// Weights

static void NAME(widen)(
    const meridian_recurrent *s, size_t rows, int toHidden, const SCALAR *weights, SCALAR *wide) {
  const size_t gates = gates_of(s);
  memset(wide, 0, rows * s->width * sizeof(SCALAR));
  for (size_t r = 0; r < rows; r++)
    for (size_t gate = 0; gate < gates; gate++)
      memcpy(
          wide + r * s->width + kept_column(s, gate, 0, toHidden),
          weights + (r * gates + gate) * s->hidden, s->hidden * sizeof(SCALAR));
}

static void NAME(narrow)(
    const meridian_recurrent *s, size_t rows, int toHidden, const SCALAR *wide, SCALAR *weights) {
  const size_t gates = gates_of(s);
  for (size_t r = 0; r < rows; r++)
    for (size_t gate = 0; gate < gates; gate++)
      memcpy(
          weights + (r * gates + gate) * s->hidden,
          wide + r * s->width + kept_column(s, gate, 0, toHidden), s->hidden * sizeof(SCALAR));
}

// [panel, depth, vectors, LANES], where a panel has the same LANES units of every group
static void NAME(pack)(
    const meridian_recurrent *s, const SCALAR *inputWeights, const SCALAR *inputBias,
    const SCALAR *hiddenWeights, const SCALAR *hiddenBias, SCALAR *packed) {
  const size_t gates = gates_of(s), columns = gates * s->hidden;
  for (size_t first = 0; first < s->group; first += LANES)
    for (size_t k = 0; k < s->depth; k++) {
      const SCALAR *row = k < s->in     ? inputWeights + k * columns
                          : k == s->in ? inputBias
                          : k + 1 < s->depth ? hiddenWeights + (k - s->in - 1) * columns
                                             : hiddenBias;
      for (size_t v = 0; v < s->vectors; v++)
        for (size_t lane = 0; lane < LANES; lane++) {
          size_t unit = gates == 1 ? v * s->group + first + lane : first + lane;
          size_t column = gates == 1 ? unit : v * s->hidden + unit;
          *packed++ = row && unit < s->hidden ? row[column] : 0;
        }
    }
}

// [panel of up to four vectors of units, kept columns, vectors, LANES]
static void NAME(pack_transposed)(
    const meridian_recurrent *s, const SCALAR *hiddenWeights, SCALAR *packed) {
  const size_t gates = gates_of(s), columns = gates * s->hidden, from = first_kept(s);
  const size_t units = rounded(s->hidden, LANES);
  memset(packed, 0, (s->width - from) * units * sizeof(SCALAR));
  for (size_t first = 0; first < units; first += 4 * LANES) {
    const size_t breadth = units - first < 4 * LANES ? units - first : 4 * LANES;
    for (size_t gate = 0; gate < gates; gate++)
      for (size_t unit = 0; unit < s->hidden; unit++) {
        SCALAR *row = packed + (kept_column(s, gate, unit, 1) - from) * breadth;
        for (size_t i = 0; i < breadth && first + i < s->hidden; i++)
          row[i] = hiddenWeights[(first + i) * columns + gate * s->hidden + unit];
      }
    packed += (s->width - from) * breadth;
  }
}

INLINE void NAME(put)(SCALAR *restrict to, const SCALAR *restrict from, size_t count) {
  if (count >= LANES) __builtin_memcpy(to, from, VECTOR_BYTES);
  else for (size_t i = 0; i < count; i++) to[i] = from[i];
}

// Forward

// The products of a tile, [row, group, LANES]; with `split` the last group's part from x stands apart, as a fourth.
INLINE void NAME(tile)(
    const meridian_recurrent *s, const size_t rows, const size_t vectors, const int split,
    const SCALAR *restrict a, const SCALAR *restrict b, SCALAR *restrict z) {
  NAME(lanes) sums[4][4] = {0};
  const size_t before = s->in + 1;
  NAME(multiply)(
      rows, vectors, split ? before : s->depth, a, s->depth, 1, b, vectors * LANES, sums);
  if (split) {
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++) {
      *(NAME(lanes) *)(z + (4 * r + 3) * LANES) = sums[r][2];
      sums[r][2] = (NAME(lanes)){0};
    }
    NAME(multiply)(
        rows, vectors, s->hidden + 1, a + before, s->depth, 1, b + before * vectors * LANES,
        vectors * LANES, sums);
  }
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) *(NAME(lanes) *)(z + (4 * r + v) * LANES) = sums[r][v];
}

INLINE void NAME(any_tile)(
    const meridian_recurrent *s, const size_t rows, const SCALAR *a, const SCALAR *b, SCALAR *z) {
  if (s->kind == MERIDIAN_GRU) NAME(tile)(s, rows, 3, 1, a, b, z);
  else if (s->vectors == 4) NAME(tile)(s, rows, 4, 0, a, b, z);
  else if (s->vectors == 3) NAME(tile)(s, rows, 3, 0, a, b, z);
  else if (s->vectors == 2) NAME(tile)(s, rows, 2, 0, a, b, z);
  else NAME(tile)(s, rows, 1, 0, a, b, z);
}

// One row of a tile: from arguments z to gates, which are kept, and the new state. h is the state before.
INLINE void NAME(lstm_cell)(
    const SCALAR *restrict z, SCALAR *restrict gates, size_t group, const SCALAR *before,
    SCALAR *after, SCALAR *restrict h) {
  SCALAR *restrict in = gates, *restrict forget = gates + group, *restrict cell = gates + 2 * group,
         *restrict out = gates + 3 * group;
  for (size_t l = 0; l < LANES; l++) {
    SCALAR i = F(sigmoid)(z[l]), f = F(sigmoid)(z[LANES + l]);
    SCALAR g = F(tanh)(z[2 * LANES + l]), o = F(sigmoid)(z[3 * LANES + l]);
    SCALAR c = f * before[l] + i * g;
    in[l] = i, forget[l] = f, cell[l] = g, out[l] = o;
    after[l] = c;
    h[l] = o * F(tanh)(c);
  }
}

INLINE void NAME(gru_cell)(
    const SCALAR *restrict z, SCALAR *restrict gates, size_t group, const SCALAR *restrict before,
    SCALAR *restrict h) {
  SCALAR *restrict new = gates, *restrict reset = gates + group,
         *restrict update = gates + 2 * group, *restrict hidden = gates + 3 * group;
  for (size_t l = 0; l < LANES; l++) {
    SCALAR r = F(sigmoid)(z[l]), u = F(sigmoid)(z[LANES + l]), q = z[2 * LANES + l];
    SCALAR n = F(tanh)(z[3 * LANES + l] + r * q);
    new[l] = n, reset[l] = r, update[l] = u, hidden[l] = q;
    h[l] = n + u * (before[l] - n);
  }
}

INLINE void NAME(plain_cell)(int kind, const SCALAR *restrict z, SCALAR *restrict h) {
  if (kind == MERIDIAN_RECURRENT_TANH)
    for (size_t l = 0; l < LANES; l++) h[l] = F(tanh)(z[l]);
  else
    for (size_t l = 0; l < LANES; l++) h[l] = z[l] < 0 ? 0 : z[l];
}

// Where a step reads and writes
typedef struct {
  const SCALAR *now;
  SCALAR *next, *gates, *after, *y;
  const SCALAR *before;
  const int32_t *lengths;
  size_t t;
} NAME(step);

INLINE void NAME(finish)(
    const meridian_recurrent *s, const NAME(step) *step, size_t row, size_t first, const SCALAR *z) {
  const size_t length = length_of(s, step->lengths, row);
  const size_t groups = s->units / s->group;
  const SCALAR *before = step->before + row * s->group + first;
  SCALAR *gates = step->gates + row * s->width + first;
  for (size_t v = 0; v < groups; v++) {
    const size_t unit = v * s->group + first;
    const size_t rest = unit < s->hidden ? s->hidden - unit : 0, count = rest < LANES ? rest : LANES;
    const SCALAR *old = step->now + row * s->depth + s->in + 1 + unit;
    SCALAR *new = step->next + row * s->depth + s->in + 1 + unit;
    SCALAR h[LANES], padded[LANES] = {0};
    if (s->kind == MERIDIAN_LSTM) {
      SCALAR *after = step->after + row * s->group + first;
      SCALAR c[LANES];
      NAME(lstm_cell)(z, gates, s->group, before, c, h);
      __builtin_memcpy(after, step->t < length ? c : before, VECTOR_BYTES);
    } else if (s->kind == MERIDIAN_GRU) {
      NAME(put)(padded, old, count);
      NAME(gru_cell)(z, gates, s->group, padded, h);
    } else {
      NAME(plain_cell)(s->kind, z + v * LANES, h);
      __builtin_memcpy(gates + v * s->group, h, VECTOR_BYTES);
    }
    if (step->t < length) NAME(put)(new, h, count);
    else NAME(put)(new, old, count);
    if (step->y) {
      SCALAR *y = step->y + (row * s->length + place(s, length, step->t)) * s->hidden + unit;
      if (step->t < length) NAME(put)(y, h, count);
      else for (size_t i = 0; i < count; i++) y[i] = 0;
    }
  }
}

// The inputs of step t go beside the state.
INLINE void NAME(set_inputs)(
    const meridian_recurrent *s, size_t rows, size_t t, const SCALAR *x, const int32_t *lengths,
    SCALAR *step) {
  for (size_t row = 0; row < rows; row++) {
    SCALAR *to = step + row * s->depth;
    const size_t length = length_of(s, lengths, row);
    const SCALAR *from = x + (row * s->length + place(s, length, t)) * s->in;
    // What lies past a sequence's end may be anything.
    for (size_t i = 0; i < s->in; i++) to[i] = t < length ? from[i] : 0;
    to[s->in] = 1;
    to[s->depth - 1] = 1;
  }
}

MERIDIAN_DISPATCHED
static void NAME(forward)(
    const meridian_recurrent *s, size_t rows, const SCALAR *restrict packed, const SCALAR *x,
    const SCALAR *h0, const SCALAR *c0, const int32_t *lengths, SCALAR *steps, size_t stepSlots,
    SCALAR *gates, size_t gateSlots, SCALAR *cells, size_t cellSlots, SCALAR *y, SCALAR *hLast,
    SCALAR *cLast) {
  const size_t hidden = s->hidden, stepSize = rows * s->depth, cellSize = rows * s->group;
  const int hasCells = s->kind == MERIDIAN_LSTM;
  for (size_t row = 0; row < rows; row++) {
    SCALAR *h = steps + row * s->depth + s->in + 1;
    for (size_t i = 0; i < hidden; i++) h[i] = h0 ? h0[row * hidden + i] : 0;
    if (hasCells) {
      SCALAR *c = cells + row * s->group;
      for (size_t i = 0; i < s->group; i++) c[i] = c0 && i < hidden ? c0[row * hidden + i] : 0;
    }
  }
  for (size_t t = 0; t < s->length; t++) {
    SCALAR *now = steps + t % stepSlots * stepSize;
    NAME(set_inputs)(s, rows, t, x, lengths, now);
    const NAME(step) step = {
        .now = now,
        .next = steps + (t + 1) % stepSlots * stepSize,
        .gates = gates + t % gateSlots * rows * s->width,
        .before = cells + t % cellSlots * cellSize,
        .after = cells + (t + 1) % cellSlots * cellSize,
        .y = y,
        .lengths = lengths,
        .t = t};
    const SCALAR *panel = packed;
    for (size_t first = 0; first < s->group; first += LANES, panel += s->depth * s->vectors * LANES) {
      SCALAR z[16 * LANES] __attribute__((aligned(VECTOR_BYTES)));
      size_t row = 0;
      for (; row + 4 <= rows; row += 4) {
        NAME(any_tile)(s, 4, now + row * s->depth, panel, z);
        for (size_t r = 0; r < 4; r++) NAME(finish)(s, &step, row + r, first, z + 4 * r * LANES);
      }
      for (; row < rows; row++) {
        NAME(any_tile)(s, 1, now + row * s->depth, panel, z);
        NAME(finish)(s, &step, row, first, z);
      }
    }
  }
  for (size_t row = 0; row < rows; row++) {
    const SCALAR *h = steps + s->length % stepSlots * stepSize + row * s->depth + s->in + 1;
    const SCALAR *c = cells + s->length % cellSlots * cellSize + row * s->group;
    for (size_t i = 0; i < hidden; i++) hLast[row * hidden + i] = h[i];
    if (hasCells)
      for (size_t i = 0; i < hidden; i++) cLast[row * hidden + i] = c[i];
  }
}

// Backward

// One row: from the gradients to the states after a step to those to the gates' arguments and, what does not pass the
// weights, to the states before it.
INLINE void NAME(lstm_pullback)(
    size_t group, const SCALAR *restrict gates, const SCALAR *restrict before,
    const SCALAR *restrict after, SCALAR *restrict gh, SCALAR *restrict gc, SCALAR *restrict g) {
  for (size_t u = 0; u < group; u++) {
    SCALAR i = gates[u], f = gates[group + u], c = gates[2 * group + u], o = gates[3 * group + u];
    SCALAR top = F(tanh)(after[u]), h = gh[u];
    SCALAR toCell = gc[u] + h * o * (1 - top * top);
    g[u] = toCell * c * (i * (1 - i));
    g[group + u] = toCell * before[u] * (f * (1 - f));
    g[2 * group + u] = toCell * i * (1 - c * c);
    g[3 * group + u] = h * top * (o * (1 - o));
    gc[u] = toCell * f;
    gh[u] = 0;
  }
}

INLINE void NAME(gru_pullback)(
    size_t group, size_t hidden, const SCALAR *restrict gates, const SCALAR *restrict before,
    SCALAR *restrict gh, SCALAR *restrict g) {
  for (size_t u = 0; u < hidden; u++) {
    SCALAR n = gates[u], r = gates[group + u], z = gates[2 * group + u], q = gates[3 * group + u];
    SCALAR h = gh[u], toNew = h * (1 - z) * (1 - n * n);
    g[u] = toNew;
    g[group + u] = toNew * q * (r * (1 - r));
    g[2 * group + u] = h * (before[u] - n) * (z * (1 - z));
    g[3 * group + u] = toNew * r;
    gh[u] = h * z;
  }
  for (size_t u = hidden; u < group; u++)
    g[u] = g[group + u] = g[2 * group + u] = g[3 * group + u] = gh[u] = 0;
}

INLINE void NAME(plain_pullback)(
    int kind, size_t units, const SCALAR *restrict gates, SCALAR *restrict gh, SCALAR *restrict g) {
  if (kind == MERIDIAN_RECURRENT_TANH)
    for (size_t u = 0; u < units; u++) g[u] = gh[u] * (1 - gates[u] * gates[u]);
  else
    for (size_t u = 0; u < units; u++) g[u] = gates[u] > 0 ? gh[u] : 0;
  for (size_t u = 0; u < units; u++) gh[u] = 0;
}

// gh += gradients × hidden weights, transposed
INLINE void NAME(tile_back)(
    const size_t rows, const size_t vectors, size_t count, const SCALAR *restrict a, size_t pitch,
    const SCALAR *restrict b, SCALAR *restrict gh, size_t units) {
  NAME(lanes) sums[4][4] = {0};
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) sums[r][v] = *(NAME(lanes) *)(gh + r * units + v * LANES);
  NAME(multiply)(rows, vectors, count, a, pitch, 1, b, vectors * LANES, sums);
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) *(NAME(lanes) *)(gh + r * units + v * LANES) = sums[r][v];
}

INLINE void NAME(any_tile_back)(
    const size_t rows, size_t vectors, size_t count, const SCALAR *a, size_t pitch,
    const SCALAR *b, SCALAR *gh, size_t units) {
  if (vectors == 4) NAME(tile_back)(rows, 4, count, a, pitch, b, gh, units);
  else if (vectors == 3) NAME(tile_back)(rows, 3, count, a, pitch, b, gh, units);
  else if (vectors == 2) NAME(tile_back)(rows, 2, count, a, pitch, b, gh, units);
  else NAME(tile_back)(rows, 1, count, a, pitch, b, gh, units);
}

MERIDIAN_DISPATCHED
static void NAME(backward)(
    const meridian_recurrent *s, size_t rows, size_t begin, size_t end,
    const SCALAR *restrict packed, const int32_t *lengths, const SCALAR *steps,
    const SCALAR *gates, const SCALAR *cells, const SCALAR *gy, SCALAR *restrict gh,
    SCALAR *restrict gc, SCALAR *restrict gradients) {
  const size_t width = s->width, group = s->group, units = s->units, from = first_kept(s);
  for (size_t t = end; t-- > begin;) {
    SCALAR *restrict g = gradients + (t - begin) * rows * width;
    for (size_t row = 0; row < rows; row++) {
      const size_t length = length_of(s, lengths, row);
      const SCALAR *kept = gates + (t * rows + row) * width;
      SCALAR *restrict h = gh + row * units;
      if (t >= length) {
        for (size_t i = 0; i < width; i++) g[row * width + i] = 0;
        continue;
      }
      if (gy) {
        const SCALAR *y = gy + (row * s->length + place(s, length, t)) * s->hidden;
        for (size_t i = 0; i < s->hidden; i++) h[i] += y[i];
      }
      if (s->kind == MERIDIAN_LSTM)
        NAME(lstm_pullback)(
            group, kept, cells + (t * rows + row) * group, cells + ((t + 1) * rows + row) * group,
            h, gc + row * group, g + row * width);
      else if (s->kind == MERIDIAN_GRU)
        NAME(gru_pullback)(
            group, s->hidden, kept, steps + (t * rows + row) * s->depth + s->in + 1, h,
            g + row * width);
      else NAME(plain_pullback)(s->kind, units, kept, h, g + row * width);
    }
    const SCALAR *panel = packed;
    const size_t count = width - from, breadth = rounded(s->hidden, LANES);
    for (size_t first = 0; first < breadth; first += 4 * LANES) {
      const size_t vectors = (breadth - first) / LANES < 4 ? (breadth - first) / LANES : 4;
      size_t row = 0;
      for (; row + 4 <= rows; row += 4)
        NAME(any_tile_back)(
            4, vectors, count, g + row * width + from, width, panel, gh + row * units + first, units);
      for (; row < rows; row++)
        NAME(any_tile_back)(
            1, vectors, count, g + row * width + from, width, panel, gh + row * units + first, units);
      panel += count * vectors * LANES;
    }
  }
}

// Products of what steps read with the gates' gradients

// A tile of y: `rows` columns of x from its first on, times `vectors` registers of g.
INLINE void NAME(outer_tile)(
    const size_t rows, const size_t vectors, const int adding, size_t count,
    const SCALAR *restrict x, size_t xRow, const SCALAR *restrict g, size_t gRow,
    SCALAR *restrict y, size_t yRow) {
  NAME(lanes) sums[4][4] = {0};
  if (adding)
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++)
        sums[r][v] = *(const NAME(lanes) *)(y + r * yRow + v * LANES);
  NAME(multiply)(rows, vectors, count, x, 1, xRow, g, gRow, sums);
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++)
      *(NAME(lanes) *)(y + r * yRow + v * LANES) = sums[r][v];
}

INLINE void NAME(outer_panel)(
    const size_t vectors, const int adding, size_t count, size_t k, const SCALAR *x, size_t xRow,
    const SCALAR *g, size_t gRow, SCALAR *y, size_t yRow) {
  size_t i = 0;
  for (; i + 4 <= k; i += 4)
    NAME(outer_tile)(4, vectors, adding, count, x + i, xRow, g, gRow, y + i * yRow, yRow);
  x += i;
  y += i * yRow;
  if (k - i == 3) NAME(outer_tile)(3, vectors, adding, count, x, xRow, g, gRow, y, yRow);
  else if (k - i == 2) NAME(outer_tile)(2, vectors, adding, count, x, xRow, g, gRow, y, yRow);
  else if (k - i == 1) NAME(outer_tile)(1, vectors, adding, count, x, xRow, g, gRow, y, yRow);
}

INLINE void NAME(any_outer)(
    const int adding, size_t count, size_t k, size_t n, const SCALAR *x, size_t xRow,
    const SCALAR *g, size_t gRow, SCALAR *y, size_t yRow) {
  for (size_t first = 0; first < n; first += 4 * LANES, g += 4 * LANES, y += 4 * LANES) {
    const size_t vectors = n - first < 4 * LANES ? (n - first) / LANES : 4;
    if (vectors == 4) NAME(outer_panel)(4, adding, count, k, x, xRow, g, gRow, y, yRow);
    else if (vectors == 3) NAME(outer_panel)(3, adding, count, k, x, xRow, g, gRow, y, yRow);
    else if (vectors == 2) NAME(outer_panel)(2, adding, count, k, x, xRow, g, gRow, y, yRow);
    else NAME(outer_panel)(1, adding, count, k, x, xRow, g, gRow, y, yRow);
  }
}

MERIDIAN_DISPATCHED
static void NAME(weight_gradients)(
    const meridian_recurrent *s, size_t count, const SCALAR *restrict steps,
    const SCALAR *restrict gradients, int adding, SCALAR *restrict y) {
  const size_t before = s->in + 1, depth = s->depth, width = s->width, group = s->group;
  if (s->kind != MERIDIAN_GRU) {
    if (adding) NAME(any_outer)(1, count, depth, width, steps, depth, gradients, width, y, width);
    else NAME(any_outer)(0, count, depth, width, steps, depth, gradients, width, y, width);
    return;
  }
  SCALAR *toHidden = y + before * width + group;
  if (adding) {
    NAME(any_outer)(1, count, before, 3 * group, steps, depth, gradients, width, y, width);
    NAME(any_outer)(
        1, count, depth - before, 3 * group, steps + before, depth, gradients + group, width,
        toHidden, width);
  } else {
    NAME(any_outer)(0, count, before, 3 * group, steps, depth, gradients, width, y, width);
    NAME(any_outer)(
        0, count, depth - before, 3 * group, steps + before, depth, gradients + group, width,
        toHidden, width);
  }
}

static void NAME(place_inputs)(
    const meridian_recurrent *s, size_t rows, size_t begin, size_t end, const int32_t *lengths,
    const SCALAR *gradients, SCALAR *gx) {
  for (size_t t = begin; t < end; t++)
    for (size_t row = 0; row < rows; row++) {
      SCALAR *to = gx + (row * s->length + place(s, length_of(s, lengths, row), t)) * s->in;
      memcpy(to, gradients + ((t - begin) * rows + row) * s->in, s->in * sizeof(SCALAR));
    }
}
