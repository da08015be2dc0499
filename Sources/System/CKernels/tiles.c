#include "include/tiles.h"

#include <string.h>

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define TEMPLATE "tiles_template.h"
#include "both_types.h"

// Rows whose sums fit into registers: 32 of 64 bytes, or 16 of half that.
static int tile_height(void) {
#if defined(__x86_64__) && defined(__linux__)
  static int height;
  int known = __atomic_load_n(&height, __ATOMIC_RELAXED);
  if (known) return known;
  __builtin_cpu_init();
  known = __builtin_cpu_supports("x86-64-v4") ? 8 : 3;
  __atomic_store_n(&height, known, __ATOMIC_RELAXED);
  return known;
#else
  return 3;
#endif
}

size_t meridian_panel_size(int type, size_t k, size_t n) {
  return type == MERIDIAN_FLOAT32 ? panel_size_f32(k, n) : panel_size_f64(k, n);
}

void meridian_pack(
    int type, size_t k, size_t n, const void *b, size_t rowStep, size_t columnStep, void *panels) {
  if (type == MERIDIAN_FLOAT32) pack_f32(k, n, b, rowStep, columnStep, panels);
  else pack_f64(k, n, b, rowStep, columnStep, panels);
}

void meridian_multiply(
    int type, size_t m, size_t n, size_t k, const void *a, size_t rowStep, size_t columnStep,
    const void *panels, int adding, void *c, size_t cStep) {
  const int height = tile_height();
  if (type == MERIDIAN_FLOAT32)
    multiply_f32(height, m, n, k, a, rowStep, columnStep, panels, adding, c, cStep);
  else multiply_f64(height, m, n, k, a, rowStep, columnStep, panels, adding, c, cStep);
}

void meridian_gemm(
    int type, size_t m, size_t n, size_t k, const void *a, size_t aRow, size_t aColumn,
    const void *b, size_t bRow, size_t bColumn, int adding, void *c, size_t cStep, void *panels) {
  const size_t size = type == MERIDIAN_FLOAT32 ? sizeof(float) : sizeof(double);
  for (size_t first = 0; first < k; first += MERIDIAN_TILE_DEPTH) {
    const size_t depth = k - first < MERIDIAN_TILE_DEPTH ? k - first : MERIDIAN_TILE_DEPTH;
    meridian_pack(type, depth, n, (const char *)b + first * bRow * size, bRow, bColumn, panels);
    meridian_multiply(
        type, m, n, depth, (const char *)a + first * aColumn * size, aRow, aColumn, panels,
        adding || first > 0, c, cStep);
  }
}
