#include "include/images.h"

#include <string.h>

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define GRID(w) ((size_t)(w)->size[0] * (size_t)(w)->size[1] * (size_t)(w)->size[2])
#define CELLS(w) ((size_t)(w)->out[0] * (size_t)(w)->out[1] * (size_t)(w)->out[2])

// Runs the body for each window, whose first cell is `begin` and whose cells inside the grid are low ..< high; `out`
// is the window's number. The loop over channels in the body is the hot one.
#define EACH_WINDOW(w, body) { \
  size_t out = 0; \
  int32_t place[3], begin[3], low[3], high[3]; \
  for (place[0] = 0; place[0] < (w)->out[0]; place[0]++) \
    for (place[1] = 0; place[1] < (w)->out[1]; place[1]++) \
      for (place[2] = 0; place[2] < (w)->out[2]; place[2]++, out++) { \
        for (int a = 0; a < 3; a++) { \
          begin[a] = place[a] * (w)->stride[a] - (w)->before[a]; \
          low[a] = begin[a] < 0 ? -begin[a] : 0; \
          high[a] = (w)->size[a] - begin[a] < (w)->window[a] ? (w)->size[a] - begin[a] : (w)->window[a]; \
        } \
        body \
      } \
  }

// Runs the body for each cell of a window that lies in the grid; `cell` is its number there, `k` in the window.
#define EACH_CELL(w, body) \
  for (int32_t kz = low[0]; kz < high[0]; kz++) \
    for (int32_t ky = low[1]; ky < high[1]; ky++) \
      for (int32_t kx = low[2]; kx < high[2]; kx++) { \
        const size_t cell = \
            ((size_t)(begin[0] + kz) * (size_t)(w)->size[1] + (size_t)(begin[1] + ky)) * (size_t)(w)->size[2] + \
            (size_t)(begin[2] + kx); \
        const int32_t k = (kz * (w)->window[1] + ky) * (w)->window[2] + kx; \
        (void)k; \
        body \
      }

// Channels in blocks that stay in registers while a window is walked.
enum { BLOCK = 16 };
#define EACH_BLOCK(channels, body) \
  for (size_t c = 0; c < (channels); c += BLOCK) { \
    if ((channels) - c >= BLOCK) { const size_t count = BLOCK; body } \
    else { const size_t count = (channels) - c; body } \
  }

#define SCALAR float
#define NAME(x) x##_f32
#include "images_template.h"
#define POSITION uint8_t
#define POOL(x) x##_f32_u8
#include "max_pool_template.h"
#undef POSITION
#undef POOL
#define POSITION int32_t
#define POOL(x) x##_f32_i32
#include "max_pool_template.h"
#undef POSITION
#undef POOL
#undef SCALAR
#undef NAME

#define SCALAR double
#define NAME(x) x##_f64
#include "images_template.h"
#define POSITION uint8_t
#define POOL(x) x##_f64_u8
#include "max_pool_template.h"
#undef POSITION
#undef POOL
#define POSITION int32_t
#define POOL(x) x##_f64_i32
#include "max_pool_template.h"
#undef POSITION
#undef POOL
#undef SCALAR
#undef NAME

#define DISPATCH(name, ...) \
  if (type == MERIDIAN_FLOAT32) name##_f32(__VA_ARGS__); \
  else name##_f64(__VA_ARGS__)

#define DISPATCH_POOL(name, ...) \
  if (type == MERIDIAN_FLOAT32) { \
    if (wide) name##_f32_i32(__VA_ARGS__); \
    else name##_f32_u8(__VA_ARGS__); \
  } else { \
    if (wide) name##_f64_i32(__VA_ARGS__); \
    else name##_f64_u8(__VA_ARGS__); \
  }

void meridian_max_pool(
    int type, int wide, size_t items, const meridian_window *w, const void *x, void *y, void *where) {
  DISPATCH_POOL(max_pool, items, w, x, y, where);
}

void meridian_max_pool_pullback(
    int type, int wide, size_t items, const meridian_window *w, const void *gy, const void *where, void *gx) {
  DISPATCH_POOL(max_pool_pullback, items, w, gy, where, gx);
}

void meridian_average_pool(
    int type, size_t items, const meridian_window *w, const void *x, void *y) {
  DISPATCH(average_pool, items, w, x, y);
}

void meridian_average_pool_pullback(
    int type, size_t items, const meridian_window *w, const void *gy, void *gx) {
  DISPATCH(average_pool_pullback, items, w, gy, gx);
}

void meridian_patches(
    int type, size_t items, const meridian_window *w, size_t first, size_t count, const void *x, void *patches) {
  DISPATCH(patches, items, w, first, count, x, patches);
}

void meridian_patches_pullback(
    int type, size_t items, const meridian_window *w, size_t first, size_t count, const void *patches, void *gx) {
  DISPATCH(patches_pullback, items, w, first, count, patches, gx);
}
