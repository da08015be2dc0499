#include "include/dropout.h"

#include "include/elementwise.h"
#include "include/kernels_base.h"

// Philox4x32 with seven rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011,
// which finds seven enough for every test of BigCrush), eight blocks side by side: 64 decisions of
// 16 bits each.
#define LANES 8

typedef uint16_t narrow __attribute__((vector_size(2 * LANES), aligned(2)));
typedef uint32_t word __attribute__((vector_size(4 * LANES)));
typedef uint64_t wide __attribute__((vector_size(8 * LANES)));

static inline __attribute__((always_inline)) void philox_blocks(
    uint64_t key, uint64_t block, uint16_t *restrict out) {
  const wide counter = block + (wide){0, 1, 2, 3, 4, 5, 6, 7};
  word a = __builtin_convertvector(counter, word);
  word b = __builtin_convertvector(counter >> 32, word);
  word c = (word){0} + 0x6d657269u, d = (word){0} + 0x6469616eu;
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
#pragma clang loop unroll(full)
  for (int round = 0; round < 7; round++) {
    const wide p = __builtin_convertvector(a, wide) * 0xD2511F53u;
    const wide q = __builtin_convertvector(c, wide) * 0xCD9E8D57u;
    a = __builtin_convertvector(q >> 32, word) ^ b ^ k0;
    b = __builtin_convertvector(q, word);
    c = __builtin_convertvector(p >> 32, word) ^ d ^ k1;
    d = __builtin_convertvector(p, word);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  const word words[4] = {a, b, c, d};
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    *(narrow *)(out + 2 * i * LANES) = __builtin_convertvector(words[i], narrow);
    *(narrow *)(out + (2 * i + 1) * LANES) = __builtin_convertvector(words[i] >> 16, narrow);
  }
}

#define DROPOUT(SCALAR, NAME) \
  MERIDIAN_DISPATCHED \
  static void NAME( \
      uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale_, \
      const SCALAR *restrict x, SCALAR *restrict y) { \
    const SCALAR scale = (SCALAR)scale_; \
    uint16_t bits[8 * LANES]; \
    for (size_t begin = 0; begin < n; begin += 8 * LANES) { \
      philox_blocks(key, (first + begin) / 8, bits); \
      size_t count = n - begin; \
      const SCALAR *restrict from = x + begin; \
      SCALAR *restrict to = y + begin; \
      if (count >= 8 * LANES) \
        for (int i = 0; i < 8 * LANES; i++) to[i] = bits[i] >= threshold ? from[i] * scale : 0; \
      else \
        for (size_t i = 0; i < count; i++) to[i] = bits[i] >= threshold ? from[i] * scale : 0; \
    } \
  }

DROPOUT(float, dropout_f32)
DROPOUT(double, dropout_f64)

void meridian_dropout(
    int type, uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale,
    const void *x, void *y) {
  if (type == MERIDIAN_FLOAT32) dropout_f32(key, first, n, threshold, scale, x, y);
  else dropout_f64(key, first, n, threshold, scale, x, y);
}
