// Included once for each element type, with SCALAR and NAME set. A row's sums stay in registers while its entries stream
// by: `chunks` registers of channels, twice as many of a pair, for each of `count` weights.

#define VECTOR NAME(moment_vector)
#define LANES (sizeof(VECTOR) / sizeof(SCALAR))
typedef SCALAR VECTOR __attribute__((vector_size(64), aligned(sizeof(SCALAR))));
#define AT(address) (*(VECTOR *)(address))
#define READ(address) (*(const VECTOR *)(address))

// What one block of sums is made of.
typedef struct {
  const meridian_moment_plan *plan;
  int32_t begin, end;
  const SCALAR *weights, *turns;
  // The first channels of the block in row 0 of x, the way to the second component, and the way from one sum to the next.
  const SCALAR *x;
  size_t half, step;
} NAME(moment_block);

WIDE INLINE void NAME(sum_block)(
    const int count, const int chunks, const int paired, const NAME(moment_block) *b,
    SCALAR *restrict y) {
  VECTOR sums[GROUP][4];
#pragma clang loop unroll(full)
  for (int k = 0; k < count; k++)
#pragma clang loop unroll(full)
    for (int v = 0; v < chunks * (1 + paired); v++) sums[k][v] = (VECTOR){0};
  const size_t width = b->plan->width, weightStep = b->plan->count, turnStep = 2 * b->plan->turnCount;
  const int32_t *restrict columns = b->plan->columns;
  for (int32_t entry = b->begin; entry < b->end; entry++) {
    const SCALAR *restrict source = b->x + (size_t)columns[entry] * width;
    const SCALAR *restrict w = b->weights + (size_t)entry * weightStep;
    VECTOR found[4];
#pragma clang loop unroll(full)
    for (int v = 0; v < chunks; v++) found[v] = READ(source + v * LANES);
    if (paired) {
      const SCALAR *restrict turn = b->turns + (size_t)entry * turnStep;
#pragma clang loop unroll(full)
      for (int v = 0; v < chunks; v++) {
        const VECTOR first = found[v], second = READ(source + b->half + v * LANES);
        found[v] = turn[0] * first - turn[1] * second;
        found[chunks + v] = turn[1] * first + turn[0] * second;
      }
    }
#pragma clang loop unroll(full)
    for (int k = 0; k < count; k++)
#pragma clang loop unroll(full)
      for (int v = 0; v < chunks * (1 + paired); v++) sums[k][v] += w[k] * found[v];
  }
#pragma clang loop unroll(full)
  for (int k = 0; k < count; k++)
#pragma clang loop unroll(full)
    for (int v = 0; v < chunks; v++) {
      AT(y + k * b->step + v * LANES) = sums[k][v];
      if (paired) AT(y + k * b->step + b->half + v * LANES) = sums[k][chunks + v];
    }
}

WIDE INLINE void NAME(pull_block)(
    const int chunks, const int paired, const NAME(moment_block) *b, SCALAR *restrict gx) {
  VECTOR sums[4];
#pragma clang loop unroll(full)
  for (int v = 0; v < chunks * (1 + paired); v++) sums[v] = (VECTOR){0};
  const size_t count = b->plan->count, turnStep = 2 * b->plan->turnCount;
  for (int32_t place = b->begin; place < b->end; place++) {
    const size_t entry = (size_t)b->plan->order[place];
    const SCALAR *restrict g = b->x + (size_t)b->plan->columns[place] * count * b->step;
    const SCALAR *restrict w = b->weights + entry * count;
    VECTOR found[4];
#pragma clang loop unroll(full)
    for (int v = 0; v < chunks * (1 + paired); v++) found[v] = (VECTOR){0};
    for (size_t k = 0; k < count; k++, g += b->step) {
#pragma clang loop unroll(full)
      for (int v = 0; v < chunks; v++) {
        found[v] += w[k] * READ(g + v * LANES);
        if (paired) found[chunks + v] += w[k] * READ(g + b->half + v * LANES);
      }
    }
    const SCALAR *restrict turn = b->turns + entry * turnStep;
#pragma clang loop unroll(full)
    for (int v = 0; v < chunks; v++) {
      if (paired) {
        sums[v] += turn[0] * found[v] + turn[1] * found[chunks + v];
        sums[chunks + v] += turn[0] * found[chunks + v] - turn[1] * found[v];
      } else
        sums[v] += found[v];
    }
  }
#pragma clang loop unroll(full)
  for (int v = 0; v < chunks; v++) {
    AT(gx + v * LANES) = sums[v];
    if (paired) AT(gx + b->half + v * LANES) = sums[chunks + v];
  }
}

// The same for fewer channels than fill a register.
INLINE void NAME(sum_narrow)(
    const size_t width, const int paired, const NAME(moment_block) *b, SCALAR *restrict y) {
  const size_t count = b->plan->count;
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i < width; i++) {
      y[k * b->step + i] = 0;
      if (paired) y[k * b->step + b->half + i] = 0;
    }
  for (int32_t entry = b->begin; entry < b->end; entry++) {
    const SCALAR *restrict source = b->x + (size_t)b->plan->columns[entry] * b->plan->width;
    const SCALAR *restrict w = b->weights + (size_t)entry * count;
    SCALAR first[LANES], second[LANES];
    for (size_t i = 0; i < width; i++) first[i] = source[i];
    if (paired) {
      const SCALAR *restrict turn = b->turns + (size_t)entry * 2 * b->plan->turnCount;
      for (size_t i = 0; i < width; i++) {
        const SCALAR u = source[i], v = source[b->half + i];
        first[i] = turn[0] * u - turn[1] * v;
        second[i] = turn[1] * u + turn[0] * v;
      }
    }
    for (size_t k = 0; k < count; k++) {
      for (size_t i = 0; i < width; i++) y[k * b->step + i] += w[k] * first[i];
      if (paired)
        for (size_t i = 0; i < width; i++) y[k * b->step + b->half + i] += w[k] * second[i];
    }
  }
}

INLINE void NAME(pull_narrow)(
    const size_t width, const int paired, const NAME(moment_block) *b, SCALAR *restrict gx) {
  const size_t count = b->plan->count;
  for (size_t i = 0; i < width; i++) {
    gx[i] = 0;
    if (paired) gx[b->half + i] = 0;
  }
  for (int32_t place = b->begin; place < b->end; place++) {
    const size_t entry = (size_t)b->plan->order[place];
    const SCALAR *restrict g = b->x + (size_t)b->plan->columns[place] * count * b->step;
    const SCALAR *restrict w = b->weights + entry * count;
    SCALAR first[LANES] = {0}, second[LANES] = {0};
    for (size_t k = 0; k < count; k++) {
      for (size_t i = 0; i < width; i++) first[i] += w[k] * g[k * b->step + i];
      if (paired)
        for (size_t i = 0; i < width; i++) second[i] += w[k] * g[k * b->step + b->half + i];
    }
    if (paired) {
      const SCALAR *restrict turn = b->turns + entry * 2 * b->plan->turnCount;
      for (size_t i = 0; i < width; i++) {
        gx[i] += turn[0] * first[i] + turn[1] * second[i];
        gx[b->half + i] += turn[0] * second[i] - turn[1] * first[i];
      }
    } else
      for (size_t i = 0; i < width; i++) gx[i] += first[i];
  }
}

#define BLOCK_OF(COUNT, CHUNKS, PAIRED) \
  NAME(sum_block)(COUNT, CHUNKS, PAIRED, b, y)
#define GROUP_OF(COUNT) \
  do { \
    if (paired) BLOCK_OF(COUNT, 1, 1); \
    else if (chunks == 1) BLOCK_OF(COUNT, 1, 0); \
    else BLOCK_OF(COUNT, 2, 0); \
  } while (0)

// Some weights' sums over some channels of a row; gives back how many weights.
WIDE INLINE size_t NAME(sum_group)(
    size_t left, size_t chunks, int paired, const NAME(moment_block) *b, SCALAR *restrict y) {
  if (left >= 8) {
    GROUP_OF(8);
    return 8;
  }
  if (left >= 5) {
    GROUP_OF(5);
    return 5;
  }
  if (left >= 3) {
    GROUP_OF(3);
    return 3;
  }
  if (left == 2) {
    if (!paired && chunks == 4) BLOCK_OF(2, 4, 0);
    else GROUP_OF(2);
    return 2;
  }
  if (!paired && chunks == 4) BLOCK_OF(1, 4, 0);
  else GROUP_OF(1);
  return 1;
}

#undef GROUP_OF
#undef BLOCK_OF

MERIDIAN_DISPATCHED
static void NAME(moments)(
    size_t begin, size_t end, const meridian_moment_plan *plan, const SCALAR *weights,
    const SCALAR *turns, const SCALAR *x, SCALAR *py) {
  const size_t width = plan->width, few = plan->count <= 2 ? 4 : 2;
  for (size_t row = begin; row < end; row++)
    for (size_t s = 0; s < plan->spanCount; s++) {
      const meridian_span span = plan->spans[s];
      const int paired = span.turn >= 0;
      SCALAR *y = py + row * plan->count * width + span.start;
      NAME(moment_block) b = {
          plan, plan->offsets[row], plan->offsets[row + 1], weights,
          paired ? turns + 2 * span.turn : turns, x + span.start, span.width, width};
      if (span.width < LANES) {
        if (paired) NAME(sum_narrow)(span.width, 1, &b, y);
        else NAME(sum_narrow)(span.width, 0, &b, y);
        continue;
      }
      for (size_t first = 0; first < span.width;) {
        const size_t rest = (span.width - first) / LANES;
        const size_t chunks = paired || rest < 2 ? 1 : rest < few ? 2 : few;
        // A short rest is moved back until it fills a register.
        const size_t start = rest == 0 ? span.width - LANES : first;
        b.x = x + span.start + start;
        for (size_t k = 0; k < plan->count;) {
          b.weights = weights + k;
          k += NAME(sum_group)(plan->count - k, chunks, paired, &b, y + k * width + start);
        }
        first = start + chunks * LANES;
      }
    }
}

MERIDIAN_DISPATCHED
static void NAME(moments_pullback)(
    size_t begin, size_t end, const meridian_moment_plan *plan, const SCALAR *weights,
    const SCALAR *turns, const SCALAR *g, SCALAR *pgx) {
  const size_t width = plan->width;
  for (size_t row = begin; row < end; row++)
    for (size_t s = 0; s < plan->spanCount; s++) {
      const meridian_span span = plan->spans[s];
      const int paired = span.turn >= 0;
      SCALAR *gx = pgx + row * width + span.start;
      NAME(moment_block) b = {
          plan, plan->offsets[row], plan->offsets[row + 1], weights,
          paired ? turns + 2 * span.turn : turns, g + span.start, span.width, width};
      if (span.width < LANES) {
        if (paired) NAME(pull_narrow)(span.width, 1, &b, gx);
        else NAME(pull_narrow)(span.width, 0, &b, gx);
        continue;
      }
      for (size_t first = 0; first < span.width;) {
        const size_t rest = (span.width - first) / LANES;
        const size_t chunks = rest < 2 ? 1 : paired || rest < 4 ? 2 : 4;
        const size_t start = rest == 0 ? span.width - LANES : first;
        b.x = g + span.start + start;
        if (paired && chunks == 2) NAME(pull_block)(2, 1, &b, gx + start);
        else if (paired) NAME(pull_block)(1, 1, &b, gx + start);
        else if (chunks == 4) NAME(pull_block)(4, 0, &b, gx + start);
        else if (chunks == 2) NAME(pull_block)(2, 0, &b, gx + start);
        else NAME(pull_block)(1, 0, &b, gx + start);
        first = start + chunks * LANES;
      }
    }
}

// The products of one turned run of channels with the gradients to `count` sums are added to `sums` and `tails`.
WIDE INLINE void NAME(dot_span)(
    const int count, const int paired, size_t width, const SCALAR *restrict x,
    const SCALAR *restrict turn, const SCALAR *restrict g, size_t gStep, VECTOR sums[GROUP],
    SCALAR tails[GROUP]) {
  size_t i = 0;
  for (; i + LANES <= width; i += LANES) {
    VECTOR first = READ(x + i), second;
    if (paired) {
      const VECTOR a = first, b = READ(x + width + i);
      first = turn[0] * a - turn[1] * b;
      second = turn[1] * a + turn[0] * b;
    }
#pragma clang loop unroll(full)
    for (int k = 0; k < count; k++) {
      sums[k] += first * READ(g + k * gStep + i);
      if (paired) sums[k] += second * READ(g + k * gStep + width + i);
    }
  }
  for (; i < width; i++) {
    SCALAR first = x[i], second = 0;
    if (paired) {
      const SCALAR a = first, b = x[width + i];
      first = turn[0] * a - turn[1] * b;
      second = turn[1] * a + turn[0] * b;
    }
#pragma clang loop unroll(full)
    for (int k = 0; k < count; k++) {
      tails[k] += first * g[k * gStep + i];
      if (paired) tails[k] += second * g[k * gStep + width + i];
    }
  }
}

WIDE INLINE void NAME(dot_group)(
    const int count, const meridian_moment_plan *plan, const SCALAR *restrict x,
    const SCALAR *restrict turns, const SCALAR *restrict g, SCALAR *restrict gweights) {
#pragma clang fp reassociate(on)
  VECTOR sums[GROUP];
  SCALAR tails[GROUP];
#pragma clang loop unroll(full)
  for (int k = 0; k < count; k++) {
    sums[k] = (VECTOR){0};
    tails[k] = 0;
  }
  for (size_t s = 0; s < plan->spanCount; s++) {
    const meridian_span span = plan->spans[s];
    if (span.turn >= 0)
      NAME(dot_span)(
          count, 1, span.width, x + span.start, turns + 2 * span.turn, g + span.start, plan->width,
          sums, tails);
    else
      NAME(dot_span)(
          count, 0, span.width, x + span.start, turns, g + span.start, plan->width, sums, tails);
  }
#pragma clang loop unroll(full)
  for (int k = 0; k < count; k++) {
    SCALAR sum = tails[k];
    for (size_t lane = 0; lane < LANES; lane++) sum += sums[k][lane];
    gweights[k] = sum;
  }
}

MERIDIAN_DISPATCHED
static void NAME(moment_weights_pullback)(
    size_t begin, size_t end, const meridian_moment_plan *plan, const SCALAR *turns,
    const SCALAR *x, const SCALAR *pg, SCALAR *gweights) {
  const size_t count = plan->count;
  for (size_t row = begin; row < end; row++)
    for (int32_t entry = plan->offsets[row]; entry < plan->offsets[row + 1]; entry++) {
      const SCALAR *source = x + (size_t)plan->columns[entry] * plan->width;
      const SCALAR *turn = turns + (size_t)entry * 2 * plan->turnCount;
      for (size_t k = 0; k < count;) {
        const SCALAR *g = pg + (row * count + k) * plan->width;
        SCALAR *target = gweights + (size_t)entry * count + k;
        const size_t left = count - k;
        if (left >= 8) {
          NAME(dot_group)(8, plan, source, turn, g, target);
          k += 8;
        } else if (left >= 4) {
          NAME(dot_group)(4, plan, source, turn, g, target);
          k += 4;
        } else if (left >= 2) {
          NAME(dot_group)(2, plan, source, turn, g, target);
          k += 2;
        } else {
          NAME(dot_group)(1, plan, source, turn, g, target);
          k += 1;
        }
      }
    }
}

#undef VECTOR
#undef LANES
#undef AT
#undef READ
