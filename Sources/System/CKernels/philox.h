#ifndef MERIDIAN_PHILOX_H
#define MERIDIAN_PHILOX_H

#include <stdint.h>

// Philox4x32 with seven rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011,
// which finds seven enough for every test of BigCrush), eight blocks side by side: 64 decisions of
// 16 bits each.
#define PHILOX_LANES 8
#define PHILOX_DECISIONS (8 * PHILOX_LANES)

typedef uint16_t philox_narrow __attribute__((vector_size(2 * PHILOX_LANES), aligned(2)));
typedef uint64_t philox_wide __attribute__((vector_size(8 * PHILOX_LANES)));

// Words stand in the lower halves of lanes of 64 bits, where products want them; the upper halves hold
// what products left there, which the next product does not read.
static inline __attribute__((always_inline)) void philox_blocks(
    uint64_t key, uint64_t block, uint16_t *restrict out) {
  const philox_wide low = (philox_wide){0} + 0xffffffffu;
  philox_wide a = block + (philox_wide){0, 1, 2, 3, 4, 5, 6, 7};
  philox_wide b = a >> 32;
  philox_wide c = (philox_wide){0} + 0x6d657269u, d = (philox_wide){0} + 0x6469616eu;
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
#pragma clang loop unroll(full)
  for (int round = 0; round < 7; round++) {
    const philox_wide p = (a & low) * 0xD2511F53u;
    const philox_wide q = (c & low) * 0xCD9E8D57u;
    a = (q >> 32) ^ b ^ k0;
    b = q;
    c = (p >> 32) ^ d ^ k1;
    d = p;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  const philox_wide words[4] = {a, b, c, d};
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    *(philox_narrow *)(out + 2 * i * PHILOX_LANES) =
        __builtin_convertvector(words[i], philox_narrow);
    *(philox_narrow *)(out + (2 * i + 1) * PHILOX_LANES) =
        __builtin_convertvector(words[i] >> 16, philox_narrow);
  }
}

#endif
