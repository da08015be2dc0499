#include "include/narrow.h"

#include <stdint.h>

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define INLINE static inline __attribute__((always_inline))

#define SCALAR float
#define NAME(x) x##_f32
#include "narrow_template.h"
#undef SCALAR
#undef NAME

#define SCALAR double
#define NAME(x) x##_f64
#include "narrow_template.h"
#undef SCALAR
#undef NAME

#define DISPATCH(name, ...) \
  if (type == MERIDIAN_FLOAT32) name##_f32(__VA_ARGS__); \
  else name##_f64(__VA_ARGS__)

size_t meridian_narrow_packed(int type, size_t k, size_t n) {
  const size_t lanes = LANES_OF(type);
  return (n + lanes - 1) / lanes * lanes * k;
}

void meridian_narrow_pack(int type, size_t k, size_t n, const void *w, int transposed, void *packed) {
  DISPATCH(narrow_pack, k, n, w, transposed, packed);
}

void meridian_narrow_product(
    int type, size_t rows, size_t k, size_t n, const void *x, const void *packed, void *y) {
  DISPATCH(narrow_product, rows, k, n, x, packed, y);
}

void meridian_narrow_outer(
    int type, size_t rows, size_t k, size_t n, size_t xRow, size_t gRow, int adding, const void *x,
    const void *g, void *y, size_t yRow) {
  DISPATCH(narrow_outer, rows, k, n, xRow, gRow, adding, x, g, y, yRow);
}
