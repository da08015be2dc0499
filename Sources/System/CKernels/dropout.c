#include "include/dropout.h"

#include "include/elementwise.h"
#include "include/kernels_base.h"
#include "philox.h"

#define DROPOUT(SCALAR, NAME) \
  MERIDIAN_DISPATCHED \
  static void NAME( \
      uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale_, \
      const SCALAR *restrict x, SCALAR *restrict y) { \
    const SCALAR scale = (SCALAR)scale_; \
    uint16_t bits[PHILOX_DECISIONS]; \
    for (size_t begin = 0; begin < n; begin += PHILOX_DECISIONS) { \
      philox_blocks(key, (first + begin) / 8, bits); \
      size_t count = n - begin; \
      const SCALAR *restrict from = x + begin; \
      SCALAR *restrict to = y + begin; \
      if (count >= PHILOX_DECISIONS) \
        for (int i = 0; i < PHILOX_DECISIONS; i++) to[i] = bits[i] >= threshold ? from[i] * scale : 0; \
      else \
        for (size_t i = 0; i < count; i++) to[i] = bits[i] >= threshold ? from[i] * scale : 0; \
    } \
  }

DROPOUT(float, dropout_f32)
DROPOUT(double, dropout_f64)

#define DROPOUT_BOTH(SCALAR, NAME) \
  MERIDIAN_DISPATCHED \
  static void NAME( \
      uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale_, \
      SCALAR *restrict x, SCALAR *restrict y) { \
    const SCALAR scale = (SCALAR)scale_; \
    uint16_t bits[PHILOX_DECISIONS]; \
    for (size_t begin = 0; begin < n; begin += PHILOX_DECISIONS) { \
      philox_blocks(key, (first + begin) / 8, bits); \
      const size_t count = n - begin < PHILOX_DECISIONS ? n - begin : PHILOX_DECISIONS; \
      SCALAR *restrict a = x + begin, *restrict b = y + begin; \
      if (count == PHILOX_DECISIONS) \
        for (int i = 0; i < PHILOX_DECISIONS; i++) { \
          const SCALAR factor = bits[i] >= threshold ? scale : 0; \
          a[i] *= factor; \
          b[i] *= factor; \
        } \
      else \
        for (size_t i = 0; i < count; i++) { \
          const SCALAR factor = bits[i] >= threshold ? scale : 0; \
          a[i] *= factor; \
          b[i] *= factor; \
        } \
    } \
  }

DROPOUT_BOTH(float, dropout_both_f32)
DROPOUT_BOTH(double, dropout_both_f64)

#define DROPOUT_ADD(SCALAR, NAME) \
  MERIDIAN_DISPATCHED \
  static void NAME( \
      uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale_, \
      const SCALAR *restrict x, const SCALAR *restrict r, SCALAR *restrict y) { \
    const SCALAR scale = (SCALAR)scale_; \
    uint16_t bits[PHILOX_DECISIONS]; \
    if (threshold == 0) { \
      for (size_t i = 0; i < n; i++) y[i] = x[i] + r[i]; \
      return; \
    } \
    for (size_t begin = 0; begin < n; begin += PHILOX_DECISIONS) { \
      philox_blocks(key, (first + begin) / 8, bits); \
      const size_t count = n - begin < PHILOX_DECISIONS ? n - begin : PHILOX_DECISIONS; \
      const SCALAR *restrict from = x + begin, *restrict add = r + begin; \
      SCALAR *restrict to = y + begin; \
      if (count == PHILOX_DECISIONS) \
        for (int i = 0; i < PHILOX_DECISIONS; i++) \
          to[i] = (bits[i] >= threshold ? from[i] * scale : 0) + add[i]; \
      else \
        for (size_t i = 0; i < count; i++) \
          to[i] = (bits[i] >= threshold ? from[i] * scale : 0) + add[i]; \
    } \
  }

DROPOUT_ADD(float, dropout_add_f32)
DROPOUT_ADD(double, dropout_add_f64)

void meridian_dropout(
    int type, uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale,
    const void *x, void *y) {
  if (type == MERIDIAN_FLOAT32) dropout_f32(key, first, n, threshold, scale, x, y);
  else dropout_f64(key, first, n, threshold, scale, x, y);
}

void meridian_dropout_both(
    int type, uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale, void *x,
    void *y) {
  if (type == MERIDIAN_FLOAT32) dropout_both_f32(key, first, n, threshold, scale, x, y);
  else dropout_both_f64(key, first, n, threshold, scale, x, y);
}

void meridian_dropout_add(
    int type, uint64_t key, uint64_t first, size_t n, uint32_t threshold, double scale,
    const void *x, const void *r, void *y) {
  if (type == MERIDIAN_FLOAT32) dropout_add_f32(key, first, n, threshold, scale, x, r, y);
  else dropout_add_f64(key, first, n, threshold, scale, x, r, y);
}
