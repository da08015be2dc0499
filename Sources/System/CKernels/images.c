#include "include/images.h"

#include <string.h>

#include "include/elementwise.h"
#include "include/kernels_base.h"

#define SCALAR float
#define NAME(x) x##_f32
#include "images_template.h"
#undef SCALAR
#undef NAME

#define SCALAR double
#define NAME(x) x##_f64
#include "images_template.h"
#undef SCALAR
#undef NAME

#define DISPATCH(name, ...) \
  if (type == MERIDIAN_FLOAT32) name##_f32(__VA_ARGS__); \
  else name##_f64(__VA_ARGS__)

void meridian_max_pool(
    int type, size_t images, const meridian_window *w, const void *x, void *y, int32_t *where) {
  DISPATCH(max_pool, images, w, x, y, where);
}

void meridian_max_pool_pullback(
    int type, size_t images, const meridian_window *w, const void *gy, const int32_t *where,
    void *gx) {
  DISPATCH(max_pool_pullback, images, w, gy, where, gx);
}

void meridian_average_pool(
    int type, size_t images, const meridian_window *w, const void *x, void *y) {
  DISPATCH(average_pool, images, w, x, y);
}

void meridian_average_pool_pullback(
    int type, size_t images, const meridian_window *w, const void *gy, void *gx) {
  DISPATCH(average_pool_pullback, images, w, gy, gx);
}

void meridian_patches(
    int type, size_t images, const meridian_window *w, const void *x, void *patches) {
  DISPATCH(patches, images, w, x, patches);
}

void meridian_patches_pullback(
    int type, size_t images, const meridian_window *w, const void *patches, void *gx) {
  DISPATCH(patches_pullback, images, w, patches, gx);
}
